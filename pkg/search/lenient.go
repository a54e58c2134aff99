package search

import (
	"slices"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// 2026-11-23, most offers say nothing of their level, their price or whom they
// are for, so beside a word of content what says nothing passes a recognised
// filter of that kind, behind what says it; only what says otherwise does not.
// And a recognised filter that would leave nothing is not applied, which is
// said. We gave up lists in which every offer says all that was typed.

// costUnsaid is what an offer costs that says nothing of a lenient wish: more
// than one that says it in a title, less than one that has the subject in its prose alone.
const costUnsaid cost = 12

// lenient reports whether offers that say nothing pass a wish.
func (w *wish) lenient() bool {
	switch w.parameter {
	case "level", "audience", "language", "certificate", "accessibility", "free":
		return true
	}
	return w.time != span{}
}

// against are the documents whose field says something else than a wish; of a
// time see [Index.dated].
func (x *Index) against(w *wish, docs bitset, from *scratch) bitset {
	var other bitset
	switch w.facet {
	case byMode, byFree, byLevel, byCertificate, byLanguage:
		other = from.get()
		for _, id := range x.attrs.of[w.facet] {
			x.attrs.all.at(id).docs.into(other, from)
		}
	default:
		return nil // who names one audience does not exclude the others
	}
	other.andNot(docs)
	return other
}

// relent notes which terms an offer need not say: those of lenient wishes beside a word of content.
func (p *plan) relent() {
	subject := false
	for _, t := range p.terms {
		t.unsaid = 0
		subject = subject || t.must() && (t.wish == nil || t.wish.facet == byKind) && !german.Form(t.key)
	}
	if !subject {
		return
	}
	first := map[*wish]bool{}
	for _, t := range p.terms {
		if t.wish == nil || !t.wish.lenient() || t.optional {
			continue
		}
		if t.unsaid = missingForm; !first[t.wish] {
			first[t.wish], t.unsaid = true, costUnsaid
		}
	}
}

// must reports whether an offer needs a term, or all but a few of its like.
func (t *term) must() bool { return !t.optional && t.unsaid == 0 }

// deny takes out the documents that say something else than is wished: than
// any of several wishes of one parameter.
func (x *Index) deny(p *plan, m *matched, from *scratch) {
	groups := map[int]bitset{}
	for i, t := range p.terms {
		var other bitset
		switch {
		case t.optional || p.either[t]:
			continue
		case t.against != nil:
			other = from.copy(t.against)
		case t.unsaid > 0 && t.wish.time != span{}:
			other = x.dated(m.docs, from)
		default:
			continue
		}
		other.andNot(m.terms[i].all)
		if docs := groups[t.wish.group]; docs != nil {
			docs.and(other)
		} else {
			groups[t.wish.group] = other
		}
	}
	for _, docs := range groups {
		m.docs.andNot(docs)
	}
}

// dated are those of some documents that say when they take place: a session is
// to come, or the last one is over.
func (x *Index) dated(docs bitset, from *scratch) bitset {
	out := from.get()
	docs.each(func(doc uint32) {
		if e := x.docs.at(doc); e.past || e.next != forever {
			out.set(doc)
		}
	})
	return out
}

// lift leaves out the recognised filters that leave nothing even alone, never a
// place. Where only several together leave nothing, a person says which goes.
func (x *Index) lift(p *plan, m *matched, from *scratch) {
	var all, vain []*wish
	for i := range p.wishes {
		if w := &p.wishes[i]; !w.given && w.parameter != "near" && w.parameter != "placeLand" {
			all = append(all, w)
		}
	}
	for _, w := range all {
		undo := p.idle(slices.DeleteFunc(slices.Clone(all), func(o *wish) bool { return o == w || o.group == w.group }))
		if x.meet(*p, m, false, from); m.docs.empty() {
			vain = append(vain, w)
		}
		undo()
	}
	if undo := p.idle(vain); p.content == 0 {
		undo()
	}
	x.meet(*p, m, false, from)
}

// idle makes the terms of wishes optional; it gives back how to undo that.
func (p *plan) idle(wishes []*wish) (undo func()) {
	set := func(idle bool) {
		for _, w := range wishes {
			w.idle = idle
			for _, t := range p.terms {
				if t.wish == w {
					t.optional = idle
				}
			}
		}
		p.settle()
	}
	set(true)
	return func() { set(false) }
}

// undated leaves out the times that no session of what was found fits: a word
// in a title alone ("Sommerakademie") is not reason enough to leave out all other dates.
func (x *Index) undated(p *plan, m *matched, from *scratch) {
	var vain []*wish
	for _, t := range p.terms {
		if t.wish == nil || t.wish.time == (span{}) || t.optional || slices.Contains(vain, t.wish) {
			continue
		}
		fits := from.copy(t.byField)
		if fits.and(m.docs); fits.empty() {
			vain = append(vain, t.wish)
		}
	}
	if len(vain) == 0 {
		return
	}
	undo := p.idle(vain)
	if p.content == 0 {
		undo()
		return
	}
	x.meet(*p, m, false, from)
}
