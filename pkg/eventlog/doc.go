// Package eventlog is the contract of the log: the one truth, append-only and
// totally ordered. Everything else in the hub can be deleted and comes back
// equal from it.
//
// # What every log promises
//
// A [Commit] is the unit: the events of one Land, appended as one. It is in
// the log whole or not at all, also after a power cut, and it is durable
// before [Log.Append] returns without an error.
//
// A [Position] counts events, not commits, from 1, without gaps; it is never
// reused. The events of a commit take consecutive positions in their order.
// Position 0 is before the first event.
//
// [Log.Append] names the position the caller believes to be the last. If it
// is not, nothing is appended and the error is [ErrConflict]. So one of two
// racing committers always loses whole. After any other error the commit may
// or may not be in the log: read from the expected position on to know.
//
// RecordedAt is the hub's clock. It never decreases along the log: an older
// one is refused with [ErrClock]. It is kept in UTC with nanoseconds.
//
// An event's bytes come back exactly as they went in. The log does not read
// them: an event that nobody can decode is yielded all the same.
//
// [Log.Redact] takes the bytes of a record away for good, because the law
// demands it. Its position, origin, time and the SHA-256 of its bytes stay, so
// the ledger's leaf can still be computed. Redacting twice is redacting once.
// The records around it are not touched. Without a reason it is [NoReason].
//
// Reading sees a record only when it is durable, in order of positions, each
// once. [Log.Read] ends at the tip as it was when reading began or later, or
// with the context's error; [Log.Follow] never ends by itself: it waits.
//
// A broken store is our own corruption: reading yields [ErrCorrupt] with the
// position at which the next intact record was expected, and ends.
package eventlog
