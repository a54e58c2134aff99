package event_test

import (
	"strings"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

func TestExamine(t *testing.T) {
	const offer = `{"kind":"course","title":{"de":"Datenschutz"},"provider":{"name":"Haus"},"mode":"nowhere","sessions":[{"start":"morgen"}]}`
	const good = `{"kind":"course","title":{"de":"Datenschutz"},"provider":{"name":"Haus"}}`
	envelope := func(data string) string {
		return `{"specversion":"1.0","id":"1","source":"/laender/by/bayvsa","type":"de.lernverbund.offer.published.v1","subject":"4711","time":"2026-11-23T10:00:00Z","data":` + data + `}`
	}
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		raw      string
		pointers []string
		title    string
	}{
		"offer":            {good, nil, "Datenschutz"},
		"offer, all wrong": {offer, []string{"/mode", "/sessions/0/id", "/sessions/0/start"}, ""},
		"event":            {envelope(good), nil, "Datenschutz"},
		"event, all wrong": {envelope(offer), []string{"/data/mode", "/data/sessions/0/id", "/data/sessions/0/start"}, ""},
		"event, a person":  {envelope(`{"title":{"de":"D"},"provider":{"name":"H"},"contact":{"name":"Frau Dr. Musterfrau"}}`), []string{"/data/contact/name"}, ""},
		"line of a replay": {`{"position":1,"land":"by","event":` + envelope(good) + `}`, nil, "Datenschutz"},
		"line of ours":     {`{"subject":"4711","offer":` + good + `}`, nil, "Datenschutz"},
		"no JSON":          {`{"title"`, []string{"/title"}, ""},
		"a list":           {`[1]`, []string{""}, ""},
		"withdrawal":       {strings.Replace(envelope(`{"reason":"ended"}`), "published", "withdrawn", 1), nil, ""},
		"lines in lines":   {strings.Repeat(`{"event":`, 20_000) + "1" + strings.Repeat("}", 20_000), []string{""}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			o, problems := event.Examine([]byte(c.raw), now)
			if got, want := learning.Refused(problems), len(c.pointers) > 0; got != want {
				t.Fatalf("refused %v, want %v: %+v", got, want, problems)
			}
			for _, want := range c.pointers {
				found := false
				for _, p := range problems {
					found = found || p.Pointer == want
				}
				if !found {
					t.Errorf("no problem at %q in %+v", want, problems)
				}
			}
			if len(c.pointers) > 0 {
				return
			}
			got := ""
			if o != nil {
				got = o.Title.German()
			}
			if got != c.title {
				t.Errorf("title %q, want %q", got, c.title)
			}
		})
	}
}
