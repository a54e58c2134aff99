// Package ledger keeps a Merkle tree over the log outside of the log's own
// store, so that neither tampering nor bit rot goes unseen.
//
// The tree is that of RFC 6962: leaf i is the record at position i+1. A leaf's
// data is the SHA-256 of the RFC 8785 JSON of
//
//	{"event": <hex SHA-256 of the event's bytes>, "land": <land>,
//	 "origin": {"created": "<ns>", "index": <n>, "land": <land>, "sequence": <n>},
//	 "position": <n>, "recordedAt": "2026-03-01T08:30:00.123456789Z"}
//
// where origin is null for the hub's own records. So a redacted record keeps
// its leaf. The leaf's hash is SHA-256(0x00 || data), an inner node's
// SHA-256(0x01 || left || right), as in RFC 6962.
//
// # Files
//
// "hashes" holds every node of the tree that is complete, 32 bytes each, in
// the order of golang.org/x/mod/sumdb/tlog: written at the end only. The
// "checkpoint" is a signed note (C2SP tlog-checkpoint): name, size, root. Only
// what the checkpoint covers is trusted; what lies behind it in "hashes" is
// the rest of a write that did not end, and is cut off. The key that signs is
// keys/ledger.key (0600), the one that verifies keys/ledger.pub, to be kept
// elsewhere too.
//
// # Order
//
// Append is called when a commit is durable in the log. A ledger behind its
// log catches up; a log behind its ledger has lost records: [ErrBehind], and
// the hub does not start.
//
// # Decisions
//
// 2026-11-23: three fsyncs a commit (hashes, checkpoint, folder) and no
// in-place writing. What was promised by a checkpoint is never half there.
// Price: about a millisecond a commit.
//
// 2026-11-23: a missing key beside an existing checkpoint is an error. A new
// key made silently would let anybody sign a new history by deleting a file.
package ledger
