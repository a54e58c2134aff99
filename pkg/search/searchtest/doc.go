// Package searchtest makes offers for tests and benchmarks of the search: as
// many as wanted, the same for the same seed, and in the shape of real ones:
// about 128 words each, of which a few are in most offers, most are compounds
// that few share, and some (file numbers, dates) stand in one alone.
package searchtest
