package event

import (
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
)

// upcast brings the data of one version of a fact to the next.
type upcast struct {
	to   Type
	data func(jsontext.Value) (jsontext.Value, error)
}

// upcasts leads from each older version to its successor. A version that was
// once released is never taken out: what is in the log decodes for ever.
var upcasts = map[Type]upcast{}

// newest brings data to the newest version of its fact.
func newest(t Type, data jsontext.Value) (Type, jsontext.Value, error) {
	for {
		u, old := upcasts[t]
		if !old {
			return t, data, nil
		}
		next, err := u.data(data)
		if err != nil {
			return t, data, fmt.Errorf("bring %s to %s: %w", t, u.to, err)
		}
		t, data = u.to, next
	}
}
