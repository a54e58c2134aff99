package search

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// Completion is what somebody may be about to type, and at least one current
// offer is found by it.
type Completion struct {
	Kind  string           // "offer", "topic", "place", "provider"
	Text  string           // the label or name; "" of an offer, whose title the catalogue has
	ID    string           // the topic's or the Land's code, if it has one
	Offer learning.OfferID // of an offer
	Query string           // the text to search for; "" of an offer
	Total int              // current offers
}

// Of each kind there are so many completions at most; the rest makes room for other kinds.
const maxOfKind = 3

// mostBegun words that begin like the typed one are looked at, beyond them only frequent ones.
const mostBegun = 4000

// mostCounted names are counted exactly, those that most offers have.
const mostCounted = 24

// Complete gives at most so many completions of what is being typed: its last
// word is taken for the beginning of one, the words before it narrow. With five
// letters or more a slip is forgiven if nothing begins like that.
func (x *Index) Complete(text string, most int) []Completion {
	words := writtenWords(norm.NFC.String(cutRunes(strings.ToValidUTF8(text, " "), MaxText)))
	words = words[:min(len(words), MaxTerms)]
	if len(words) == 0 {
		return nil
	}
	x.settleForSearch()
	x.catchUp()
	x.mu.RLock()
	defer x.mu.RUnlock()
	from := newScratch(x.docs.n)
	defer from.release()
	c := completer{x: x, from: from, words: words[:len(words)-1], begun: words[len(words)-1]}
	kinds := c.all()
	if kinds.empty() {
		if mended := x.slipped(c.begun.key); mended != "" {
			c.begun.key = mended
			kinds = c.all()
		}
	}
	return kinds.mixed(most)
}

// completer completes one text.
type completer struct {
	x     *Index
	from  *scratch
	words []typed // before the last one
	begun typed

	base bitset // current documents that have the words before
}

// completions by kind, in the order in which they are shown.
type completions [4][]Completion

func (k *completions) empty() bool {
	return len(k[0])+len(k[1])+len(k[2])+len(k[3]) == 0
}

// mixed takes of each kind in turn until there are enough.
func (k *completions) mixed(most int) []Completion {
	var take [len(k)]int
	for n, round := 0, 0; round < maxOfKind; round++ {
		for i := range k {
			if n < most && round < len(k[i]) {
				take[i]++
				n++
			}
		}
	}
	var all []Completion
	for i, list := range k {
		all = append(all, list[:take[i]]...)
	}
	return all
}

func (c *completer) all() (k completions) {
	c.base = c.narrowed()
	k[0] = c.offers()
	k[1] = c.topics()
	k[2] = append(c.laender(), c.values("place", byCity, &c.x.attrs.cityNames)...)
	k[2] = firstOf(k[2])
	k[3] = c.values("provider", byProvider, &c.x.attrs.providerNames)
	return k
}

// narrowed are the current documents that a search for the words before finds, all of them.
func (c *completer) narrowed() bitset {
	docs := c.from.get()
	c.x.current.into(docs, c.from)
	typed := make([]string, len(c.words))
	for i, w := range c.words {
		typed[i] = w.raw
	}
	text := strings.Join(typed, " ")
	r := parse(text)
	if len(r.words) == 0 {
		return docs
	}
	p, m := c.x.answer(r, Query{Text: text}, c.from)
	c.x.meet(p, &m, true, c.from) // none that lacks a word
	docs.and(m.docs)
	return docs
}

// offers are those in whose title a word begins like the last one typed: that
// title first that begins so itself, then the order of every list. Of equal
// titles there is one.
func (c *completer) offers() []Completion {
	titled := c.from.get()
	weak := german.Weak(c.begun.key)
	n := 0
	c.x.dict.prefix(weak, func(id uint32, w *word) bool {
		if n++; n <= mostBegun || w.n > mostPostings {
			w.field(inTitle, titled, c.from)
		}
		return true
	})
	if _, w := c.x.dict.lookup(c.begun.key); w != nil {
		w.field(inTitle, titled, c.from)
	}
	titled.and(c.base)
	first := c.begun.key
	if len(c.words) > 0 {
		first = c.words[0].key
	}
	begins := titlePrefix([]*lexeme{{key: first}})
	shift := 8 * (8 - min(len(first), 8))
	top := best{n: 4 * maxOfKind, order: func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.key, b.key), strings.Compare(string(c.x.docs.at(a.doc).id), string(c.x.docs.at(b.doc).id)))
	}}
	titled.each(func(doc uint32) {
		key := *c.x.standings.at(doc)
		if c.x.docs.at(doc).prefix>>shift != begins>>shift {
			key |= 1 << standingBits
		}
		top.offer(scored{doc, key})
	})
	slices.SortFunc(top.docs, top.order)
	var found []Completion
	var titles []string
	for _, d := range top.docs {
		e := c.x.docs.at(d.doc)
		title := packed(titleOf(e.record, nil))
		if len(found) == maxOfKind || slices.Contains(titles, title) {
			continue
		}
		titles = append(titles, title)
		found = append(found, Completion{Kind: "offer", Offer: e.id, Total: 1})
	}
	return found
}

// label is one name of a topic.
type label struct {
	code  string
	words []string
}

// topicLabels are the labels and synonyms of the topics.
var topicLabels = sync.OnceValue(func() []label {
	var all []label
	for _, t := range learning.Terms(learning.VocabTopics) {
		for _, text := range append([]string{t.Label["de"]}, t.Synonyms...) {
			l := label{code: t.Code}
			for _, w := range writtenWords(text) {
				l.words = append(l.words, w.key)
			}
			all = append(all, l)
		}
	}
	return all
})

// topics are those of which a label or a synonym has a word that begins so.
func (c *completer) topics() []Completion {
	var found []Completion
	var codes []string
	for _, l := range topicLabels() {
		if slices.Contains(codes, l.code) || !c.begins(l.words) {
			continue
		}
		docs := c.x.attrs.lookup(byTopic, l.code)
		if docs == nil {
			continue
		}
		codes = append(codes, l.code)
		found = c.found(found, Completion{Kind: "topic", Text: learning.Label(learning.VocabTopics, l.code), ID: l.code}, l.words, docs)
	}
	return firstOf(found)
}

// laender are those whose name has a word that begins so and in which something takes place.
func (c *completer) laender() []Completion {
	var found []Completion
	for _, l := range learning.Laender {
		docs := c.x.attrs.lookup(byPlaceLand, string(l))
		if docs == nil || cityLaender[german.Fold(l.Name())] != "" {
			continue // Berlin is a town
		}
		if words := keysOf(l.Name()); c.begins(words) {
			found = c.found(found, Completion{Kind: "place", Text: l.Name(), ID: string(l)}, words, docs)
		}
	}
	return firstOf(found)
}

// values are the values of a facet of which a word begins so.
func (c *completer) values(kind string, f facet, names *names) []Completion {
	type candidate struct {
		text string
		n    int
	}
	var all []candidate
	names.beginning(german.Weak(c.begun.key), func(text string) {
		if docs := c.x.attrs.lookup(f, text); docs != nil {
			all = append(all, candidate{text, docs.len()})
		}
	})
	slices.SortFunc(all, func(a, b candidate) int { return cmp.Or(b.n-a.n, strings.Compare(a.text, b.text)) })
	all = slices.Compact(all)
	var found []Completion
	var keys []string
	for _, one := range all[:min(len(all), mostCounted)] {
		words := keysOf(one.text)
		key := strings.Join(words, " ")
		if !c.begins(words) || len(parse(one.text).words) == 0 || slices.Contains(keys, key) {
			continue // only without its umlauts, or another spelling of it is there
		}
		keys = append(keys, key)
		found = c.found(found, Completion{Kind: kind, Text: one.text}, words, c.x.attrs.lookup(f, one.text))
	}
	return firstOf(found)
}

// found adds a completion if there are current offers of it that have the words
// before; those of them that are its own words are not typed twice.
func (c *completer) found(list []Completion, one Completion, own []string, docs *docset) []Completion {
	have := c.from.get()
	docs.into(have, c.from)
	have.and(c.base)
	if one.Total = have.count(); one.Total == 0 {
		return list
	}
	rest := c.rest(own)
	typed := make([]string, 0, len(rest)+1)
	for _, w := range rest {
		typed = append(typed, w.raw)
	}
	one.Query = strings.Join(append(typed, one.Text), " ")
	return append(list, one)
}

// rest are the words before the last one without those at their end that belong to a name.
func (c *completer) rest(own []string) []typed {
	n := len(c.words)
	for n > 0 && slices.Contains(own, c.words[n-1].key) {
		n--
	}
	return c.words[:n]
}

func keysOf(text string) []string {
	var keys []string
	for _, w := range writtenWords(text) {
		keys = append(keys, w.key)
	}
	return keys
}

// begins reports whether one of the words begins like what was typed, its umlauts typed or not.
func (c *completer) begins(words []string) bool {
	weak := german.Weak(c.begun.key)
	return slices.ContainsFunc(words, func(w string) bool {
		return strings.HasPrefix(w, c.begun.key) || !c.begun.umlaut && strings.HasPrefix(german.Weak(w), weak)
	})
}

// firstOf are the completions that most offers have.
func firstOf(list []Completion) []Completion {
	slices.SortStableFunc(list, func(a, b Completion) int { return cmp.Or(b.Total-a.Total, strings.Compare(a.Text, b.Text)) })
	return list[:min(len(list), maxOfKind)]
}

// slipped is the beginning of the most frequent word from which what was typed
// differs by one slip, "" if there is none.
func (x *Index) slipped(key string) string {
	weak := german.Weak(key)
	if len(weak) < 5 || hasDigit(weak) {
		return ""
	}
	sig := signature(weak)
	mended, most := "", uint32(0)
	fits := func(t trait) bool {
		n, exact := t.length()
		return (n >= len(weak)-1 || !exact) && bits.OnesCount32(sig&^t.letters()) <= 1
	}
	consider := func(_ uint32, w *word) {
		if w.n <= most || len(w.key) < len(weak)-1 {
			return
		}
		other := german.Weak(w.key)
		for _, n := range []int{len(weak), len(weak) - 1, len(weak) + 1} {
			if n <= len(other) && distance(weak, other[:n], 1) <= 1 {
				mended, most = other[:n], w.n
				break
			}
		}
	}
	x.dict.likely(weak[:1], fits, consider)
	if mended == "" {
		x.dict.likely(weak[1:2], fits, consider) // the first letter is one too many or swapped with the second
	}
	return mended
}
