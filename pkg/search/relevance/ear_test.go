package relevance_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/search"
	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// byEar are the ways in which people misspell by ear: a rule replaces the first
// place where its pattern stands. They are stated apart from what the search
// knows of sounds, so that both cannot be wrong in the same way.
var byEar = []struct{ name, pattern, typed string }{
	{"single for double", `([aeiouäöü])(bb|dd|ff|gg|ll|mm|nn|pp|rr|tt)`, "$1|$2"},
	{"double for single", `([aeiouäöü])([lmnprt])([aeiou])`, "$1$2$2$3"},
	{"ie as i", `ie`, "i"},
	{"ie as ih", `ie([lmnrt])`, "ih$1"},
	{"i as ie", `([bdfglmnrst])i([bdglmnst][aeo])`, "${1}ie$2"},
	{"ä as e", `ä([^u])`, "e$1"},
	{"e as ä", `([bdfghklmnrst])e([lnrt][bdfgklmnst])`, "${1}ä$2"},
	{"eu as äu", `eu`, "äu"},
	{"äu as eu", `äu`, "eu"},
	{"eu as oi", `eu|äu`, "oi"},
	{"ei as ai", `ei`, "ai"},
	{"v as f", `v([aeioö])`, "f$1"},
	{"v as w", `v([aeio])`, "w$1"},
	{"f as v", `^f([aeioö])`, "v$1"},
	{"w as v", `w([aeio])`, "v$1"},
	{"d as t at the end", `d$`, "t"},
	{"g as k at the end", `([^n])g$`, "${1}k"},
	{"b as p at the end", `b$`, "p"},
	{"ng as nk at the end", `ng$`, "nk"},
	{"ck as k", `ck`, "k"},
	{"ck as kk", `ck`, "kk"},
	{"k as ck", `([aeiou])k([aeit])`, "${1}ck$2"},
	{"tz as z", `tz`, "z"},
	{"z as tz", `([aeiou])z`, "${1}tz"},
	{"z as ts", `z`, "ts"},
	{"ß as s", `ß`, "s"},
	{"ss as s", `ss`, "s"},
	{"ss as ß", `ss`, "ß"},
	{"s as ss", `([aeiou])s([aeiou])`, "${1}ss$2"},
	{"x as ks", `x`, "ks"},
	{"x as chs", `x`, "chs"},
	{"chs as x", `chs`, "x"},
	{"ks as x", `ks`, "x"},
	{"qu as kw", `qu`, "kw"},
	{"mute h gone", `([aeouäöü])h([lmnrt])`, "$1$2"},
	{"mute h added", `([aou])([lmnr])([ae])`, "${1}h$2$3"},
	{"er as a at the end", `([^aeiou])er$`, "${1}a"},
	{"ph as f", `ph`, "f"},
	{"th as t", `th`, "t"},
	{"t as th", `^t([aeo])`, "th$1"},
	{"rh as r", `rh`, "r"},
	{"y as i", `([^aeo])y([^aeou])`, "${1}i$2"},
	{"y as ü", `([^aeo])y([^aeou])`, "${1}ü$2"},
	{"y as j", `^y`, "j"},
	{"ü as y", `ü`, "y"},
	{"c as k", `c([aolru])`, "k$1"},
	{"c as z", `[^s]c([eiy])`, "z$1"},
	{"ch as k", `^ch`, "k"},
	{"ch as sch", `^ch([ei])`, "sch$1"},
	{"tion as zion", `tion`, "zion"},
	{"tion as tzion", `tion`, "tzion"},
	{"eur as ör", `eur`, "ör"},
	{"age as asche", `age$`, "asche"},
	{"ou as u", `ou`, "u"},
	{"jour as schur", `jour`, "schur"},
	{"au as o", `aurant`, "orant"},
	{"management", `management`, "mänedschment"},
	{"manager", `manager`, "mänätscher"},
	{"coach", `coach`, "kotsch"},
	{"training", `train`, "trän"},
	{"computer", `computer`, "kompjuter"},
	{"catering", `cater`, "käter"},
	{"team", `team`, "tiem"},
	{"sh as sch", `sh`, "sch"},
	{"ee as ie", `meeting`, "mieting"},
	{"ea as ie", `lead`, "lied"},
	{"gen as schen", `ingenieur`, "inschenör"},
	{"st as scht", `^st`, "scht"},
	{"sp as schp", `^sp`, "schp"},
	{"sch as ch", `tsch`, "tch"},
	{"dt as t", `dt`, "t"},
	{"r swallowed", `([ao])r([tdk])`, "$1$2"},
	{"joint s gone", `([a-z]{4,}(?:ung|heit|keit|ion|tät))s([a-z]{4,})`, "$1$2"},
	{"iv as if", `iv`, "if"},
	{"pf as f", `pf`, "f"},
	{"eau as o", `eau`, "o"},
	{"oo as u", `oo`, "u"},
}

// misheard is a slip and the word that is meant.
type misheard struct{ rule, typed, meant string }

// slips are those that the rules make of a word.
func slips(word string) []misheard {
	var all []misheard
	for i, r := range byEar {
		pattern := earPatterns[i]
		at := pattern.FindStringSubmatchIndex(word)
		if at == nil {
			continue
		}
		put := string(pattern.ExpandString(nil, r.typed, word, at))
		if before, double, ok := strings.Cut(put, "|"); ok {
			put = before + double[:len(double)/2]
		}
		all = append(all, misheard{r.name, word[:at[0]] + put + word[at[1]:], word})
	}
	return all
}

var earPatterns = func() []*regexp.Regexp {
	var all []*regexp.Regexp
	for _, r := range byEar {
		all = append(all, regexp.MustCompile(r.pattern))
	}
	return all
}()

// titleNouns are the capitalised words of the titles, small, and every word anywhere.
func titleNouns(docs []search.Document) (nouns []string, known map[string]bool) {
	known = map[string]bool{}
	seen := map[string]bool{}
	for _, d := range docs {
		for _, text := range []string{d.Offer.Title.German(), d.Offer.Description.German(), d.Offer.Summary.German()} {
			for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
				known[german.Stem(german.Fold(w))] = true
			}
		}
		title := strings.FieldsFunc(d.Offer.Title.German(), func(r rune) bool { return strings.ContainsRune(" /,.–():;\"„“«»!?", r) })
		for _, w := range title {
			small := strings.ToLower(w)
			first, _ := utf8.DecodeRuneInString(w)
			if unicode.IsUpper(first) && small[1:] == w[len(w)-len(small)+1:] && len(w) >= 6 && len(w) <= 16 && !seen[small] &&
				!strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }) {
				seen[small] = true
				nouns = append(nouns, small)
			}
		}
	}
	slices.Sort(nouns)
	return nouns, known
}

// hears says which slips find an offer first that has the word that was meant.
func hears(t *testing.T, docs []search.Document, every int, least float64) {
	t.Helper()
	x := build(docs)
	nouns, known := titleNouns(docs)
	type tally struct{ found, all int }
	byRule := map[string]*tally{}
	var sum tally
	n := 0
	for _, noun := range nouns {
		for _, s := range slips(noun) {
			key := german.Fold(s.typed)
			if known[german.Stem(key)] || key == german.Fold(noun) || german.Listed(german.PartStem(key)) || german.Stop(key) {
				continue
			}
			if n++; n%every != 0 {
				continue
			}
			if byRule[s.rule] == nil {
				byRule[s.rule] = new(tally)
			}
			byRule[s.rule].all++
			sum.all++
			r := x.ask(search.Query{Text: s.typed, Limit: 1})
			if len(r.Hits) > 0 && strings.Contains(german.Weak(german.Fold(x.Title(r.Hits[0].ID))), german.Weak(german.Stem(german.Fold(noun)))) {
				byRule[s.rule].found++
				sum.found++
			} else if testing.Verbose() {
				first := "nothing"
				if len(r.Hits) > 0 {
					first = x.Title(r.Hits[0].ID)
				}
				fmt.Printf("%-22s %-20s (%s) %v: %.50s\n", s.rule, s.typed, s.meant, r.Corrections, first)
			}
		}
	}
	if testing.Verbose() {
		for _, r := range byEar {
			if c := byRule[r.name]; c != nil {
				fmt.Printf("  %-24s %4d of %4d\n", r.name, c.found, c.all)
			}
		}
	}
	share := float64(sum.found) / float64(max(1, sum.all))
	fmt.Printf("slips by ear: %d of %d find their word first (%.3f)\n", sum.found, sum.all, share)
	if share < least {
		t.Errorf("%.3f of the slips by ear find their word first, want %.3f", share, least)
	}
}

func TestSlipsByEarOfTheDemo(t *testing.T) { hears(t, demoOffers(t), 1, 0.95) }

func TestSlipsByEarOfRealOffers(t *testing.T) {
	root := os.Getenv("LVTEST_REAL_DATA")
	if root == "" {
		t.Skip("LVTEST_REAL_DATA names no folder with real feeds")
	}
	hears(t, append(realOffers(t, root), demoOffers(t)...), 5, 0.95)
}
