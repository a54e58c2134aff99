// Package relevance measures whether the search finds what people mean: judged
// queries are asked, and what comes back is compared with what should.
//
// Which offers answer a query is stated by a rule over their fields
// (rule.go), never by a list of ids: so the sets say what a person means, hold
// for any catalogue, and name no offer, provider or person. The notation is
// explained at the top of testdata/demo.txt and read by [Read].
//
//	testdata/demo.txt    over the project's own demo offers; part of go test
//	testdata/known.txt   over the real feeds of LVTEST_REAL_DATA and the demo
//	testdata/unread.txt  the same, for nobody's eyes: only its totals count
//	testdata/precision.txt  what must not be found, over the demo and the real feeds
//
// `task relevance` prints the figures, `task relevance -- -v` the failures too.
//
// 2026-11-23, the sets were written from what the offers say and before a search
// was asked, and half of them stays unread by those who write rules and lists of
// words. Why: a list made from the queries of one's own test measures nothing.
// We gave up half of the failures that one could learn from.
package relevance
