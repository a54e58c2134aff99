// Package projector folds the log into the catalogue.
//
//	[LOG] --> read --> decode on all cores --> fold, one after the other --> apply, a batch a transaction --> observe
//
// [Projector.Run] follows the log from the catalogue's checkpoint. It never
// waits for a batch to fill: while one batch is being applied the next one
// gathers, so at the tip an event is applied at once, and while catching up a
// thousand at a time.
//
// [Catalogue] is a catalogue in its folder. The folder may be deleted at any
// time: the catalogue comes back from the log with the same digest. Rebuild
// makes it anew beside the running one and swaps.
//
// A record that cannot be decoded was judged before it came into the log, so
// it is our own corruption: Run stops and names the position.
//
// 2026-11-23, reading, folding and applying overlap by one batch: the fold sees
// the batch in flight through its own memory of the newest versions. We gave
// up the plain loop, and got both cores.
//
// 2026-11-23, a log that cannot be reached does not end Run. Why: pages and API
// stand in the same process and go on from what is projected; they say how old
// it is. We gave up that a broker that is away ends the process.
//
// 2026-11-23, readers are drained for the moment of a swap, and cut off after
// a grace period: SQLite deletes its write-ahead log by name, so the old file
// must be closed before the new one is opened in its place. We gave up that
// a very long download survives a rebuild.
package projector
