// Package connector is the stage near a Land: it takes what the Land has now,
// compares it with what it published before, and publishes only what changed.
//
//	load the memory -> fold receipts that came since -> plan -> remember -> send -> wait for receipts -> fold
//
// # Memory
//
// What was published is remembered in the Land's own account, in the stream
// PUBLISHED: 256 shards, each the list of [Entry] of the offers whose
// subject's SHA-256 begins with that byte. So a delivery may run from any
// machine and directory that has the credentials, and needs no hub. An offer
// that was withdrawn keeps its entry: the next event about it follows from it.
//
// # Exactly once
//
// A shard says "sent" before its events leave. Event ids are UUIDv5 of what
// the event says and of the event before it, and its time stands in the entry,
// so a delivery that was killed sends the very same bytes again: a duplicate,
// never a second event. A receipt is folded into its shard before it is
// acknowledged.
//
// Shards are written with their expected sequence, so of two connectors of one
// system the later one plans anew on what the earlier one remembered. Which of
// them sends first nobody controls: at the end each looks whether it was
// overtaken, and if so makes its delivery again.
//
// # Absence
//
// Only a full delivery withdraws what it no longer has, and never if a file of
// it could not be read or a subject stands in it twice. Whether a large
// absence is believed is decided by the hub's brake, not here: withdrawals that
// are held leave their offers live, in this memory as well.
//
// A withdrawal belongs to its delivery, and the next full one takes the place
// of what is held of others. So withdrawals of an older delivery that were
// never answered go out first and are waited for; if no answer comes, the
// delivery that only repeats them does not close as a full one.
//
// # Decisions
//
// 2026-11-23, an entry keeps the digest of the last content sent and whether
// the hub holds an accepted one. Two facts instead of one, because a rejected
// revision changes the first and not the second. What is uncertain counts as
// live: to withdraw an offer the hub does not have changes nothing.
//
// 2026-11-23, a receipt is matched by its place in the outbox, not by its id:
// two events with one id have one each. What hears them is the run itself; the
// durable consumer only catches up, because a message it gave to a client that
// died comes again after half a minute.
//
// 2026-11-23, a lost memory does not stop a Land. NATS does not check where a
// reply goes, so another system of the same Land can overwrite a shard; such a
// shard is told by its form and its headers and counts as empty ([Plan].Lost).
// Its offers go out anew; where the hub rejects one because its id is used, the
// next run sends it under a new id. What we gave up: an offer that vanished
// before it was delivered again stays in the catalogue until its Land withdraws
// it with an event of its own.
package connector
