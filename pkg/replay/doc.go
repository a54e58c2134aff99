// Package replay reads history again: the events of a window as lines, and
// the catalogue as it was at a moment.
//
// A moment is a position, a time, or a day, which is its 00:00 in
// Europe/Berlin. Time is the hub's clock, recordedAt: what the catalogue
// showed, not what was meant. A window from a to b has what was recorded at
// position a or at the time a and later; a position b is the last in it, a
// time b is the first that is not: from one midnight to the next is one day.
// The catalogue as of b is the fold of the window until b.
//
// A replay line is
//
//	{"position":1,"land":"by","recordedAt":"2026-03-01T08:30:00.123456789Z","event":{…}}
//
// with the event's JSON as it was sent; if it was sent over several lines, its
// white space is taken out. Exact adds "bytes", the event in base64. Of a
// redacted record the event is null and "redacted" the reason; of one that is
// no JSON the event is null, "undecodable" says why, and "bytes" is always there.
//
// A line of the catalogue is {"id","land","system","subject","offer"}, in byte
// order of id, with the offer in RFC 8785 form. Offers withdrawn for legal
// reasons are left out also as of a moment before their withdrawal: they are
// shown nowhere any more.
package replay
