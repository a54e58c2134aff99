// Package gazetteer knows where places in Germany lie: towns by name, postal
// codes by number, and the towns behind names as people write them.
//
// The towns are a table of our own (data/towns.txt). An operator may add the
// postal-code file of GeoNames, see [Read]: with it every postal code and
// every village has its place. A [Gazetteer] never changes once it is made.
//
// 2026-11-23, no guess between two distant towns of one name: a Land decides,
// or one of them is ten times the size of the others, or the answer is that
// there are several. A course in the wrong Neustadt is worse than one whose
// distance is unknown. We gave up "the nearest of that name".
//
// 2026-11-23, the names of well-known places elsewhere (data/abroad.txt) are
// never corrected to a German town and never taken for a village of that name
// by themselves: "Athen" is not "Ahlen". We gave up the few villages that are
// called so, unless a postal code or a Land says that they are meant.
package gazetteer
