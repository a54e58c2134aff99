// Package catalogue is the contract of the read model, and the pure fold that
// makes it out of the log.
//
// [Fold] takes one event and what the catalogue knows of its subject, and says
// what changes. It has no clock, no I/O and no memory, so a projector, a replay
// and an exchange that fold the same records come to the same catalogue.
// Folding everything equals folding the second half onto the first.
//
// # What each fact does
//
// offer.published and offer.revised replace all of the offer, its sessions
// included, and bring a withdrawn one back. What is equal to the newest
// version byte for byte makes no new one.
//
// offer.withdrawn ends the offer; of an unknown or withdrawn one it changes
// nothing. As "legal" it takes the documents of all versions away, also if the
// offer had left before for another reason; published again it starts anew.
//
// session.scheduled and session.rescheduled put the session in the place of
// the one with its id, or behind the last. session.cancelled sets its status
// and nothing else. A fact about a session of an offer that is unknown or
// withdrawn, and a cancellation or report of a session that the offer does not
// have, changes nothing and is counted as an orphan.
//
// session.seats_reported sets seatsFree, seatsTotal and seatsAsOf, which
// always travel together. Of two reports the one with the newer seatsAsOf
// wins, the later one if they are equal; a session that comes without
// seatsAsOf, or with an older one, keeps the seats that are known. Those of
// before a withdrawal are not.
//
// The provider facts set the provider's own page and never alter an offer.
// Every event of a Land is also Seen. Of the hub's own records, hub.split says
// that no two of its offers are the same and hub.joined takes that back; of
// each two offers the newest of both counts, whether the offers are known or
// not. They alter no offer and no digest. The others, and redacted ones, do
// nothing.
//
// The document of an offer is the RFC 8785 JSON of all that was sent, members
// at any depth that we do not know included.
//
// # What every store promises
//
// [Store.Apply] makes the changes of one or more events and the checkpoint one
// transaction: after a crash both are there or neither is. Batches come in
// order of positions; a batch at or below the checkpoint does nothing, so a
// record may be folded twice. A batch that reaches over the checkpoint is
// refused with [ErrBatch].
//
// Every version of every offer is kept, with the position from which and the
// position until which it held: history and the catalogue as of a position
// need it. Only [Erased] takes documents away, those of all versions so far.
//
// What a reader gets is the state at one checkpoint, never half of a batch.
// The reader owns what it gets, and Apply keeps nothing that the caller may change.
//
// # Digest
//
// A Land's digest is the SHA-256 over its live offers' lines
// "<id> <hex SHA-256 of the RFC 8785 JSON of the folded offer>\n" in byte order
// of id; the catalogue's is the same over the lines "<land> <hex>\n" of the
// Länder that have a live offer, in byte order of land. Live is not withdrawn.
// No position, time or clock is in it, so anyone can recompute it; see [DigestOf].
//
// 2026-11-23, the fold works on the JSON and never on the typed offer: members
// we do not know survive into the digest. We gave up the comfort of structs.
package catalogue
