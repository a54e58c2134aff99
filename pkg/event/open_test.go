package event_test

import (
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/event"
)

// OpenData gives what Open gives, but for the fact of whole offers, which is
// of the same type and empty.
func TestOpenData(t *testing.T) {
	for _, typ := range event.Types() {
		data := `{"title":{"de":"A"},"name":"P","reason":"ended","session":{"id":"1","seatsAsOf":"2026-03-01T00:00:00Z"},"full":true}`
		raw, err := event.Draft{
			ID: "e", Source: "/laender/by/a", Type: typ, Subject: "1", Time: time.Unix(0, 0), Data: jsontext.Value(data),
		}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		want, err := event.Open(raw)
		if err != nil {
			t.Fatalf("%s: open: %v", typ, err)
		}
		got, err := event.OpenData(raw)
		if err != nil {
			t.Fatalf("%s: open data: %v", typ, err)
		}
		if o := want.Offer(); o != nil {
			if o.Title["de"] != "A" || got.Offer() == nil || got.Offer().Title != nil {
				t.Errorf("%s: got title %v of %v, want none of %v", typ, got.Offer(), got.Fact, o.Title)
			}
			got.Fact = want.Fact
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-open +open data):\n%s", typ, diff)
		}
	}
	if e, err := event.OpenData([]byte(`{"specversion":"1.0","id":"1"}`)); err == nil {
		t.Errorf("no type: got %+v, want an error", e)
	}
}
