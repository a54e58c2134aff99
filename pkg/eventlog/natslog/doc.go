// Package natslog keeps the log in JetStream streams of the hub's account.
//
// # Form
//
// A commit is one message of the stream LOG, subject "log.<land>" or
// "log.hub". Its body is a CloudEvents batch: a JSON array of the exact bytes
// of the events. Its headers say what the bytes do not:
//
//	Content-Type             application/cloudevents-batch+json
//	Lernverbund-Position     of the first event
//	Lernverbund-Count        of events
//	Lernverbund-Land         whose events they are
//	Lernverbund-Recorded-At  RFC 3339, UTC, nine decimals
//	Lernverbund-Before       last position of that Land's commit before, 0 if this is its first
//	Lernverbund-Origins      runs "created/sequence:index+more", "created/" only if it changes, "+more" events follow in the same message
//	Lernverbund-Lengths      bytes of each event, separated by spaces
//	Lernverbund-Digest       hex SHA-256 over the headers above and the SHA-256 of each event
//
// Splitting goes by the lengths, so bytes that are no JSON come back too. The
// chain of Lernverbund-Before lets a reader of one Land see that a commit is
// missing although it does not read the others'.
//
// A commit with a redacted record is in the stream REDACTED instead, subject
// "redacted.<land>.<first position>": the same headers, with length 0 for
// what was taken away, then on a line of its own the digests and the reasons,
// and in Lernverbund-Sequence where it was in LOG. Reading merges.
//
// # Decisions
//
// 2026-11-23: one message a commit instead of JetStream's atomic batches. The
// commit is atomic by construction and one fsync: 179k instead of 51k durable
// events/s at 500 events. Price: a record is found by halving over messages.
//
// 2026-11-23: no Nats-Msg-Id. The server would drop a second, different
// commit of the same id and acknowledge it. The expected last sequence keeps
// two committers apart.
//
// 2026-11-23: Redact copies what stays, then deletes securely. A crash between
// leaves both; the copy counts and [Open] finishes. Price: deleting needs
// DenyDelete off, so only the hub's own account may reach the stream. What is
// left open: nats-server notes a deletion before it overwrites the bytes, so a
// power cut in that instant leaves them in the block file, unreachable, until
// the server compacts it.
package natslog
