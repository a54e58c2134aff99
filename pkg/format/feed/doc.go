// Package feed writes what is new as Atom (RFC 4287, application/atom+xml) and
// as RSS 2.0 (application/rss+xml): offers of a search, or the changes of one
// offer. Both carry identity, title, text, times, provider, kind and keywords;
// every other field of an offer is lost, and the report says so.
//
// An entry's id is a UUID made of the offer's id, so that a reader knows it
// again when the address of the hub changes.
package feed
