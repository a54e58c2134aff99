package event

import (
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

var unescape = strings.NewReplacer("~1", "/", "~0", "~")

// at is the value a JSON pointer (RFC 6901) points to.
func at(raw jsontext.Value, pointer string) (jsontext.Value, bool) {
	for _, token := range tokens(pointer) {
		var members map[string]jsontext.Value
		var items []jsontext.Value
		switch raw.Kind() {
		case '{':
			if json.Unmarshal(raw, &members) != nil || members[token] == nil {
				return nil, false
			}
			raw = members[token]
		case '[':
			i, err := strconv.Atoi(token)
			if err != nil || json.Unmarshal(raw, &items) != nil || i < 0 || i >= len(items) {
				return nil, false
			}
			raw = items[i]
		default:
			return nil, false
		}
	}
	return raw, true
}

// replace puts a value where the pointer points, or takes the member out if
// the value is nil. It is for the slow path of a refused event.
func replace(raw jsontext.Value, pointer string, value any) (jsontext.Value, bool) {
	path := tokens(pointer)
	if len(path) == 0 {
		return nil, false
	}
	var tree any
	if json.Unmarshal(raw, &tree) != nil {
		return nil, false
	}
	node := tree
	for i, token := range path {
		last := i == len(path)-1
		switch parent := node.(type) {
		case map[string]any:
			switch {
			case last && value == nil:
				delete(parent, token)
			case last:
				parent[token] = value
			}
			node = parent[token]
		case []any:
			n, err := strconv.Atoi(token)
			if err != nil || n < 0 || n >= len(parent) {
				return nil, false
			}
			if last {
				parent[n] = value
			}
			node = parent[n]
		default:
			return nil, false
		}
	}
	out, err := json.Marshal(tree)
	return out, err == nil
}

func tokens(pointer string) []string {
	if pointer == "" {
		return nil
	}
	parts := strings.Split(pointer[1:], "/")
	for i := range parts {
		parts[i] = unescape.Replace(parts[i])
	}
	return parts
}
