package search_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/demo"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/search/searchtest"
)

// completed are completions as "kind text" or "offer id".
func completed(all []search.Completion) []string {
	var out []string
	for _, c := range all {
		text := c.Text
		if c.Kind == "offer" {
			text = strings.TrimPrefix(string(c.Offer), "by:t:")
		}
		out = append(out, c.Kind+" "+text)
	}
	return out
}

func TestCompletions(t *testing.T) {
	x := index(t, map[string]string{
		"a": "Käse selbst gemacht\nplace: Köln\nprovider: Volkshochschule Köln", "b": "Excel Grundlagen\nplace: Mainz\nprovider: Akademie am Rhein",
		"c": "Excel für Fortgeschrittene\nplace: Bad Kreuznach\nprovider: Akademie am Rhein", "d": "Straßenverkehrsrecht\ntopic: law\nplace: Mainz",
		"e": "Word Grundlagen\ntext: auch Excel\nplace: München", "f": "Der Bescheid\ntopic: data_protection",
	})
	for typed, want := range map[string][]string{
		"käs":               {"offer a"},
		"kas":               {"offer a"},
		"kaes":              {"offer a"},
		"strass":            {"offer d"},
		"Straß":             {"offer d"},
		"Excel gr":          {"offer b", "offer e"},
		"excel m":           {"offer b", "offer c"}, // one letter is no word yet
		"Excel Ma":          {"place Mainz"},
		"koel":              {"place Köln", "provider Volkshochschule Köln"},
		"Köl":               {"place Köln", "provider Volkshochschule Köln"},
		"kol":               {"place Köln", "provider Volkshochschule Köln"},
		"bad kr":            {"place Bad Kreuznach"},
		"akad":              {"provider Akademie am Rhein"},
		"datenschu":         {"topic Datenschutz"},
		"Datenshut":         {"topic Datenschutz"},
		"Straßenverkehsrec": {"offer d"},
		"xyzzy":             nil,
		"":                  nil,
	} {
		got := completed(x.Complete(typed, 8))
		if !slices.Equal(got, want) {
			t.Errorf("%q is completed to %q, want %q", typed, got, want)
		}
	}
	for typed, want := range map[string]string{"Excel Ma": "Excel Mainz", "bad kr": "Bad Kreuznach", "Excel in Ma": "Excel in Mainz"} {
		all := x.Complete(typed, 8)
		if i := slices.IndexFunc(all, func(c search.Completion) bool { return c.Kind == "place" }); i < 0 || all[i].Query != want {
			t.Errorf("%q is completed to %+v, want a place with the query %q", typed, all, want)
		}
	}
}

// TestEveryCompletionFindsSomething types titles, towns, providers and topics letter by letter.
func TestEveryCompletionFindsSomething(t *testing.T) {
	x := search.New(search.Config{Now: clock})
	var texts []string
	all, err := demo.Offerings(noon)
	if err != nil {
		t.Fatal(err)
	}
	titles := map[learning.OfferID]string{}
	put := func(d search.Document) {
		titles[d.ID] = d.Offer.Title.German()
		x.Put(d)
	}
	for _, o := range all {
		put(search.Document{ID: o.ID(), Land: o.Land, System: o.System, Subject: o.Subject, Offer: &o.Offer, SeenAt: noon})
		texts = append(texts, o.Offer.Title.German(), o.Offer.Provider.Name)
		for _, s := range o.Offer.Sessions {
			if s.Place != nil {
				texts = append(texts, s.Place.City, "Recht "+s.Place.City)
			}
		}
	}
	for d := range searchtest.Offers(500, 5) {
		put(d)
	}
	for _, topic := range learning.Terms(learning.VocabTopics) {
		texts = append(texts, topic.Label["de"])
	}
	slices.Sort(texts)
	texts = slices.Compact(texts)
	seen := map[string]int{}
	checked := map[string]bool{}
	for i, text := range texts {
		if i%2 == 1 {
			continue // enough
		}
		for n := 2 + i%5; n <= len(text); n += 6 {
			if !utf8.ValidString(text[:n]) {
				continue
			}
			found := x.Complete(text[:n], 8)
			if len(found) > 8 {
				t.Fatalf("%q has %d completions", text[:n], len(found))
			}
			for _, c := range found {
				seen[c.Kind]++
				q := c.Query
				if c.Kind == "offer" {
					q = titles[c.Offer]
				}
				if checked[q] {
					continue
				}
				checked[q] = true
				if got := x.Search(search.Query{Text: q, Filter: search.Filter{Current: new(true)}}).Total; got < 1 {
					t.Errorf("%q is completed to %+v, which finds nothing as %q", text[:n], c, q)
				}
			}
		}
	}
	for _, kind := range []string{"offer", "topic", "place", "provider"} {
		if seen[kind] < 100 {
			t.Errorf("only %d completions of the kind %s: that proves little", seen[kind], kind)
		}
	}
}

// TestCompletionsForgetWhatIsGone also fills and empties the sorted names.
func TestCompletionsForgetWhatIsGone(t *testing.T) {
	x := search.New(search.Config{Now: clock})
	var many []learning.OfferID
	for i := range 700 {
		name := "Haus" + string(rune('a'+i%26)) + string(rune('a'+i/26))
		d := offer(name, "Titel\nprovider: "+name+"\nplace: "+name+"stadt")
		many = append(many, d.ID)
		x.Put(d)
	}
	if got := completed(x.Complete("hausba", 8)); !slices.Contains(got, "provider Hausba") || !slices.Contains(got, "place Hausbastadt") {
		t.Errorf("hausba: %q", got)
	}
	x.Remove(many...)
	if got := x.Complete("haus", 8); len(got) > 0 {
		t.Errorf("after all is gone: %+v", got)
	}
	x.Put(offer("new", "Titel\nprovider: Hausba"))
	if got := completed(x.Complete("hausb", 8)); !slices.Equal(got, []string{"provider Hausba"}) {
		t.Errorf("after one is back: %q", got)
	}
}

// BenchmarkComplete types the beginnings of words that people type.
func BenchmarkComplete(b *testing.B) {
	x := shared(b)
	for _, text := range []string{"v", "ve", "ver", "verwaltungsr", "recht m", "haushalt kommune be", "verwlatung", "akademie d", "dat", "xyzzyq"} {
		b.Run(text, func(b *testing.B) {
			var took []time.Duration
			n := 0
			for b.Loop() {
				began := time.Now()
				n = len(x.Complete(text, 8))
				took = append(took, time.Since(began))
			}
			quantiles(b, took)
			b.ReportMetric(float64(n), "found")
		})
	}
}
