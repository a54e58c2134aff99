package search_test

import "testing"

func TestTitlesExplainTheirAbbreviations(t *testing.T) {
	x := index(t, map[string]string{
		"long": "Wertschätzende Klare Sprache (WKS)", "short": "WKS am Arbeitsplatz", "words": "Klare, wertschätzende Sprache", "other": "Wertvolle Kleine Sachen",
	})
	finds(t, x, map[string]string{
		"WKS": "short,long,words", "Wertschätzende klare Sprache": "long,words,short",
	})
}
