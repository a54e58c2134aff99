// Package quarantine keeps what was not recorded: refused events, and events
// the brake holds back, each with its exact bytes and the reasons. Bad input
// never vanishes; it lies here until somebody has looked at it.
//
// An entry has a number, counted from 1 and never given twice, under which
// people speak of it. What has become of a held entry (released, dropped,
// superseded) is recorded as well. An entry is known by its origin and its
// bytes: appending it again changes nothing. Nothing is ever rewritten, except
// by [Store.Forget], which takes the bytes of entries away and leaves the rest.
//
// # The stream
//
// QUARANTINE lies in the hub's account, subject quarantine.<land>. Its
// messages are of two kinds, told by the header Lernverbund-Kind:
//
//	entries  a line of JSON {"first", "recordedAt", "entries": [{..., "size"}]}, then the raw bytes of the entries, one after the other
//	state    JSON {"state", "numbers", "by", "at"}: what became of the entries of these numbers
//
// A message of entries with "replaces" stands for those of these sequences,
// which are deleted; a forgotten entry in it has "forgotten", the reason, and
// "sha256", what its bytes were.
//
// # Decisions
//
// 2026-11-23: one message holds all entries of a commit and not one each. A
// feed with ten thousand refused events would cost ten thousand syncs, and
// everybody waits for the one committer. We gave up that the number is the
// stream's sequence: an index in memory finds the message of a number; it is
// read anew at every start, about 110 bytes an entry.
//
// 2026-11-23: the stream may be purged by hand, there is no DenyPurge: refused
// bytes can hold the personal data for which they were refused. A store whose
// first messages are gone opens; one with a hole in it does not, unless a later
// message stands for what was there.
package quarantine
