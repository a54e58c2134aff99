package catalogue_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/catalogue/cattest"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// In random histories every version is whole, and a fact told twice makes no second version.
func TestFoldProperties(t *testing.T) {
	for seed := range uint64(20) {
		newest := map[learning.OfferID]*catalogue.Version{}
		for _, in := range cattest.History(t, seed, 500) {
			id, _ := catalogue.Subject(in)
			for _, c := range catalogue.Fold(newest[id], in) {
				if r, ok := c.(catalogue.Revised); ok {
					checkVersion(t, in, newest[id], r.Version)
					newest[id] = &r.Version
				}
			}
			prepared := in
			prepared.Prepare()
			for _, c := range catalogue.Fold(newest[id], prepared) {
				switch c.(type) {
				case catalogue.Revised, catalogue.Erased:
					t.Errorf("seed %d, position %d: told twice it gives %T", seed, in.Position, c)
				}
			}
		}
	}
}

func checkVersion(t *testing.T, in catalogue.Input, prior *catalogue.Version, v catalogue.Version) {
	t.Helper()
	if id, _ := catalogue.Subject(in); v.ID != id || v.From != in.Position || v.To != 0 || v.Type != in.Event.Type {
		t.Errorf("position %d: got %+v, want a version of %s that begins here", in.Position, v, id)
	}
	if !v.Live() {
		if v.Document != nil || v.Digest != (catalogue.Digest{}) || prior == nil {
			t.Errorf("position %d: a withdrawn version has a document, or nothing before it: %+v", in.Position, v)
		}
		return
	}
	canonical, err := event.Canonical(v.Document)
	if err != nil || !bytes.Equal(canonical, v.Document) || sha256.Sum256(v.Document) != v.Digest {
		t.Errorf("position %d: document is not canonical or not what its digest says: %s (%v)", in.Position, v.Document, err)
	}
	if prior != nil && bytes.Equal(prior.Document, v.Document) {
		t.Errorf("position %d: an equal version was made", in.Position)
	}
}

// The largest offers hold thousands of sessions: neither a new offer nor a
// report about one of them may take long. The bound is a hundred times what
// is measured, and a thousandth of what comparing each with each would take.
func TestFoldManySessions(t *testing.T) {
	var list []string
	for i := range 5000 {
		list = append(list, fmt.Sprintf(`{"id":"%d","seatsAsOf":"2026-01-01T00:00:00Z"}`, i))
	}
	offer := fmt.Sprintf(`{"title":{"de":"A"},"provider":{"name":"P"},"sessions":[%s]}`, strings.Join(list, ","))
	if len(offer) > event.MaxBytes {
		t.Fatalf("offer: %d bytes, more than an event may have", len(offer))
	}
	begin := time.Now()
	got := tell(t, "by/a 1 offer.published "+offer+"\n"+
		"by/a 1 offer.revised "+strings.Replace(offer, `"A"`, `"B"`, 1)+"\n"+
		`by/a 1 session.seats_reported {"session":{"id":"4999","seatsFree":1,"seatsAsOf":"2026-01-02T00:00:00Z"}}`+"\n")
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("folding 5,000 sessions took %v, want at most 5 s", took)
	}
	if !strings.Contains(got, `{"id":"4999","seatsAsOf":"2026-01-02T00:00:00Z","seatsFree":1}]`) {
		t.Errorf("the report is not in the offer")
	}
}

// Whatever a Land sends and event.Open reads, folding it does not fail, gives
// canonical documents and keeps every session but the one it is about.
func FuzzFold(f *testing.F) {
	f.Add(`{"title":{"de":"A"},"sessions":[{"id":"1","x":[1e2]},{"id":"2"}]}`, `{"id":"1","seatsFree":3,"seatsAsOf":"2026-01-01T00:00:00Z"}`)
	f.Add(`{"sessions":[{"id":"\u00fc"},{"id":"\u00fc","seatsAsOf":""}]}`, `{"id":"ü","status":"x"}`)
	f.Add(`{"sessions":null,"\u0073essions2":{}}`, `{"id":""}`)
	f.Fuzz(func(t *testing.T, offer, session string) {
		var newest *catalogue.Version
		for i, fact := range []struct {
			typ  event.Type
			data string
		}{
			{event.TypeOfferPublished, offer},
			{event.TypeSessionScheduled, `{"session":` + session + `}`},
			{event.TypeSeatsReported, `{"session":` + session + `}`},
			{event.TypeSessionCancelled, `{"session":` + session + `}`},
			{event.TypeOfferRevised, offer},
		} {
			raw, err := event.Draft{
				ID: "e", Source: "/laender/by/a", Type: fact.typ, Subject: "1", Time: time.Unix(0, 0), Data: jsontext.Value(fact.data),
			}.Encode()
			if err != nil {
				continue
			}
			e, err := event.Open(raw)
			if err != nil {
				continue
			}
			in := catalogue.Input{Position: catalogue.Position(i + 1), Land: "by", Event: e}
			for _, c := range catalogue.Fold(newest, in) {
				if r, ok := c.(catalogue.Revised); ok {
					checkVersion(t, in, newest, r.Version)
					newest = &r.Version
				}
			}
		}
	})
}
