// Package intake is the stage between the outboxes of the Länder and the log:
// it reads every outbox, judges every event, records what is good, keeps aside
// what is not, and answers each with a receipt.
//
//	[OUTBOX] --> read --> judge --> decide, commit --> answer --> acknowledge
//	              one a Land   all cores    one committer       one a Land
//
// [Open] reads the log once; [Intake.Run] takes in until it is told to stop.
// What a Land sends can be refused, held or counted as noise; it can never
// stop the stage. Our own corruption does.
//
// # A commit
//
// The committer takes what was judged while it synced the last time, at most
// one commit of each Land, and makes it durable in this order: log, quarantine,
// ledger. Then the receipts are stored in the Land's account, then its outbox
// is acknowledged. After a crash at any point the outbox is read again from
// where something may be missing; the same event at the same place gets the
// same receipt again, and nothing is written twice.
//
// # Decisions
//
// 2026-11-23: the log says where to resume, not the consumer. The consumer of
// a hub that came back from an older copy is ahead of its log. Price: what was
// only a duplicate at the very end of an outbox is answered once more after a
// start.
//
// 2026-11-23: receipts carry how far they answer (header Lernverbund-Answers),
// because RECEIPTS is not synced: after a kill the newest can be gone although
// the outbox is acknowledged. A start reads the last and answers from there on.
//
// 2026-11-23: (source, id) is remembered for ever, as 16 bytes of a hash with 8
// of the event's digest: 38 to 56 bytes an event instead of a database. Two
// million events a year are 100 MB. A Land that finds two of its own events
// with the same 8 bytes has one answered as a duplicate of the other.
//
// 2026-11-23: a withdrawal as "absent" without the numbers of its delivery is
// refused: the brake would have nothing to judge it by.
package intake
