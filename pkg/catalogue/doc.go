// Package catalogue is the contract of the read model, and the pure fold that
// makes it out of the log.
//
// [Fold] takes one event and what the catalogue knows of its subject, and says
// what changes. It has no clock, no I/O and no memory, so a projector, a replay
// and an exchange that fold the same records come to the same catalogue.
// Folding everything equals folding the second half onto the first.
//
// # What every store promises
//
// [Store.Apply] makes the changes of one or more events and the checkpoint one
// transaction: after a crash both are there or neither is. Batches come in
// order of positions; a batch at or below the checkpoint does nothing, so a
// record may be folded twice.
//
// Every version of every offer is kept, with the position from which and the
// position until which it held: history and the catalogue as of a position
// need it. Only [Erased] takes documents away, for withdrawals as "legal".
//
// What a reader gets is the state at one checkpoint, never half of a batch.
//
// # Digest
//
// A Land's digest is the SHA-256 over its live offers' lines
// "<id> <hex SHA-256 of the RFC 8785 JSON of the folded offer>\n" in byte order
// of id; the catalogue's is the same over the lines "<land> <hex>\n" of the
// Länder that have a live offer, in byte order of land. Live is not withdrawn.
// No position, time or clock is in it, so anyone can recompute it.
package catalogue
