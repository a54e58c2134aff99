// Package statistics sums up how complete the offers of each Land are, and who
// offers how many: a few numbers for each offer, kept while offers come and go,
// so that a summary costs milliseconds and reads no store.
//
// What is complete is judged by six marks (see [Mark]): an offer has a mark if
// its Land said something there, or if there is nothing to be said, as with the
// place of an offer that is online only. The score of a Land is how many of the
// possible marks its current offers have.
//
// 2026-11-23, the tally is memory beside the search index and is loaded with
// it. Why: whether an offer is current depends on the clock, so that counts in
// a store would be wrong a moment later. We gave up some 40 bytes an offer.
package statistics
