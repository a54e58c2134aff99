// Package format is what the writers of foreign formats share: the one address
// and the UUIDs of an offer, links, plain text, and the account of what a
// format cannot carry. Each format has a package of its own below.
//
// Rules for every writer: what is unknown is absent, never null, 0 or "free";
// nothing is invented; a field that the format has no place for goes into the
// Report and never into the description; withdrawn offers say id, time and
// reason and nothing else.
//
// 2026-11-23, the name space of our UUIDs is a constant and does not follow the
// configured address. Why: a hub that moves keeps the identity of its offers in
// every calendar and reader. We gave up that two hubs differ for one offer.
package format
