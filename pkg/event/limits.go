package event

import "bytes"

const (
	// MaxBytes is the largest event in bytes.
	MaxBytes = 256 << 10
	// MaxDepth is how deep objects and arrays may nest, the envelope being the first level.
	MaxDepth = 32
	// MaxBatch is the most events in one outbox message.
	MaxBatch = 1000
	// MaxBatchBytes is the largest outbox message in bytes.
	MaxBatchBytes = 1 << 20
)

// Content types of an outbox message: one event, or an array of events.
const (
	ContentType      = "application/cloudevents+json"
	BatchContentType = "application/cloudevents-batch+json"
)

// deeper reports whether objects and arrays in raw nest deeper than most. It
// reads bytes and needs no valid JSON, so it is safe to ask before parsing.
func deeper(raw []byte, most int) bool {
	depth := 0
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '"':
			if i = textEnd(raw, i+1); i < 0 {
				return false
			}
		case '{', '[':
			if depth++; depth > most {
				return true
			}
		case '}', ']':
			depth--
		}
	}
	return false
}

// textEnd is the place of the quotation mark that ends a text which goes on at
// i, -1 if there is none. Most bytes of an event are in texts: they are
// searched for the mark and not read one by one.
func textEnd(raw []byte, i int) int {
	for {
		n := bytes.IndexByte(raw[i:], '"')
		if n < 0 {
			return -1
		}
		end := i + n
		back := end
		for back > i && raw[back-1] == '\\' {
			back--
		}
		if (end-back)%2 == 0 {
			return end
		}
		i = end + 1
	}
}
