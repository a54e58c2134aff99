package search

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// ErrThesaurus is returned by ReadThesaurus when a text is not in the MyThes format.
var ErrThesaurus = errors.New("no thesaurus in the MyThes format")

// Thesaurus are groups of phrases that mean the same (rule 26). It never changes.
//
// 2026-11-23, a thesaurus is asked only where little else is found, and only one
// step: it knows too many meanings of a word to trust it further. We gave up its
// broader and narrower terms, which were measured and found nothing.
type Thesaurus struct {
	keys   german.Words // phrase keys
	starts []uint32     // of each key its groups in member, one more at the end
	member []uint32     // numbers of groups
	groups [][]uint32   // numbers of phrases
	phrase german.Words
}

// mostSynonyms is how many phrases one phrase leads to.
const mostSynonyms = 40

// ReadThesaurus reads a thesaurus in the MyThes format of LibreOffice, in UTF-8,
// as Debian's package mythes-de installs OpenThesaurus. Meanings that are marked
// colloquial, coarse, obsolete or figurative are left out, and so are broader and
// narrower terms. The error is of r, or ErrThesaurus.
func ReadThesaurus(r io.Reader) (*Thesaurus, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 1<<16), 1<<20)
	if !lines.Scan() || strings.TrimSpace(lines.Text()) != "UTF-8" {
		if err := lines.Err(); err != nil {
			return nil, fmt.Errorf("read thesaurus: %w", err)
		}
		return nil, ErrThesaurus
	}
	senses := make(map[string]bool)
	for lines.Scan() {
		_, count, ok := strings.Cut(lines.Text(), "|")
		n, err := strconv.Atoi(count)
		if !ok || err != nil {
			return nil, fmt.Errorf("%w: %.60q", ErrThesaurus, lines.Text())
		}
		for range n {
			if !lines.Scan() {
				return nil, fmt.Errorf("%w: it ends within an entry", ErrThesaurus)
			}
			if members := plainMembers(lines.Text()); len(members) > 1 {
				senses[strings.Join(members, "|")] = true
			}
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read thesaurus: %w", err)
	}
	return newThesaurus(senses), nil
}

// marks of members that are left out, as a comma or the end follows them.
var marks = []string{
	"ugs.", "derb", "vulg.", "fig.", "veraltet", "veraltend", "salopp", "abwertend", "scherzhaft", "ironisch", "verhüllend", "Spruch", "Jargon",
	"regional", "Oberbegriff", "Unterbegriff", "Assoziation", "Antonym", "Redensart", "Gaunersprache", "Kindersprache", "Jugendsprache", "variabel",
}

// plainMembers are the members of one meaning without their marks, in order; those with a mark that costs precision are out.
func plainMembers(line string) []string {
	_, line, _ = strings.Cut(line, "|") // the part of speech
	var members []string
	for member := range strings.SplitSeq(line, "|") {
		var plain strings.Builder
		marked := false
		for member != "" {
			before, note, noted := strings.Cut(member, "(")
			plain.WriteString(before)
			note, member, _ = strings.Cut(note, ")")
			marked = marked || noted && slices.ContainsFunc(strings.Split(note, ", "), func(part string) bool { return slices.Contains(marks, part) })
		}
		if phrase := strings.Join(strings.Fields(plain.String()), " "); !marked && phrase != "" && strings.Count(phrase, " ") < 3 {
			members = append(members, phrase)
		}
	}
	slices.Sort(members)
	return slices.Compact(members)
}

// newThesaurus numbers the phrases of groups, each a list of members with "|" between them.
func newThesaurus(senses map[string]bool) *Thesaurus {
	t := new(Thesaurus)
	var phrases []string
	for group := range senses {
		phrases = append(phrases, strings.Split(group, "|")...)
	}
	t.phrase = german.NewWords(phrases)
	keyOf := make([]string, t.phrase.Len())
	for i := range keyOf {
		keyOf[i] = phraseKey(t.phrase.At(i))
	}
	t.keys = german.NewWords(slices.DeleteFunc(slices.Clone(keyOf), func(key string) bool { return key == "" }))
	in := make([][]uint32, t.keys.Len())
	for group := range senses {
		var ids []uint32
		for phrase := range strings.SplitSeq(group, "|") {
			id, _ := t.phrase.Find(phrase)
			ids = append(ids, uint32(id))
			if key, found := t.keys.Find(keyOf[id]); found {
				in[key] = append(in[key], uint32(len(t.groups)))
			}
		}
		t.groups = append(t.groups, ids)
	}
	for _, groups := range in {
		t.starts = append(t.starts, uint32(len(t.member)))
		t.member = append(t.member, groups...)
	}
	t.starts = append(t.starts, uint32(len(t.member)))
	return t
}

// noun reports whether a phrase begins like a noun; what means the same as a
// verb or an adjective is mostly another thing ("segeln" and "erheben").
func noun(phrase string) bool {
	r, _ := utf8.DecodeRuneInString(phrase)
	return unicode.IsUpper(r)
}

// same are the nouns that mean the same as one with the key, in alphabetical order.
func (t *Thesaurus) same(key string) []string {
	number, found := t.keys.Find(key)
	if !found {
		return nil
	}
	var ids []uint32
	for _, group := range t.member[t.starts[number]:t.starts[number+1]] {
		if slices.ContainsFunc(t.groups[group], func(id uint32) bool { return noun(t.phrase.At(int(id))) && phraseKey(t.phrase.At(int(id))) == key }) {
			ids = append(ids, t.groups[group]...)
		}
	}
	ids = slices.DeleteFunc(ids, func(id uint32) bool { return !noun(t.phrase.At(int(id))) })
	slices.Sort(ids)
	ids = slices.Compact(ids)
	var phrases []string
	for _, id := range ids[:min(len(ids), mostSynonyms)] {
		phrases = append(phrases, t.phrase.At(int(id)))
	}
	return phrases
}

const (
	fewHits     = 4  // below, a thesaurus is asked
	tooFrequent = 33 // a synonym in one of so many offers says too little
	telling     = 8  // letters of a synonym that is looked for inside of compounds as well ("Anlage" is in too many)
)

// consult asks the thesaurus for runs that find little.
func (e *expander) consult(terms []*term, from *scratch) {
	if e.x.thesaurus == nil {
		return
	}
	e.within = inHeadings
	defer func() { e.within = 0 }()
	for run, keys := range runs(terms) {
		if len(run) == 1 && e.x.stands(run[0], fewHits) || slices.ContainsFunc(run, func(t *term) bool { return t.wish != nil || t.optional || len(t.key) <= 3 }) {
			continue
		}
		phrases := e.x.thesaurus.same(keys[0])
		if len(phrases) == 0 || e.x.foundBy(run, from) >= fewHits {
			continue
		}
		for _, phrase := range phrases {
			e.sameAs(run, phrase)
		}
	}
}

// foundBy is how many offers have all terms of a run.
func (x *Index) foundBy(run []*term, from *scratch) int {
	docs := from.copy(x.gauge(run[0], from).all)
	for _, t := range run[1:] {
		docs.and(x.gauge(t, from).all)
	}
	return docs.count()
}

// sameAs adds what a thesaurus says.
func (e *expander) sameAs(run []*term, phrase string) {
	words := parse(phrase).words
	var parts [][]uint32
	for _, w := range words {
		ids := e.x.family(w.key)
		for _, id := range ids {
			if n := int(e.x.dict.words.at(id).n); n > enough && n*tooFrequent > len(e.x.numbers) {
				return
			}
		}
		parts = append(parts, ids)
	}
	share(run, classThesaurus, func(t *term, class cost) {
		if len(words) > 1 {
			t.combine(combined{parts: parts, same: class, rule: ruleThesaurus, in: inHeadings})
		} else if len(words) == 1 {
			e.word(words[0].key, class, ruleThesaurus)
			most := class + classInflection
			if len(words[0].key) >= telling {
				most = class + classPart
			}
			e.readings = slices.DeleteFunc(e.readings, func(r reading) bool { return r.class > most })
			e.take(t)
		}
	})
}
