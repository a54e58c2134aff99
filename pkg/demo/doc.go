// Package demo holds the offers that `up --demo` publishes: invented, but
// written to be read, for all 16 Länder and the federal level. They are what
// every newcomer sees first.
//
// One file per Land lies in laender/. Its notation is made for people who
// write offers, not for machines:
//
//   - providers and places are named once and referred to by their key;
//   - a text is a plain string (German) or a language map;
//   - days are relative to today: "23d" is in 23 days, "-2w" was two weeks ago.
//     Where a run would touch a weekend or a day on which offices are closed everywhere it moves
//     to the next days on which it fits;
//   - "in: 9d, at: "09:00", for: 7h, days: 2" is a session of two days,
//     each from nine to four; "every: 2w, times: 6" repeats it;
//   - seats "5/20" are five free of twenty, as of the evening before today.
//
// Decision 2026-11-23: the dates depend on nothing but the day of now in
// Europe/Berlin. Why: publishing the demo twice on one day must change
// nothing. Given up: from one day to the next every dated offer changes.
//
// Decision 2026-11-23: providers are invented and live under the domain
// .example (RFC 2606), telephone numbers are from the ranges that the
// Bundesnetzagentur keeps free for films. Why: a newcomer who clicks must
// reach nobody who knows nothing of us.
package demo
