package search_test

import (
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// fuModules reads the modules of FU Berlin from the folder LVTEST_REAL_DATA names.
func fuModules(t *testing.T) []search.Document {
	t.Helper()
	root := os.Getenv("LVTEST_REAL_DATA")
	if root == "" {
		t.Skip("LVTEST_REAL_DATA names no folder with real feeds")
	}
	files, err := filepath.Glob(filepath.Join(root, "offers/fu-berlin-module/*.yaml.gz"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no modules under %s: %v", root, err)
	}
	var docs []search.Document
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		unzipped, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		var modules []struct{ Name, Requirements, Goals, Content string }
		if err := yaml.NewDecoder(unzipped).Decode(&modules); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, m := range modules {
			subject := strings.TrimSuffix(filepath.Base(file), ".yaml.gz") + "/" + m.Name
			docs = append(docs, search.Document{
				ID: learning.NewOfferID("be", "fu", subject), Land: "be", System: "fu", Subject: subject, SeenAt: noon,
				Offer: &learning.Offer{
					Kind: learning.Programme, Title: learning.Text{"de": m.Name}, Provider: learning.Provider{Name: "Freie Universität Berlin"},
					Description: learning.Text{"de": m.Goals + "\n\n" + m.Content}, Prerequisites: learning.Text{"de": m.Requirements},
				},
			})
		}
	}
	return docs
}

func TestModulesThatSayItInSeparateWords(t *testing.T) {
	docs := fuModules(t)
	x := search.New(search.Config{Now: clock})
	x.Put(docs...)
	separate := 0
	for _, h := range x.Search(search.Query{Text: "Graphalgorithmen", Limit: 100, Explain: true}).Hits {
		for _, m := range h.Matches {
			if m.Rule == "compound" && strings.EqualFold(m.Word, "graphen + algorithmen") {
				separate++
			}
		}
	}
	if separate < 5 {
		t.Errorf("Graphalgorithmen finds %d modules that say only Algorithmen and Graphen, want at least 5", separate)
	}
	for text, want := range map[string]string{
		"Geometrie": "Geometrie", "Betriebssystem": "Betriebssysteme", "Datenbank": "Datenbanksysteme", "Algorithmische Geometrien": "Algorithmische Geometrie",
	} {
		r := x.Search(search.Query{Text: text, Limit: 1})
		if len(r.Hits) == 0 || !strings.HasSuffix(string(r.Hits[0].ID), "/"+want) {
			t.Errorf("%q finds %v first, want %s", text, ids(r), want)
		}
	}
}
