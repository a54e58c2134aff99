// Package duplicate recognises the same offer under several ids: one course
// at several providers, in many places, or sent again under another number.
// It is pure and says why: every pair has a score from 0 to 1 and a German
// sentence.
//
// Offers whose titles mean the same ([Reader.Title]) share a bucket; only
// within it they are compared ([Compare]) and sorted into groups ([Groups]).
// What a title says beside its subject is left out of its key: the form
// ("Kurs"), the offer's own place, dates and number. What tells courses apart
// stays in: levels ("Grundkurs", "A1"), parts ("Teil 2"), versions.
//
// Never one are offers of different kind, language, level or length, those
// whose contents differ, and those that somebody has split.
//
// 2026-11-23, a group is made around its first offer, in an order that depends
// on the offers alone, and every member resembles that one. It therefore does
// not matter in which order offers come. We gave up chains: an offer that
// resembles only a member of a group stays outside.
//
// 2026-11-23, contents are compared as sets of words, which the index has
// anyway, and not as sequences: on real descriptions both tell the same, and
// it costs no memory. We gave up telling apart texts of equal words.
package duplicate
