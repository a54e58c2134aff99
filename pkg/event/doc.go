// Package event is the envelope and the facts: what a Land says happened.
//
// On the wire an event is CloudEvents 1.0 in structured JSON. The bytes that
// were checked are the bytes that are kept: [Event.Raw] never changes on its
// way from an outbox through the log to an analyst.
//
// [Parse] judges bytes of a stranger and words every problem; [Open] reads
// bytes that were judged before. Both give a typed [Fact]. Older versions of
// a fact are brought to its newest form here, so nobody behind this package
// ever meets one.
//
// 2026-11-23, the typed decode judges and not the JSON Schema: it costs 7 µs
// where the schema costs 56, and it can word a reason a person understands.
// We gave up one source of truth; a property test in schemas holds both equal.
//
// 2026-11-23, a fact keeps its data as bytes beside the typed value: members
// we do not know survive into the catalogue and its digest. We gave up memory.
package event
