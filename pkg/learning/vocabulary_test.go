package learning_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/schemas"
)

func TestVocabulariesAreWhole(t *testing.T) {
	code, isced := regexp.MustCompile(`^[a-z][a-z0-9_]*$`), regexp.MustCompile(`^[0-9]{4}$`)
	for _, name := range schemas.Vocabularies() {
		terms := learning.Terms(name)
		if len(terms) == 0 {
			t.Errorf("%s is empty or cannot be read", name)
		}
		seen := map[string]bool{}
		for _, term := range terms {
			if !code.MatchString(term.Code) || seen[term.Code] {
				t.Errorf("%s: code %q is malformed or there twice", name, term.Code)
			}
			seen[term.Code] = true
			if term.Label["de"] == "" || term.Label["en"] == "" || len(term.Synonyms) == 0 {
				t.Errorf("%s: %s lacks a label or synonyms", name, term.Code)
			}
			if term.ISCED != "" && !isced.MatchString(term.ISCED) {
				t.Errorf("%s: %s has ISCED-F %q, want four digits", name, term.Code, term.ISCED)
			}
			if got, ok := learning.Code(name, term.Label["de"]); !ok || got != term.Code {
				t.Errorf("%s: label %q finds %q, want %q", name, term.Label["de"], got, term.Code)
			}
		}
	}
	for _, name := range []string{
		learning.VocabTopics, learning.VocabAudience, learning.VocabFunding, learning.VocabAccessibility, learning.VocabKinds, learning.VocabModes,
		learning.VocabLevels, learning.VocabOpenTo, learning.VocabEmployers, learning.VocabCertificates, learning.VocabReasons, learning.VocabStatus,
	} {
		if learning.Terms(name) == nil {
			t.Errorf("there is no vocabulary %q", name)
		}
	}
	if n := len(learning.Terms(learning.VocabTopics)); n < 60 {
		t.Errorf("%d topics, want at least 60", n)
	}
}

// TestClosedLists holds vocabulary, typed check and schema to the same codes.
func TestClosedLists(t *testing.T) {
	enums := map[string][]string{}
	for _, name := range []string{"offer", "session"} {
		raw, err := schemas.FS.ReadFile(name + ".schema.json")
		if err != nil {
			t.Fatal(err)
		}
		var schema any
		if err := json.Unmarshal(raw, &schema); err != nil {
			t.Fatal(err)
		}
		gather(schema, "", enums)
	}
	for vocab, pointer := range map[string]string{
		learning.VocabKinds: "/kind", learning.VocabModes: "/mode", learning.VocabLevels: "/level/grade", learning.VocabOpenTo: "/access/openTo",
		learning.VocabEmployers: "/access/employers", learning.VocabCertificates: "/certificate/kind", learning.VocabAccessibility: "/accessibility", learning.VocabStatus: "/status",
	} {
		var codes []string
		for _, term := range learning.Terms(vocab) {
			codes = append(codes, term.Code)
			if !learning.Known(vocab, term.Code) {
				t.Errorf("%s: the typed check does not know %q", vocab, term.Code)
			}
		}
		want := slices.DeleteFunc(enums[pointer], func(s string) bool { return s == "" })
		if diff := cmp.Diff(want, codes); diff != "" {
			t.Errorf("%s (-schema +vocabulary):\n%s", vocab, diff)
		}
	}
}

// gather collects the enums of a schema by the path of members that leads to them.
func gather(node any, pointer string, into map[string][]string) {
	object, _ := node.(map[string]any)
	if list, ok := object["enum"].([]any); ok {
		for _, v := range list {
			into[pointer] = append(into[pointer], v.(string))
		}
	}
	if members, ok := object["properties"].(map[string]any); ok {
		for name, member := range members {
			gather(member, pointer+"/"+name, into)
		}
	}
	if items := object["items"]; items != nil {
		gather(items, pointer, into)
	}
}

func TestLabels(t *testing.T) {
	for _, c := range []struct{ vocab, code, want string }{
		{learning.VocabTopics, "data_protection", "Datenschutz"},
		{learning.VocabKinds, "work_shadowing", "Hospitation"},
		{learning.VocabTopics, "Raketen", "Raketen"},
		{"nothing", "x", "x"},
	} {
		if got := learning.Label(c.vocab, c.code); got != c.want {
			t.Errorf("Label(%s, %s) = %q, want %q", c.vocab, c.code, got, c.want)
		}
	}
	if got, want := learning.LabelIn(learning.VocabModes, "onsite", "en"), "On site"; got != want {
		t.Errorf("LabelIn(modes, onsite, en) = %q, want %q", got, want)
	}
	for word, want := range map[string]string{"Datenschutz": "data_protection", " dsgvo ": "data_protection", "DATA_PROTECTION": "data_protection", "KI": "artificial_intelligence", "Quark": ""} {
		if got, _ := learning.Code(learning.VocabTopics, word); got != want {
			t.Errorf("Code(topics, %q) = %q, want %q", word, got, want)
		}
	}
}

func TestDurations(t *testing.T) {
	for s, want := range map[string]learning.Duration{
		"PT7H": {Hours: 7}, "P2W": {Weeks: 2}, "P1Y2M3DT4H5M6S": {Years: 1, Months: 2, Days: 3, Hours: 4, Minutes: 5, Seconds: 6}, "PT90M": {Minutes: 90}, "P6M": {Months: 6},
	} {
		if got, ok := learning.ParseDuration(s); !ok || got != want {
			t.Errorf("ParseDuration(%s) = %+v, %v; want %+v", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "P", "PT", "7H", "P1DT", "PT1.5H", "P1W2D", "P1H", "PT1H1H", "P123456D"} {
		if got, ok := learning.ParseDuration(s); ok {
			t.Errorf("ParseDuration(%q) = %+v, want it refused", s, got)
		}
	}
}
