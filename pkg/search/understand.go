package search

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// Understood is a filter that was recognised in the words of a query: an offer
// passes it if a field says so or if its words do. It narrows a search in which
// the same parameter is not given.
type Understood struct {
	Parameter string `json:"parameter"` // of /api/v1/offers: "mode", "near", "from,to"
	Value     string `json:"value"`     // "online", "Mainz", "2027-02-01,2027-02-28"
	Text      string `json:"text"`      // for people: "online", "Ort: Mainz", "Februar 2027"
	Words     string `json:"words"`     // as they were typed
	Without   string `json:"without"`   // the query's text without them
	// Or says that this filter and one before it are alternatives: a place
	// "oder online", "Anfänger und Fortgeschrittene".
	Or bool `json:"or,omitzero"`
	// Applied is false if no offer passes the filter that has the other words:
	// then it only moves the rank, and Text says so.
	Applied bool `json:"applied"`
}

// wish is a filter recognised in the words from one place to another.
type wish struct {
	meaning
	from, to int  // numbers of written words
	apart    bool // its single words do not say it
	given    bool // the query gives the parameter: what was typed only moves the rank
	group    int  // of wishes that are alternatives, 0 if there are none
	idle     bool // nothing passes it: what was typed only moves the rank
	words    string
	without  string
	strict   bool   // only the place field says this place: it is another word as well
	around   *Point // of a town that has nothing: look around it
}

// connectors are words before a recognised one that go with it.
var connectors = []string{
	"in", "im", "auf", "fuer", "mit", "am", "an", "bei", "beim", "oder", "und", "nur", "aus", "um", "zum", "per", "als", "vom", "von", "raum", "umgebung", "naehe", "stadt", "region", "land",
}

var denials = []string{"nicht", "kein", "keine", "keinen", "keiner", "ohne", "statt", "ausser"}

// placing are the connectors that make sure that a place follows.
var placing = []string{"in", "bei", "raum", "umgebung", "naehe", "region", "stadt", "aus"}

// understand recognises the filters in a text; mu is held for reading.
func (x *Index) understand(text string, f *Filter) []wish {
	text = norm.NFC.String(cutRunes(strings.ToValidUTF8(text, " "), MaxText))
	words := writtenWords(text)
	words = words[:min(len(words), MaxTerms)]
	var wishes []wish
	for i := 0; i < len(words); {
		w, n := x.wishAt(words, i)
		if n == 0 {
			i++
			continue
		}
		w.from, w.to = i, i+n
		wishes = append(wishes, w)
		i += n
	}
	if len(wishes) == 0 {
		return nil
	}
	return phrased(grouped(wishes, f), text, words)
}

// wishAt is the wish that begins at a word, the longest; n is how many words it takes.
func (x *Index) wishAt(words []typed, i int) (w wish, n int) {
	before := ""
	if i > 0 {
		before = words[i-1].key
	}
	if found := meaningAt(words[i:]); found.meaning != nil {
		w, n = wish{meaning: *found.meaning, apart: found.apart}, len(found.keys)
	}
	if m, took := whenAt(words[i:], before, x.now()); took > n {
		w, n = wish{meaning: m, apart: took > 1 && isAny(words[i].key, "ab", "bis", "seit", "anfang", "mitte", "ende") || took == 2 && !hasDigit(words[i+1].key)}, took
	}
	if place, took := x.placeAt(words[i:], before); took > n {
		w, n = place, took
	}
	if n == 0 || denied(words, i) || n == 1 && x.modifies(words, i) {
		return wish{}, 0
	}
	return w, n
}

// denied reports whether the words before one say no to it.
func denied(words []typed, i int) bool {
	for i > 0 && slices.Contains(connectors, words[i-1].key) {
		i--
	}
	return i > 0 && slices.Contains(denials, words[i-1].key)
}

// modifies reports whether a word and the next one are a word of the catalogue
// together: "online Marketing" is no marketing that is online.
func (x *Index) modifies(words []typed, i int) bool {
	if i+1 >= len(words) || german.Stop(words[i+1].key) || german.Form(words[i+1].key) {
		return false
	}
	for _, key := range joinedForms(words[i].key, words[i+1].key) {
		if _, known := x.dict.ids[key]; known {
			return true
		}
	}
	return false
}

// grouped notes which wishes the query overrides and which are alternatives: of
// one parameter, and a place and online.
func grouped(wishes []wish, f *Filter) []wish {
	groups := map[string]int{}
	for i := range wishes {
		w := &wishes[i]
		w.given = f.gives(w.parameter)
		kind := w.parameter
		if w.time != (span{}) {
			kind = "time"
		}
		if kind == "near" || kind == "mode" && w.value == "online" {
			kind = "where"
		}
		if groups[kind] == 0 {
			groups[kind] = i + 1
		}
		w.group = groups[kind]
	}
	for i := range wishes { // a Land beside a town says no more than the town
		w := &wishes[i]
		w.given = w.given || w.parameter == "placeLand" && slices.ContainsFunc(wishes, func(o wish) bool { return o.parameter == "near" })
	}
	return wishes
}

// gives reports whether a filter is set by one of the parameters that a wish stands for.
func (f *Filter) gives(parameters string) bool {
	for parameter := range strings.SplitSeq(parameters, ",") {
		switch parameter {
		case "near":
			return f.Near != nil
		case "mode":
			return len(f.Mode) > 0
		case "free":
			return f.Free != nil
		case "level":
			return len(f.Level) > 0
		case "language":
			return len(f.Language) > 0
		case "audience":
			return len(f.Audience) > 0
		case "accessibility":
			return len(f.Accessibility) > 0
		case "certificate":
			return len(f.Certificate) > 0
		case "kind":
			return len(f.Kind) > 0
		case "seats":
			return f.Seats != nil
		case "placeLand":
			return len(f.PlaceLand) > 0
		case "from", "to":
			return !f.From.IsZero() || !f.To.IsZero()
		}
	}
	return false
}

// givable are the parameters that [Filter.gives] knows.
var givable = []string{"near", "mode", "free", "level", "language", "audience", "accessibility", "certificate", "kind", "seats", "placeLand", "from"}

// given is which of them a filter sets, a bit for each: all of a filter that
// has a say in what the words of a query find.
func (f *Filter) given() (set uint32) {
	for i, parameter := range givable {
		set |= uint32(bit(f.gives(parameter))) << i
	}
	return set
}

// phrased notes the typed words of each wish and the text without them.
func phrased(wishes []wish, text string, words []typed) []wish {
	starts := make([]int, len(words)+1)
	at := 0
	for i, w := range words {
		if found := strings.Index(text[at:], w.raw); found >= 0 {
			at += found
		}
		starts[i] = at
		at += len(w.raw)
	}
	starts[len(words)] = len(text)
	for i := range wishes {
		w := &wishes[i]
		w.words = strings.Trim(text[starts[w.from]:starts[w.to]], " \t\n,;.!?:()/")
		from := w.from
		for from > 0 && slices.Contains(connectors, words[from-1].key) {
			from--
		}
		to := w.to
		if to < len(words) && isAny(words[to].key, "oder", "und") && (from == 0 || begins(wishes, to+1)) {
			to++ // "Mainz oder online": the second alone
		}
		rest := text[:starts[from]] + " " + text[starts[to]:]
		w.without = strings.Trim(strings.Join(strings.Fields(rest), " "), " ,;")
	}
	return wishes
}

func begins(wishes []wish, at int) bool {
	return slices.ContainsFunc(wishes, func(w wish) bool { return w.from == at })
}

// understood are the wishes that narrow a search or, if given is true, those
// that a parameter overrules.
func understood(wishes []wish, given bool) []Understood {
	var all []Understood
	groups := map[int]bool{}
	for _, w := range wishes {
		if w.given != given {
			continue
		}
		text := w.text
		if w.idle {
			text = "nicht angewandt: " + text
		}
		all = append(all, Understood{Parameter: w.parameter, Value: w.value, Text: text, Words: w.words, Without: w.without, Or: groups[w.group], Applied: !w.idle && !given})
		groups[w.group] = true
	}
	return all
}
