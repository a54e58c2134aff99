package search

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
)

// The lists are data that people extend: what they write must read, say
// something, and stand once.
func TestSynonymLists(t *testing.T) {
	files, err := fs.Glob(data, "data/*.txt")
	if err != nil || len(files) < 10 {
		t.Fatalf("files %v, error %v", files, err)
	}
	seen, groups := map[string]string{}, 0
	for _, file := range files {
		raw, err := data.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(raw)) {
			line, _, _ = strings.Cut(strings.TrimSpace(line), " #")
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if seen[line] != "" {
				t.Errorf("%s: %q stands in %s too", file, line, seen[line])
			}
			seen[line] = file
			groups++
			equal, oneWay := strings.Contains(line, "="), strings.Contains(line, ">")
			if equal == oneWay {
				t.Errorf("%s: %q is neither a group (=) nor a one-way list (>)", file, line)
			}
			for phrase := range strings.FieldsFuncSeq(line, func(r rune) bool { return r == '=' || r == '>' || oneWay && r == ',' }) {
				if phrase = strings.TrimSpace(phrase); phraseKey(phrase) == "" {
					t.Errorf("%s: %q in %q says nothing: only stop words are in it", file, phrase, line)
				}
			}
		}
	}
	if groups < 1500 {
		t.Errorf("%d groups, want at least 1,500", groups)
	}
	t.Logf("%d groups, %d phrases", groups, len(synonyms()))
}

func TestSynonymsReadBothWays(t *testing.T) {
	all := map[string][]string{}
	readSynonyms("# nothing\nAuto = Wagen # C# = no\nTier > Hund, Katze\nHund = der\n", func(from, to string, _ bool) {
		all[phraseKey(from)] = append(all[phraseKey(from)], to)
	})
	for from, want := range map[string][]string{"Auto": {"Wagen"}, "Wagen": {"Auto"}, "Tier": {"Hund", "Katze"}, "Hund": nil, "Katze": nil} {
		if got := all[phraseKey(from)]; !slices.Equal(got, want) {
			t.Errorf("%s leads to %q, want %q", from, got, want)
		}
	}
}

func TestPhrasesThatSmallWordsMake(t *testing.T) {
	for phrase, want := range map[string]bool{
		"öffentlich auftreten": false, "frei von": true, "Lehrer werden": false, "sich organisieren": false, "im Stress": false, "frei": false, "mutiger werden": true,
	} {
		if got := reduced(phrase); got != want {
			t.Errorf("reduced(%s) = %t, want %t", phrase, got, want)
		}
	}
	for _, phrases := range synonyms() {
		for _, phrase := range phrases {
			if reduced(phrase) {
				t.Errorf("%q says only %q without its small words, want it left out", phrase, phraseKey(phrase))
			}
		}
	}
}
