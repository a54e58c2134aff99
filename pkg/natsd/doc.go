// Package natsd is the embedded nats-server. Production and tests run the
// same code: the hub with one account per Land, the tests of other packages
// with a single default account ([Config.Bare]).
//
// # Decisions
//
// 2026-11-23: SyncAlways for the whole server. The default syncs every two
// minutes and a power cut loses what was acknowledged in between; a stream
// that can be made again (RECEIPTS) opts out by itself. Price: one fsync a
// publish, which the commit as the unit of the log pays for.
//
// 2026-11-23: the server listens last. JetStream is loaded, compared with the
// files and the hub's own connections are made before the port opens, because
// an account that is full of a Land's connections shuts the hub out of it.
// Price: the port opens some milliseconds later.
//
// 2026-11-23: never LameDuck. It takes 30 s and saves nothing: a plain
// shutdown lost no acknowledged message in any run.
package natsd
