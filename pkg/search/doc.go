// Package search is the nationwide search index: in memory, German, the same
// for everybody, and able to say of each hit why it is there.
//
// An offer goes in as a [Document] and leaves words, values and times behind,
// each of them a number (analyse.go, record.go). A query becomes terms
// (parse.go), each term the words of the catalogue that it may be read as
// (plan.go), each word the documents it stands in, by cost (match.go,
// tolerate.go). What the filters leave (filter.go) is counted (facets.go), put in
// order (rank.go) and explained.
//
// What a word may be read as is found in this order, the rule as a [Match] names
// it in brackets and what it costs behind:
//
//	as it is typed [exact] 0; other case or number, other gender
//	    [inflection, gender] 1; umlauts left out [umlaut] 2 · expand.go
//	part of a compound [part] 3 · compound.go, decompose.go, settle.go
//	same root [derivation] 4, further away 6; parts of a typed compound side by side
//	    [compound] 4, its core without a form word 5 · split.go
//	what people call it [synonym] 5, a known phrase by its other name 1.5 in all,
//	    so that "Social Media" comes before "Soziale" here and "Medien" there;
//	    what titles say it stands for [abbreviation] 5; the places of an area
//	    [region] 5 · synonym.go, abbreviation.go, region.go
//	a slip in the offer [typo] 8 · rare.go
//	and only where that finds nothing or little: one edit, or the same sound
//	    [typo] 8 · spelling.go; without a head that says little [core] 5.5;
//	    a thesaurus [thesaurus] 6.5; a bad slip [typo] 8
//
// An offer costs the sum over the terms of that and of the field: place of a place
// -1, title 0, keyword and topic 2, place and provider 3, description 6. Light
// words of a question, and words for the form of an offer, cost at most 1 if they
// are not there. Offers of equal cost: the query as the title, as a phrase in it,
// current before past, fewer words in the title, the nearest session, the id. Where
// words find nothing at all, offers that are alike [similar] are given apart from the
// hits (similar.go).
//
// Offers that are the same (package duplicate) know each other (kin.go,
// regroup.go), so that a search can give one card for all of them and count
// cards (cards.go, families.go).
//
// 2026-11-23, no statistics and no model: match classes were measured on 420
// judged queries and beat the best general engine, and they can be explained.
// We gave up ranking by how rare a word is.
//
// 2026-11-23, a list of 15,000 nouns with their irregular forms
// (github.com/aaaton/golem/v4/dicts/de, MIT) stands beside the catalogue's own
// words, read once in a tenth of a second into sorted arrays of 1 MB: it tells
// where to cut a compound and what a slip was meant to be, never what matches.
//
// 2026-11-23, a town is where an offer takes place, never the address in its prose
// or the name of who provides it, if it says where it takes place; and where a town
// has nothing the search looks 25 km and then 50 km around it. Whom an offer is for
// and what competences it names count like prose. We gave up offers whose
// organiser is in town and whose course is not.
//
// 2026-11-23, what matches a text does not depend on the filters: corrections
// and offers that lack a word are decided before them, so that the count of a
// facet is what a click on it shows. We gave up loosening a query that only its
// chosen filters make empty; the pages suggest which filter to drop. Filters
// recognised in the words are part of the text (lenient.go).
//
// 2026-11-23, each document keeps a compressed list of its numbers (about 180
// bytes), so that a change touches only what differs and a document can be taken
// out exactly. There are no tombstones and no segments to merge, and the counts
// on which compounds rest are always true. We gave up 180 bytes.
//
// 2026-11-23, readers hold one lock for a whole search, the writer for a few
// microseconds at a time and reads outside of it. A snapshot for each change
// would cost more than the searches it lets through.
//
// 2026-11-23, in a search sets of documents are plain bit vectors, roaring bitmaps
// only where they are stored: the union of five thousand rare words is then
// fifty thousand bit operations.
//
// 2026-11-23, distances are computed for places and not for sessions: 300,000
// sessions lie in some thousand places, each document knows the numbers of
// those where it is to be found now (eight bytes each), and a radius over
// 200,000 offers is one pass over them. We gave up a grid, which would be
// faster for a small radius and slower for a large one.
package search
