package relevance_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/demo"
	"github.com/lernverbund/lernverbund/pkg/format/table"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/schemas"
)

// noon is the day of all measurements: rank depends on what is current.
var noon = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)

// demoOffers are the project's own.
func demoOffers(t *testing.T) []search.Document {
	t.Helper()
	offerings, err := demo.Offerings(noon)
	if err != nil {
		t.Fatal(err)
	}
	var docs []search.Document
	for _, o := range offerings {
		docs = append(docs, search.Document{ID: o.ID(), Land: o.Land, System: o.System, Subject: o.Subject, Offer: &o.Offer, SeenAt: noon})
	}
	return docs
}

// realOffers are the feeds below the folder that LVTEST_REAL_DATA names.
func realOffers(t *testing.T, root string) []search.Document {
	t.Helper()
	newest := func(files []string) []string { return files[len(files)-1:] }
	all := func(files []string) []string { return files }
	docs := delivery(t, feed{root, "rlp-bildungsfreistellung/*.json.gz", "rp-bildungsfreistellung", "rp", newest})
	docs = append(docs, delivery(t, feed{root, "fu-berlin-module/*.yaml.gz", "fu-berlin-module", "be", all})...)
	docs = append(docs, delivery(t, feed{root, "vhs-lahnstein/010_*.json.gz", "vhs-lahnstein", "rp", all})...)
	return append(docs, pages(t, root)...)
}

// feed is a delivery that a mapping of ours reads.
type feed struct {
	root, files, mapping string
	land                 learning.Land
	choose               func([]string) []string
}

func delivery(t *testing.T, f feed) []search.Document {
	t.Helper()
	raw, err := schemas.FS.ReadFile("mappings/" + f.mapping + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	m, err := table.ParseMapping(raw)
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(f.root, "offers", f.files))
	if err != nil || len(names) == 0 {
		t.Fatalf("no files %s: %v", f.files, err)
	}
	slices.Sort(names)
	var files []table.File
	for _, name := range f.choose(names) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, table.File{Name: name, Data: data})
	}
	var docs []search.Document
	system := learning.System(strings.Split(f.files, "/")[0])
	for _, r := range table.Read(files, m, table.Options{Now: noon}).Records {
		o, err := r.Decode()
		if r.Refused() || err != nil {
			continue
		}
		docs = append(docs, search.Document{ID: learning.NewOfferID(f.land, system, r.Subject), Land: f.land, System: system, Subject: r.Subject, Offer: o, SeenAt: noon})
	}
	return docs
}

// pages are texts that stand for an offer each: their first heading and what follows.
func pages(t *testing.T, root string) []search.Document {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, "offers/svws-nrw-schulungen/*.md"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	var docs []search.Document
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		before, rest, found := strings.Cut("\n"+string(raw), "\n# ")
		if !found || strings.TrimSpace(before) != "" {
			continue
		}
		title, text, _ := strings.Cut(rest, "\n")
		subject := strings.TrimSuffix(filepath.Base(name), ".md")
		docs = append(docs, search.Document{
			ID: learning.NewOfferID("nw", "svws", subject), Land: "nw", System: "svws", Subject: subject, SeenAt: noon,
			Offer: &learning.Offer{
				Kind: learning.Course, Title: learning.Text{"de": strings.TrimSpace(title)}, Provider: learning.Provider{Name: "Fachberatung Schulverwaltung"},
				Description: learning.Text{"de": text},
			},
		})
	}
	return docs
}
