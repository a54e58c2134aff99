// Package testbed is what tests of every package stand on: a folder in memory,
// patience, and what a machine may lack. Tests alone import it.
//
// 2026-11-23, patience is counted in the test's own beats and not by the clock:
// a machine that was asleep for minutes, as rented ones are, has tried nobody's
// patience. We gave up that a test says "20 s" and means it to the second.
package testbed
