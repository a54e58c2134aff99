// Package connector is the stage near a Land: it takes what the Land has now,
// compares it with what it published before, and publishes only what changed.
//
// # Memory
//
// What was published is remembered in the Land's own account, in the stream
// PUBLISHED: 256 shards, each the list of [Entry] of the offers whose
// subject's SHA-256 begins with that byte. So a delivery may run from any
// machine and directory that has the credentials, and needs no hub.
//
// # Exactly once
//
// A shard says "sent" before its events leave. Event ids are UUIDv5 of what
// the event says and of the event before it, and its time stands in the entry,
// so a delivery that was killed sends the very same bytes again: a duplicate,
// never a second event. A receipt is folded into its shard before it is
// acknowledged.
//
// # Absence
//
// Only a full delivery withdraws what it no longer has, and never if a file of
// it could not be read or a subject stands in it twice. Whether a large
// absence is believed is decided by the hub's brake, not here: withdrawals that
// are held leave their offers live, in this memory as well.
//
// 2026-11-23, an entry keeps the digest of the last content sent and whether
// the hub holds an accepted one. Two facts instead of one, because a rejected
// revision changes the first and not the second.
package connector
