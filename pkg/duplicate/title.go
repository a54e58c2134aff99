package duplicate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// Title is what the title of an offer says, as numbers.
type Title struct {
	Key   uint64 // of the words that say what is taught, in any order; 0 if none does
	Exact uint32 // of all words in their order
	Words uint8  // how many of them say something, a long compound counts twice
}

// Reader reads titles and reuses its memory. The zero Reader is ready.
type Reader struct {
	words  []titleWord
	keys   []string
	cities []string
	years  []string
	days   []string
}

// titleWord is one word of a title with what stands around it.
type titleWord struct {
	key           string
	before, after string // what separates it from its neighbours
}

// longCompound is a word of so many letters that it says as much as two.
const longCompound = 14

// Title reads the title of an offer; subject is its number in the publishing system.
func (r *Reader) Title(o *learning.Offer, subject string) Title {
	r.scan(o.Title.German())
	r.own(o)
	exact := fnvOffset
	r.keys = r.keys[:0]
	form, place := false, false // what the word before was
	for i := range r.words {
		w := &r.words[i]
		exact = hash(exact, w.key)
		was := form
		form = false
		switch {
		case r.dated(i), w.key == "nr" || w.key == "nummer", r.numbered(i, was, subject):
			form = w.key == "nr" || w.key == "nummer"
			continue
		}
		if place = r.place(i, place); place || empty(w.key) || r.ending(i) {
			continue
		}
		key, said := meaning(w.key)
		if form = !said; said {
			r.keys = append(r.keys, key)
		}
	}
	t := Title{Exact: uint32(exact ^ exact>>32)}
	slices.Sort(r.keys)
	r.keys = slices.Compact(r.keys)
	if len(r.keys) == 0 {
		return t
	}
	t.Key = fnvOffset
	for _, key := range r.keys {
		t.Key = hash(t.Key, key)
		t.Words = uint8(min(int(t.Words)+weight(key), 255))
	}
	t.Key = max(t.Key, 1)
	return t
}

// weight is how much of its subject a word says: numbers, levels and measures say nothing.
func weight(key string) int {
	switch key {
	case "grund", "aufbau", "intensiv", "kompakt", "vertief", "auffrisch", "ustd", "ue", "std", "stund", "stunde", "woch", "woche", "tag", "teil", "monat", "allgemein", "general":
		return 0
	}
	if number(key) || len(key) < 2 {
		return 0
	}
	return 1 + len(key)/longCompound
}

// 64 bit FNV-1a: the same in every process.
const (
	fnvOffset uint64 = 14695981039346656037
	fnvPrime  uint64 = 1099511628211
)

// hash goes on with a word and its end.
func hash(h uint64, word string) uint64 {
	for i := range len(word) {
		h = (h ^ uint64(word[i])) * fnvPrime
	}
	return (h ^ 0xFF) * fnvPrime
}

// levels are the words for how far a course goes: one key for each level, so
// that "Grundkurs" and "für Einsteiger" meet and "Aufbaukurs" stays apart.
var levels = func() map[string]string {
	of := make(map[string]string)
	for key, words := range map[string]string{
		"grund": `grundkurs grundlagen grundlage grundlagenkurs grundlagenseminar grundlagenschulung grundlehrgang grundseminar grundlagenwissen
			basiskurs basisseminar basisschulung basis basics basiswissen einfuehrung einfuehrungskurs einfuehrungsseminar
			einfuehrungsveranstaltung einsteiger einsteigerin einsteigerinnen einsteigerkurs einsteigerseminar einstieg anfaenger anfaengerinnen anfaengerkurs`,
		"aufbau":    "aufbaukurs aufbauseminar aufbauschulung aufbaulehrgang aufbau aufbauwissen fortgeschrittene fortgeschrittenen fortgeschrittenenkurs",
		"intensiv":  "intensivkurs intensivseminar intensivtraining intensivlehrgang intensivwoche",
		"kompakt":   "kompaktkurs kompaktseminar kompakttraining",
		"vertief":   "vertiefung vertiefungskurs vertiefungsseminar",
		"auffrisch": "auffrischung auffrischungskurs auffrischungsseminar refresher",
	} {
		for word := range strings.FieldsSeq(words) {
			of[word] = key
		}
	}
	return of
}()

// tails are form words that end a compound without changing its subject ("Excelkurs").
var tails = []string{"kurs", "kurse", "seminar", "seminare", "schulung", "schulungen", "workshop", "workshops", "lehrgang"}

// empty reports whether a word of a title says nothing of its subject; "mit" and "ohne Vorkenntnisse" differ.
func empty(key string) bool {
	switch key {
	case "ohne", "nicht", "kein", "keine", "gegen":
		return false
	}
	return german.Stop(key)
}

// meaning is the key of a word of a title; said is false if it only names the form.
func meaning(word string) (key string, said bool) {
	if level, ok := levels[word]; ok {
		return level, true
	}
	if german.Form(word) {
		return "", false
	}
	for _, tail := range tails {
		if rest, ok := strings.CutSuffix(word, tail); ok && len(rest) >= 5 {
			return german.Stem(rest), true
		}
	}
	return german.Stem(word), true
}

// own gathers what of the offer itself may stand in its title: its places and dates.
func (r *Reader) own(o *learning.Offer) {
	r.cities, r.years, r.days = r.cities[:0], r.years[:0], r.days[:0]
	if !slices.ContainsFunc(r.words, func(w titleWord) bool { return w.before != "" && w.before != " " || inPlace(w.key) || number(w.key) }) {
		return // no word of the title could be one
	}
	for i := range o.Sessions {
		s := &o.Sessions[i]
		for _, at := range [2]string{s.Start, s.End} {
			if len(at) >= len("2006-01-02") {
				r.years = append(r.years, at[:4])
				r.days = append(r.days, at[8:10]+"."+at[5:7])
			}
		}
		if s.Place != nil && s.Place.City != "" && (i == 0 || o.Sessions[i-1].Place == nil || *o.Sessions[i-1].Place != *s.Place) {
			for word := range strings.FieldsFuncSeq(s.Place.City, notWord) {
				r.cities = append(r.cities, german.Fold(word))
			}
		}
	}
}

// inPlace reports whether a place may follow a word.
func inPlace(key string) bool {
	return key == "in" || key == "bei" || key == "standort" || key == "ort"
}

// place reports whether a word names a place of the offer: after "in", or set off from the rest.
func (r *Reader) place(i int, before bool) bool {
	w := &r.words[i]
	if !slices.Contains(r.cities, w.key) {
		return false
	}
	off := w.before != "" && w.before != " " && w.before != "-"
	return i > 0 && (before || off || inPlace(r.words[i-1].key))
}

// ending reports whether the last word, or one in brackets, only says how one takes part.
func (r *Reader) ending(i int) bool {
	switch w := &r.words[i]; w.key {
	case "online", "live", "hybrid", "praesenz", "live-online":
		return w.before != "-" && w.after != "-" && i > 0 && (i == len(r.words)-1 || strings.HasSuffix(w.before, "("))
	}
	return false
}

// dated reports whether a word is a date, or a year in which the offer takes place.
func (r *Reader) dated(i int) bool {
	w := &r.words[i]
	if !number(w.key) {
		return false
	}
	switch parts := strings.Split(w.key, "."); len(parts) {
	case 3:
		return len(parts[0]) <= 2 && len(parts[1]) <= 2
	case 2:
		return slices.Contains(r.days, w.key) || slices.Contains(r.days, pad(parts[0])+"."+pad(parts[1]))
	}
	if i > 0 && len(w.key) == 2 && w.before == "/" && slices.Contains(r.years, r.words[i-1].key) {
		return true // 2025/26
	}
	if strings.HasPrefix(w.after, ".") && i+1 < len(r.words) && strings.ContainsAny(w.after, "-–+") && number(r.words[i+1].key) {
		return true // 12.-16.03.
	}
	return len(w.key) == 4 && slices.Contains(r.years, w.key) && (i == 0 || !part(r.words[i-1].key))
}

// part reports whether what follows a word tells apart the parts of one course ("Teil 2026").
func part(key string) bool {
	switch key {
	case "teil", "teile", "modul", "module", "block", "stufe", "abschnitt", "phase":
		return true
	}
	return false
}

func pad(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// numbered reports whether a word is the number of the offer, and not of a part or level.
func (r *Reader) numbered(i int, form bool, subject string) bool {
	w := &r.words[i]
	if !strings.ContainsAny(w.key, "0123456789") {
		return false
	}
	if form && len(w.key) >= 2 && number(w.key) && !part(r.words[i-1].key) {
		return true // Kurs 31
	}
	return len(w.key) >= 3 && strings.Contains(strings.ToLower(subject), w.key)
}

func number(key string) bool {
	return key[0] >= '0' && key[0] <= '9' && strings.Trim(key, "0123456789.,") == ""
}

// Compare orders titles: any order that depends on them alone.
func (t Title) Compare(u Title) int {
	return cmp.Or(cmp.Compare(t.Key, u.Key), cmp.Compare(t.Exact, u.Exact))
}
