// Package table reads what a Land has (JSON, NDJSON, YAML, CSV or XLSX, packed
// or not) and turns it into offers with the help of a declarative mapping
// file. It is pure: bytes and a [Mapping] go in, a [Delivery] of [Record]s
// with their findings comes out; it knows no file system, no network and no
// stream. Without a mapping it reads our own offers, one {"subject","offer"}
// a line.
//
// The way of a record:
//
//	unpack, detect format and encoding (input.go, text.go)
//	read into a tree that remembers its lines (json.go, yaml.go, csv.go, xlsx.go)
//	map field by field (build.go: rule.go, values.go, dates.go, price.go, web.go, html.go)
//	take persons and bank accounts out of every text (persons.go, redact.go)
//	check by the rules of learning, and leave out what may be left out (check.go)
//
// The mapping language is explained for the people who write it in
// schemas/mappings/README.md.
//
// 2026-11-23, a field that cannot be read refuses its record unless the
// mapping says "onError: drop" (for all of it or for one field): an offer with
// a silently missing date misleads, but one absurd date must not cost an offer
// where the Land says so. We gave up a guess that suits everybody.
//
// 2026-11-23, names of persons are collected over the whole delivery before
// the first record leaves, and taken out of every text of every record, the
// findings included: a feed names its lecturer in a field of one record and in
// the description of the next. We gave up reading a delivery as a stream.
//
// 2026-11-23, texts become NFC, the subject stays as it stands: it is the
// system's own id, and an id that changes is another offer.
package table
