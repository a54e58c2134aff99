// Package retention keeps what must be kept and lets go of what must go.
//
//	[OUTBOX] --> trim: what is recorded and older than 30 days
//	[LOG], [QUARANTINE] --> erase: what was said about an offer before it was withdrawn as legal
//
// # Trimming
//
// An outbox never drops an event by itself: a full one refuses. So the hub lets
// go of its beginning, at the start and every hour: of messages older than
// Config.Keep, and only as far as both the consumer of intake has acknowledged
// and log or quarantine hold something that was read from this very stream.
// After a hub came back from an older copy the consumer is ahead of the log;
// after an outbox came back from one, the log is ahead of the consumer.
//
// # Erasing
//
// An offer withdrawn as "legal" is to be shown nowhere any more. The catalogue
// sees to its own; here every earlier record about that offer, its sessions
// included, is redacted in the log, and every refused event of the same source
// and subject loses its bytes in quarantine. Withdrawals as legal stay: they
// say why the others are gone. What is published about the offer afterwards is
// a new beginning and is not touched.
//
// It is done as soon as the catalogue has folded the withdrawal, so that it
// still knew the offer, and at the latest a minute later. How far the log was
// looked through is one message in a stream of its own, written when all before
// it is done: after a crash it is done again, and redacting twice is redacting
// once. Without that message the whole log is looked through.
//
// # What a redaction changes, and what not
//
// Positions, order, origins and the ledger's leaves stay, so a check of the
// ledger may run at the same time, and intake resumes where it would have.
//
// A catalogue made anew has the same digest: nothing that was redacted is live.
// It has no history of the offer, not even that there was one: a withdrawal of
// an unknown offer changes nothing. So the offer is answered as withdrawn (410)
// until a rebuild, and as unknown (404) after it.
//
// The same event sent again, byte for byte, is a duplicate, is answered with
// the position of its record, and not recorded: intake knows the digest of what
// was redacted. Another event about the offer is a new publication.
//
// What is not reached: the Land's own OUTBOX keeps an event until it is
// trimmed, its RECEIPTS what a receipt quoted; both are the Land's and shown to
// nobody else. A refused event whose source or subject could not be read says
// of no offer that it is about it.
//
// # Decisions
//
// 2026-11-23: "backed up" asks for nothing as long as there is no archive. What
// is 30 days old is taken to be in the operator's copies of the data directory.
// Once an archive exists, its last position is one more bound beside the two
// above. We gave up that an outbox could rebuild a log of which there is no copy.
//
// 2026-11-23: the log is looked through once a minute, or at once when the
// catalogue erased something, instead of being followed: while a Land sends a
// hundred thousand events nobody decodes them a third time. We gave up seconds
// for a withdrawal as legal of an offer that the catalogue does not know.
//
// 2026-11-23: one redaction a record, in the order of positions, although those
// of one commit could share one: it is rare, it is the act of a person, and the
// contract of the log stays as small as it is.
package retention
