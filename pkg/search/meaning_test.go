package search_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/search"
)

func TestWordsOfAVocabularyAreNotItsContent(t *testing.T) {
	x := index(t, map[string]string{
		"yoga": "Yoga am Morgen\ntopic: health_wellbeing", "osteopathy": "Osteopathie\ntopic: health_wellbeing",
		"welding": "Internationaler Schweißfachingenieur\ntopic: crafts", "safety": "Arbeitsschutz-Fragestunde\naudience: staff_representatives",
		"equality": "Treffen der Gleichstellungsbeauftragten",
	})
	for _, c := range []struct{ query, want, why string }{
		{"yoga", "yoga", "a kind of a topic that stands in texts is no other offer of the topic"},
		{"Gleichstellungsbeauftragte", "equality", "an audience is no kind of it either"},
		{"Töpfern", "", "what stands nowhere is not found"},
		{"Gesundheit", "yoga,osteopathy", "the label of a topic finds its offers"},
		{"health_wellbeing", "yoga,osteopathy", "a code finds its offers"},
	} {
		r := x.Search(search.Query{Text: c.query, Limit: 100, Facets: true})
		got := map[string]bool{}
		for _, h := range r.Hits {
			_, _, subject, _ := h.ID.Parts()
			got[subject] = true
		}
		want := strings.FieldsFunc(c.want, func(r rune) bool { return r == ',' })
		for _, subject := range want {
			if !got[subject] {
				t.Errorf("%q finds %v, want %s: %s", c.query, got, c.want, c.why)
			}
		}
		if r.Total != len(want) || r.Facets["land"]["by"] != len(want) {
			t.Errorf("%q: total %d and %d in the facet, want %d: %s", c.query, r.Total, r.Facets["land"]["by"], len(want), c.why)
		}
	}
}

func TestWhatStandsNowhereIsLikeItsTopic(t *testing.T) {
	x := index(t, map[string]string{"welding": "Internationaler Schweißfachingenieur\ntopic: crafts", "law": "Baurecht\ntopic: building_law"})
	r := x.Search(search.Query{Text: "Töpfern", Limit: 10})
	if r.Total != 0 || len(r.Similar) != 1 || !strings.HasSuffix(string(r.Similar[0].ID), "welding") {
		t.Errorf("Töpfern finds %d and is like %v, want none and the offer of its topic", r.Total, r.Similar)
	}
}

func TestLevelsHaveManyNames(t *testing.T) {
	x := index(t, map[string]string{"a": "Excel\nlevel: beginner", "b": "Excel für Einsteiger", "c": "Excel\nlevel: advanced"})
	if got, want := strings.Join(found(x, search.Query{Text: "Excel Einsteiger", Limit: 10}), ","), "b,a"; !strings.HasPrefix(got, want) {
		t.Errorf("Excel Einsteiger finds %s, want first %s", got, want)
	}
}

func TestPhraseByAnotherNameBeatsScatteredWords(t *testing.T) {
	x := index(t, map[string]string{
		"name": "Social Media fürs Amt", "far": "Soziale Marktwirtschaft\nprovider: Akademie für Medien", "near": "Soziale Medien im Amt",
		"keyword": "Soziale Arbeit\nkeyword: Medien",
	})
	if got, want := strings.Join(found(x, search.Query{Text: "Soziale Medien"}), ","), "near,name,keyword,far"; got != want {
		t.Errorf("Soziale Medien finds %s, want %s", got, want)
	}
}

func TestPiecesOfAWordWithHumpsAreParts(t *testing.T) {
	x := index(t, map[string]string{
		"word": "Schreiben\nkeyword: Word", "press": "WordPress", "again": "Wordpress-Werkstatt", "xml": "XMLKurse im Haus", "apart": "Word im Haus",
	})
	for query, want := range map[string]string{
		"Word": "[apart exact:Word@title word exact:Word@keyword press part:Wordpress@title again part:Wordpress@title]",
		"XML":  "[xml part:Xmlkurse@title]", "Kurse": "[xml part:Xmlkurse@title]", "Wordpress": "[press exact:Wordpress@title again exact:Wordpress@title]",
		"WordPress": "[press exact:Wordpress@title again exact:Wordpress@title]",
	} {
		if got := fmt.Sprint(found(x, search.Query{Text: query, Explain: true})); got != want {
			t.Errorf("%s finds\n %s, want\n %s", query, got, want)
		}
	}
	if got := fmt.Sprint(found(x, search.Query{Text: "Word", Literal: true})); got != "[apart word]" {
		t.Errorf("literally Word finds %s, want [apart word]", got)
	}
	x.Put(offer("press", "Bloggen"))
	x.Remove("by:t:xml")
	if got := fmt.Sprint(found(x, search.Query{Text: "XML"})); got != "[]" {
		t.Errorf("XML finds %s after the words with humps have gone, want nothing", got)
	}
}
