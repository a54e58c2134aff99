// Package learning is the domain: what the Länder offer, in the words of the
// field. It knows no event, no store and no wire; it stands on the standard
// library and the vocabularies of schemas alone.
//
// An [Offer] is what can be learned, undated; a [Session] is one dated run of
// it; a [Provider] holds it; a [Land] answers for it; a [Problem] is one
// finding about any of them.
package learning
