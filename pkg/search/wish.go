package search

import (
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// 2026-11-23, a filter recognised in the words is a term that also passes by its
// field, never a filter of its own: so what it finds holds everything that the
// words alone would find, and the words in a title still come first. A place, a
// mode and a kind are needed; what says nothing passes the others (lenient.go).

// extra are documents that a term finds by a field, or by words that say the same in a title.
type extra struct {
	docs  bitset
	cost  cost
	field field
	word  string
	rule  matchRule
}

// The costs of passing a recognised filter otherwise than by its own words.
const (
	costSaidByField    cost = 4  // like a topic
	costSaidByPlace    cost = -2 // like the town in the place field
	costFromLand       cost = 8  // it takes place nowhere, and the Land publishes it
	costNamedInTitle   cost = 2  // another word for it, in the title
	costSaidInTitle    cost = 5  // a word that says the same, in the title
	missingAlternative cost = 6  // an alternative that is not there
	costProse          cost = 12 // from here on a match stands in the description
)

// wish makes the recognised filters of a query part of its terms. Those that
// have no words of their own are given back, to be added when all others are read.
func (p *plan) wish(x *Index, wishes []wish, from *scratch) (wordless []*term) {
	p.wishes = wishes
	for i := range wishes {
		w := &wishes[i]
		var own []*term
		rest := p.terms[:0:0]
		for _, t := range p.terms {
			switch {
			case t.pos < w.from || t.pos >= w.to:
				rest = append(rest, t)
			case !w.apart && !w.strict:
				t.wish = w
				own = append(own, t)
				rest = append(rest, t)
			}
		}
		p.terms = rest
		if len(own) == 0 {
			t := &term{typed: typed{raw: w.words, pos: w.from}, wish: w}
			own = append(own, t)
			wordless = append(wordless, t)
		}
		x.grant(w, own, from)
	}
	return wordless
}

// grant lets terms pass by what the fields say.
func (x *Index) grant(w *wish, own []*term, from *scratch) {
	docs, deny := x.fieldOf(w, from)
	against := x.against(w, docs, from)
	price, by := costSaidByField, inTopic
	if w.parameter == "near" || w.parameter == "placeLand" {
		price, by = costSaidByPlace, inCity
	}
	var titles []extra
	say := func(words []string, c cost) {
		for _, word := range words {
			if found := x.titled(word, from); found != nil {
				titles = append(titles, extra{found, c, inTitle, strings.ToLower(word), ruleSynonym})
			}
		}
	}
	say(w.said, costSaidInTitle)
	if w.lenient() {
		say(w.names, costNamedInTitle)
	}
	if w.parameter == "placeLand" {
		titles = append(titles, extra{x.remoteOf(w.value, from), costFromLand, inProvider, w.shown(), ruleExact})
	}
	var around []extra
	if w.around != nil {
		for ring, km := range rings[:nearestRings] {
			around = append(around, extra{x.ring(w.around, km, from), ringCost(ring), by, w.shown(), ruleExact})
		}
	}
	for i, t := range own {
		t.optional, t.level, t.byField, t.deny, t.against = w.given, w.firm(), docs, deny, against
		t.place = t.place || by == inCity
		if w.parameter == "near" && !w.given {
			x.situated(t, docs, from)
		}
		t.extra = append(t.extra, titles...)
		t.extra = append(t.extra, around...)
		if docs != nil {
			c := price
			if i > 0 && c > 0 {
				c = 0 // several words of one filter pay once
			}
			t.extra = append(t.extra, extra{docs, c, by, w.shown(), ruleExact})
		}
	}
}

// ringCost is what an offer costs that takes place around a town: more than one in it.
func ringCost(ring int) cost { return costSaidByField * cost(1+ring) }

// firm reports whether no offer may lack a wish. Of level, audience and the like
// most offers say nothing, so that beside few that do the others follow (rule 14).
func (w *wish) firm() bool {
	switch w.parameter {
	case "level", "audience", "language", "certificate", "accessibility", "kind":
		return false
	}
	return true
}

// shown is how a match names a wish that a field passes: like a word of the offer.
func (w *wish) shown() string {
	if w.parameter == "near" {
		return strings.ToLower(w.value)
	}
	return strings.ToLower(strings.TrimSpace(w.text[strings.LastIndex(w.text, ":")+1:]))
}

// fieldOf are the documents whose field says what is wished, and those whose
// field says something else.
func (x *Index) fieldOf(w *wish, from *scratch) (docs, deny bitset) {
	docs = from.get()
	switch {
	case w.time != span{}:
		docs.or(x.starting(w.time.from, w.time.to, from))
		return docs, x.everything(from)
	case w.parameter == "near":
		x.inTown(w, docs, from)
		return docs, nil
	case w.facet == bySeats:
		x.seats.into(docs, from)
		return docs, nil
	}
	for _, v := range w.values {
		if set := x.attrs.lookup(w.facet, v); set != nil {
			set.into(docs, from)
		}
	}
	if w.facet != byMode && w.facet != byFree && w.facet != byLevel {
		return docs, nil // who names one audience or language does not exclude the others
	}
	deny = from.get()
	for _, id := range x.attrs.of[w.facet] {
		x.attrs.all.at(id).docs.into(deny, from)
	}
	deny.andNot(docs)
	return docs, deny
}

// remoteOf are the documents of a Land that take place online and nowhere else.
func (x *Index) remoteOf(land string, from *scratch) bitset {
	docs, remote := from.get(), from.get()
	if set := x.attrs.lookup(byLand, land); set != nil {
		set.into(docs, from)
	}
	for _, mode := range []learning.Mode{learning.Online, learning.SelfPaced} {
		if set := x.attrs.lookup(byMode, string(mode)); set != nil {
			set.into(remote, from)
		}
	}
	docs.and(remote)
	for _, id := range x.attrs.of[byPlaceLand] {
		placed := from.get()
		x.attrs.all.at(id).docs.into(placed, from)
		docs.andNot(placed)
	}
	return docs
}

// inTown adds the documents that take place in a town: all words of its name
// in the place field, or its Land where the two are one.
func (x *Index) inTown(w *wish, docs bitset, from *scratch) {
	var all bitset
	for key := range strings.FieldsSeq(townKey(w.value)) {
		in := from.get()
		if _, word := x.dict.lookup(key); word != nil {
			word.field(inCity, in, from)
		}
		if all == nil {
			all = in
		} else {
			all.and(in)
		}
	}
	if all != nil {
		docs.or(all)
	}
	for _, land := range w.values {
		if set := x.attrs.lookup(byPlaceLand, land); set != nil {
			set.into(docs, from)
		}
	}
}

// titled are the documents whose title has a form of a word.
func (x *Index) titled(word string, from *scratch) bitset {
	var docs bitset
	for _, key := range phraseWords(word) {
		for _, id := range x.family(key) {
			if docs == nil {
				docs = from.get()
			}
			x.dict.words.at(id).field(inTitle, docs, from)
		}
	}
	return docs
}

// wished adds what a term finds by fields, and takes out the prose of what says otherwise.
func (g *gauge) wished(t *term) {
	if t.deny != nil {
		for i, docs := range g.sets {
			if docs != nil && cost(i)+lowestCost >= costProse {
				docs.andNot(t.deny)
			}
		}
	}
	for _, e := range t.extra {
		g.at(e.cost).or(e.docs)
	}
}

// settle counts the terms that must be there and notes which are alternatives.
func (p *plan) settle() {
	p.content, p.either = 0, nil
	p.relent()
	groups := map[int]*wish{}
	for _, t := range p.terms {
		switch {
		case !t.must():
		case t.wish == nil || !t.wish.firm():
			p.content++
		case groups[t.wish.group] == nil:
			groups[t.wish.group] = t.wish
		case groups[t.wish.group] != t.wish:
			p.either = map[*term]bool{}
		}
		if t.wish != nil && t.wish.parameter == "near" && !t.optional {
			p.content++ // as a word that is a place does without being recognised
		}
	}
	if p.either == nil {
		return
	}
	for _, t := range p.terms {
		for _, other := range p.terms {
			if t.wish != nil && other.wish != nil && t.wish != other.wish && t.wish.group == other.wish.group && t.must() && other.must() {
				p.either[t] = true
			}
		}
	}
}

// alternatives are the documents that pass one of each group of alternatives, or nil if there are none.
func (p *plan) alternatives(found []levels, from *scratch) bitset {
	if len(p.either) == 0 {
		return nil
	}
	of := map[*wish]bitset{}
	groups := map[int]bitset{}
	for i, t := range p.terms {
		if !p.either[t] {
			continue
		}
		if of[t.wish] == nil {
			of[t.wish] = from.copy(found[i].all)
		} else {
			of[t.wish].and(found[i].all)
		}
	}
	for w, docs := range of {
		if groups[w.group] == nil {
			groups[w.group] = from.get()
		}
		groups[w.group].or(docs)
	}
	var all bitset
	for _, docs := range groups {
		if all == nil {
			all = docs
		} else {
			all.and(docs)
		}
	}
	return all
}

// leave makes the words of a facet's wishes optional; it gives back how to undo that.
func (p *plan) leave(by facet) (undo func()) {
	var left []*term
	for _, t := range p.terms {
		if t.wish != nil && t.wish.facet == by && !t.optional {
			t.optional = true
			left = append(left, t)
		}
	}
	p.settle()
	return func() {
		for _, t := range left {
			t.optional = false
		}
		p.settle()
	}
}

// firmly is the plan of what must be there, without alternatives, for whoever asks which words are missing.
func (p plan) firmly() plan {
	terms := make([]*term, len(p.terms))
	for i, t := range p.terms {
		terms[i] = t
		if p.either[t] || t.unsaid > 0 {
			loose := *t
			loose.optional, loose.unsaid = true, 0
			terms[i] = &loose
		}
	}
	p.terms = terms
	return p
}
