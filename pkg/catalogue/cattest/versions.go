package cattest

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

func comesBack(t *testing.T, s catalogue.Store) {
	for i, happened := range []time.Time{
		{}, start, time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC),
	} {
		p := catalogue.Position(i + 1)
		want := version(p, learning.OfferID(fmt.Sprintf("by:a:%d", i)), "Straße <&> \u2028 🎓")
		want.HappenedAt = happened.UTC()
		apply(t, s, p, catalogue.Revised{Version: want})
		got, err := s.Offer(t.Context(), want.ID)
		if err != nil {
			t.Fatalf("offer: %v", err)
		}
		Equal(t, want, got)
	}
}

func holdsUntil(t *testing.T, s catalogue.Store) {
	a, b, c, d := version(2, "by:a:1", "a"), version(3, "by:a:1", "b"), version(7, "by:a:1", ""), version(9, "by:a:1", "d")
	c.Withdrawn = &event.OfferWithdrawn{Reason: event.Moved, Note: "nach nebenan", Successor: "2"}
	apply(t, s, 5, catalogue.Revised{Version: a}, catalogue.Revised{Version: b})
	apply(t, s, 7, catalogue.Revised{Version: c})
	got, err := s.Offer(t.Context(), "by:a:1")
	if err != nil {
		t.Fatalf("offer: %v", err)
	}
	Equal(t, c, got)
	apply(t, s, 9, catalogue.Revised{Version: d})
	a.To, b.To, c.To = 3, 7, 9
	history, err := s.History(t.Context(), "by:a:1")
	if err != nil {
		t.Fatalf("history: %v", err)
	}
	Equal(t, []catalogue.Version{a, b, c, d}, history)
}

func erased(t *testing.T, s catalogue.Store) {
	gone := catalogue.Erased{ID: "by:a:1"}
	leave := withdrawn(4, "by:a:1", event.Legal)
	leave.Version.Erased = true
	apply(t, s, 3, revised(1, "by:a:1", "one"), revised(2, "by:a:10", "ten"), revised(3, "by:a:1", "two"))
	apply(t, s, 4, leave, gone)
	apply(t, s, 5, revised(5, "by:a:1", "anew"))
	history, err := s.History(t.Context(), "by:a:1")
	if err != nil {
		t.Fatalf("history: %v", err)
	}
	var got []string
	for _, v := range history {
		got = append(got, fmt.Sprintf("%d-%d erased=%t withdrawn=%t digest=%t %s",
			v.From, v.To, v.Erased, !v.Live(), v.Digest != catalogue.Digest{}, v.Document))
	}
	Equal(t, []string{
		"1-3 erased=true withdrawn=false digest=false ",
		"3-4 erased=true withdrawn=false digest=false ",
		"4-5 erased=true withdrawn=true digest=false ",
		`5-0 erased=false withdrawn=false digest=true {"title":{"de":"anew"}}`,
	}, got)
	Equal(t, []learning.OfferID{"by:a:10"}, ids(Offers(t, s, 3)))
	Equal(t, []learning.OfferID{"by:a:1", "by:a:10"}, ids(Offers(t, s, 5)))
	// Within one batch too, and of what the batch itself brings.
	leave = withdrawn(7, "by:a:2", event.Legal)
	apply(t, s, 8, revised(6, "by:a:2", "x"), leave, catalogue.Erased{ID: "by:a:2"}, revised(8, "by:a:2", "y"))
	if got := Offers(t, s, 6); slices.Contains(ids(got), "by:a:2") {
		t.Errorf("offers as of 6: got %v, want no by:a:2", ids(got))
	}
	if got, err := s.Offer(t.Context(), "by:a:2"); err != nil || string(got.Document) != `{"title":{"de":"y"}}` {
		t.Errorf("offer published anew: got %s, %v", got.Document, err)
	}
}

func asOf(t *testing.T, s catalogue.Store) {
	apply(t, s, 6,
		revised(1, "sh:a:1", "a"), revised(2, "by:a:é", "b"), revised(3, "by:a:z", "c"),
		revised(4, "by:a-b:1", "d"), revised(5, "by:a:Z", "e"), revised(6, "by:a:🎓", "f"))
	apply(t, s, 9, withdrawn(8, "by:a:z", event.Ended), revised(9, "sh:a:1", "new"))
	apply(t, s, 12, revised(12, "by:a:z", "back"))
	for at, want := range map[catalogue.Position][]learning.OfferID{
		1:  {"sh:a:1"},
		3:  {"by:a:z", "by:a:é", "sh:a:1"},
		6:  {"by:a-b:1", "by:a:Z", "by:a:z", "by:a:é", "by:a:🎓", "sh:a:1"},
		7:  {"by:a-b:1", "by:a:Z", "by:a:z", "by:a:é", "by:a:🎓", "sh:a:1"},
		9:  {"by:a-b:1", "by:a:Z", "by:a:é", "by:a:🎓", "sh:a:1"},
		0:  {"by:a-b:1", "by:a:Z", "by:a:z", "by:a:é", "by:a:🎓", "sh:a:1"},
		99: {"by:a-b:1", "by:a:Z", "by:a:z", "by:a:é", "by:a:🎓", "sh:a:1"},
	} {
		if got := ids(Offers(t, s, at)); !slices.Equal(got, want) {
			t.Errorf("offers as of %d: got %v, want %v", at, got, want)
		}
	}
	before := version(1, "sh:a:1", "a")
	before.To = 9
	Equal(t, before, Offers(t, s, 8)[4])
	Equal(t, version(9, "sh:a:1", "new"), Offers(t, s, 9)[4])
}

func newest(t *testing.T, s catalogue.Store) {
	gone := withdrawn(3, "by:a:1", event.Ended)
	apply(t, s, 4, revised(1, "by:a:1", "a"), revised(2, "by:a:2", "b"), gone, revised(4, "by:a:2", "c"), revised(4, "by:a:3", "d"))
	got, err := s.Newest(t.Context(), []learning.OfferID{"by:a:2", "by:a:1", "by:a:nobody", "by:a:1"})
	if err != nil {
		t.Fatalf("newest: %v", err)
	}
	want := map[learning.OfferID]catalogue.Version{"by:a:1": gone.Version, "by:a:2": version(4, "by:a:2", "c")}
	Equal(t, want, got)
}

func comesAndGoes(t *testing.T, s catalogue.Store) {
	apply(t, s, 4,
		revised(1, "by:a:1", "a"), withdrawn(2, "by:a:1", event.Mistake), revised(3, "by:a:1", "a"), withdrawn(4, "by:a:1", event.Ended))
	history, err := s.History(t.Context(), "by:a:1")
	if err != nil || len(history) != 4 {
		t.Fatalf("history: got %d versions, %v, want 4", len(history), err)
	}
	for at, want := range []int{0, 1, 0, 1, 0} {
		if at > 0 && len(Offers(t, s, catalogue.Position(at))) != want {
			t.Errorf("offers as of %d: want %d", at, want)
		}
	}
}

func large(t *testing.T, s catalogue.Store) {
	var batch []catalogue.Change
	var want []learning.OfferID
	for i := range 1000 {
		id := learning.OfferID(fmt.Sprintf("by:a:%04d", i))
		want = append(want, id)
		batch = append(batch, revised(catalogue.Position(i+1), id, fmt.Sprint(i)))
	}
	apply(t, s, 1000, batch...)
	Equal(t, want, ids(Offers(t, s, 0)))
	found, err := s.Newest(t.Context(), want)
	if err != nil || len(found) != 1000 {
		t.Errorf("newest: got %d, %v, want 1000", len(found), err)
	}
}

// version is a version with a document that holds the title; without one it has no document.
func version(from catalogue.Position, id learning.OfferID, title string) catalogue.Version {
	v := catalogue.Version{
		ID: id, From: from, Type: event.TypeOfferRevised,
		RecordedAt: start.Add(time.Duration(from) * time.Nanosecond), HappenedAt: start.Add(-time.Hour),
	}
	if title != "" {
		v.Document = []byte(`{"title":{"de":"` + title + `"}}`)
		v.Digest = sha256.Sum256(v.Document)
	}
	return v
}

func revised(from catalogue.Position, id learning.OfferID, title string) catalogue.Revised {
	return catalogue.Revised{Version: version(from, id, title)}
}

func withdrawn(from catalogue.Position, id learning.OfferID, reason string) catalogue.Revised {
	v := version(from, id, "")
	v.Type, v.Withdrawn = event.TypeOfferWithdrawn, &event.OfferWithdrawn{Reason: reason}
	return catalogue.Revised{Version: v}
}

func seen(p catalogue.Position, land learning.Land) catalogue.Seen {
	return catalogue.Seen{Land: land, System: "a", Position: p, RecordedAt: start.Add(time.Duration(p))}
}

func apply(t testing.TB, s catalogue.Store, checkpoint catalogue.Position, changes ...catalogue.Change) {
	t.Helper()
	if err := s.Apply(t.Context(), checkpoint, changes); err != nil {
		t.Fatalf("apply up to %d: %v", checkpoint, err)
	}
}

func ids(offers []catalogue.Version) (list []learning.OfferID) {
	for _, v := range offers {
		list = append(list, v.ID)
	}
	return list
}
