// Package schemas is the contract with the Länder as files: JSON Schemas,
// vocabularies, examples, mappings, AsyncAPI and OpenAPI. Programs embed them
// from here; people read README.md.
//
// 2026-11-23, every format (date, time, duration, URL, language tag) is said
// as a pattern in the intersection of ECMA 262 and RE2, leap years included,
// and not by "format": a validator may ignore or interpret "format", and the
// typed check in learning must give the same verdict byte for byte. We gave
// up pretty patterns.
package schemas
