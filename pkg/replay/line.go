package replay

import (
	"bytes"
	"encoding/base64"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
)

const timeForm = "2006-01-02T15:04:05.000000000Z"

// appendLine writes a record as a replay line.
func appendLine(b []byte, r *eventlog.Record, exact bool) []byte {
	b = append(b, `{"position":`...)
	b = strconv.AppendUint(b, uint64(r.Position), 10)
	b = append(b, `,"land":"`...)
	b = append(b, r.Land...)
	b = append(b, `","recordedAt":"`...)
	b = r.RecordedAt.UTC().AppendFormat(b, timeForm)
	b = append(b, `","event":`...)
	switch {
	case r.Redacted != "":
		b = append(b, `null,"redacted":`...)
		b = appendText(b, r.Redacted)
		return append(b, "}\n"...)
	case !jsontext.Value(r.Raw).IsValid(jsontext.AllowDuplicateNames(true)):
		b = append(b, `null,"undecodable":"not JSON"`...)
		exact = true
	default:
		b = appendEvent(b, r.Raw)
	}
	if exact {
		b = append(b, `,"bytes":"`...)
		b = base64.StdEncoding.AppendEncode(b, r.Raw)
		b = append(b, '"')
	}
	return append(b, "}\n"...)
}

// appendEvent writes an event on one line: as it is if it is on one.
func appendEvent(b, raw []byte) []byte {
	raw = bytes.TrimSpace(raw)
	if bytes.IndexByte(raw, '\n') < 0 && bytes.IndexByte(raw, '\r') < 0 {
		return append(b, raw...)
	}
	v := jsontext.Value(raw).Clone()
	if v.Compact() != nil {
		return append(b, "null"...) // it was valid before: cannot be
	}
	return append(b, v...)
}

// appendText writes a JSON string; what is no UTF-8 in it becomes U+FFFD.
func appendText(b []byte, s string) []byte {
	b, _ = jsontext.AppendQuote(b, string(bytes.ToValidUTF8([]byte(s), []byte("\uFFFD"))))
	return b
}
