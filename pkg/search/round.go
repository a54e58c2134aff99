package search

import "slices"

// Round is some searches in a row that have much in common: the ways out of one
// that finds little. What is found out about its words is kept while the index
// stays as it is. It is for one goroutine; [Round.End] gives back its memory.
type Round struct {
	x       *Index
	changes uint64 // of the index when the rest was found out
	from    *scratch
	answers map[answerKey]answered
}

// answerKey is all of a query that decides which documents its words find.
type answerKey struct {
	text    string
	literal bool
	given   uint32 // see Filter.given
}

// answered is what the words of a query find. Its sets are not to be changed.
type answered struct {
	request
	plan
	matched
}

// Round begins one.
func (x *Index) Round() *Round { return &Round{x: x} }

// End gives the memory back.
func (r *Round) End() {
	if r.from != nil {
		r.from.release()
		r.from = nil
	}
}

// Search is that of the index.
func (r *Round) Search(q Query) Result { return r.search(q, true) }

// Try is Search without Result.Similar, for whoever only wants to know whether it would find something.
func (r *Round) Try(q Query) Result { return r.search(q, false) }

func (r *Round) search(q Query, alike bool) Result {
	x := r.x
	q.Limit = min(max(q.Limit, 0), MaxLimit)
	q.Offset = max(q.Offset, 0)
	x.settleForSearch()
	if q.Group {
		x.regroupForSearch()
	}
	x.catchUp()
	x.mu.RLock()
	defer x.mu.RUnlock()
	if r.changes != x.changes {
		r.End()
	}
	if r.from == nil {
		r.from, r.changes, r.answers = newScratch(x.docs.n), x.changes, make(map[answerKey]answered)
	}
	a := r.answer(q)
	defer r.from.back(r.from.mark())
	a.docs = r.from.copy(a.docs)
	return x.result(&a, q, alike, r.from)
}

// answer is what the words of a query find.
func (r *Round) answer(q Query) answered {
	key := answerKey{q.Text, q.Literal, q.Filter.given()}
	if a, known := r.answers[key]; known {
		return a
	}
	a := answered{request: parse(q.Text)}
	if a.blank {
		a.docs = r.x.everything(r.from)
	} else {
		a.plan, a.matched = r.x.answer(a.request, q, r.from)
	}
	r.answers[key] = a
	return a
}

// result is what the filters leave of an answer, whose documents it changes.
func (x *Index) result(a *answered, q Query, alike bool, from *scratch) Result {
	from.cards = q.Group
	f := x.filter(a.docs, &q.Filter, from)
	result := Result{Total: f.countOf(x, f.hits, f.hits), Corrections: a.corrections(a.matched.terms)}
	result.Understood, result.Overruled = understood(a.plan.wishes, false), understood(a.plan.wishes, true)
	result.Unplaced = x.unplaced(&f)
	var facets func() map[string]map[string]int
	if q.Facets {
		facets = x.counting(f, result.Total)
	}
	result.Hits = x.rank(f, a.plan, a.matched, q, result.Total)
	if alike && a.docs.empty() && !a.blank && !q.Literal {
		result.Similar = x.similar(a.plan, q, from)
	}
	if q.Facets {
		result.Facets = facets()
		x.facetsWished(result.Facets, a.plan, a.matched, &q.Filter, from)
	}
	return result
}

// remembered is what a search has found out about single words, which it may
// read more than once: with the filters recognised in them and without.
type remembered struct {
	reads  map[readKey]*term
	meants map[meantKey][]candidate
}

type readKey struct {
	raw, key string
	literal  bool
}

// The ways to look for the word that was meant.
const (
	byOneEdit = iota
	bySound
	byTwoEdits
)

type meantKey struct {
	key string
	how uint8
}

// readAgain gives a term what it was read as before.
func (k *remembered) readAgain(key readKey, t *term) bool {
	old := k.reads[key]
	if old != nil {
		t.readings, t.combined = slices.Clip(old.readings), slices.Clip(old.combined)
	}
	return old != nil
}

// keep remembers what a term was read as.
func (k *remembered) keep(key readKey, t *term) {
	if k.reads == nil {
		k.reads = make(map[readKey]*term)
	}
	k.reads[key] = &term{readings: slices.Clip(t.readings), combined: slices.Clip(t.combined)}
}

// meantBy are the words that a key is taken for in one of the ways; nobody may change them.
func (e *expander) meantBy(how uint8, key string, look func(key string) []candidate) []candidate {
	k := e.known
	if found, again := k.meants[meantKey{key, how}]; again {
		return found
	}
	if k.meants == nil {
		k.meants = make(map[meantKey][]candidate)
	}
	found := look(key)
	k.meants[meantKey{key, how}] = found
	return found
}

func (e *expander) oneEdit(key string) []candidate { return e.meantBy(byOneEdit, key, e.x.oneEdit) }

func (e *expander) sameSound(key string) []candidate { return e.meantBy(bySound, key, e.x.sameSound) }

func (e *expander) twoEdits(key string) []candidate { return e.meantBy(byTwoEdits, key, e.x.twoEdits) }
