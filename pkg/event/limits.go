package event

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
	depth, inString := 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			if depth++; depth > most {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}
