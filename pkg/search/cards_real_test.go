package search_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/format/table"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/schemas"
)

// bildungsfreistellung reads the newest state of every offer of Rheinland-Pfalz from the folder LVTEST_REAL_DATA names.
func bildungsfreistellung(t *testing.T) []search.Document {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(os.Getenv("LVTEST_REAL_DATA"), "offers/rlp-bildungsfreistellung/*.json.gz"))
	if err != nil || len(files) == 0 {
		t.Skip("LVTEST_REAL_DATA names no folder with real feeds")
	}
	raw, err := schemas.FS.ReadFile("mappings/rp-bildungsfreistellung.yaml")
	if err != nil {
		t.Fatal(err)
	}
	mapping, err := table.ParseMapping(raw)
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	var docs []search.Document
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range table.Read([]table.File{{Name: file, Data: raw}}, mapping, table.Options{Now: noon}).Records {
			o, err := r.Decode()
			if err != nil {
				t.Fatal(err)
			}
			d := search.Document{ID: learning.NewOfferID("rp", "bf", r.Subject), Land: "rp", System: "bf", Subject: r.Subject, Offer: o, SeenAt: noon}
			if i, known := at[r.Subject]; known {
				docs[i] = d
				continue
			}
			at[r.Subject] = len(docs)
			docs = append(docs, d)
		}
	}
	return docs
}

// TestCardsOfRealOffers holds how many cards real offers make; with -v it prints every group for a person to judge.
func TestCardsOfRealOffers(t *testing.T) {
	for name, c := range map[string]struct {
		docs  []search.Document
		cards int
	}{
		"Rheinland-Pfalz": {bildungsfreistellung(t), 1155}, "FU Berlin": {fuModules(t), 410},
	} {
		t.Run(name, func(t *testing.T) {
			docs := c.docs
			x := search.New(search.Config{Now: func() time.Time { return noon }})
			x.Put(docs...)
			x.Settle()
			of := map[learning.OfferID]search.Document{}
			for _, d := range docs {
				of[d.ID] = d
			}
			cards, grouped := 0, 0
			q := search.Query{Group: true, Limit: 100, Sort: search.ByTitle}
			for ; ; q.Offset += 100 {
				r := x.Search(q)
				for _, h := range r.Hits {
					cards++
					if h.Group == nil {
						continue
					}
					grouped += h.Group.Size
					var b strings.Builder
					fmt.Fprintf(&b, "%d\n  %s", h.Group.Size, line(of[h.ID]))
					for _, m := range h.Group.Members {
						fmt.Fprintf(&b, "\n  %s  %.2f %s", line(of[m.ID]), m.Score, m.Reason)
					}
					t.Log(b.String())
				}
				if len(r.Hits) == 0 {
					break
				}
			}
			t.Logf("%d offers, %d cards, %d offers in groups", len(docs), cards, grouped)
			if cards != c.cards {
				t.Errorf("%d offers make %d cards, want %d", len(docs), cards, c.cards)
			}
		})
	}
}

// line is an offer as a person would judge it.
func line(d search.Document) string {
	where := ""
	for _, s := range d.Offer.Sessions {
		if s.Place != nil {
			where += " " + s.Place.City
		}
		where += " " + s.Start
	}
	return fmt.Sprintf("%s | %s | %s %s %v%s", d.Subject, d.Offer.Title.German(), d.Offer.Provider.Name, d.Offer.Workload, d.Offer.InLanguage, where)
}
