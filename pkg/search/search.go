package search

// Search answers a query. It never fails: what cannot be understood finds
// nothing. An empty text lists what the filters leave, the nearest session
// first; a text of stop words alone finds nothing.
func (x *Index) Search(q Query) Result {
	q.Limit = min(max(q.Limit, 0), MaxLimit)
	q.Offset = max(q.Offset, 0)
	r := parse(q.Text)
	x.settleForSearch()
	if q.Group {
		x.regroupForSearch()
	}
	x.catchUp()
	x.mu.RLock()
	defer x.mu.RUnlock()
	from := newScratch(x.docs.n)
	defer from.release()
	from.cards = q.Group

	p, m := plan{}, matched{}
	switch {
	case r.blank:
		m.docs = x.everything(from)
	default:
		p, m = x.answer(r, q, from)
	}
	f := x.filter(m.docs, &q.Filter, from)
	result := Result{Total: f.countOf(x, f.hits, f.hits), Corrections: p.corrections(m.terms), Understood: understood(p.wishes)}
	result.Unplaced = x.unplaced(&f)
	result.Hits = x.rank(f, p, m, q, result.Total)
	if m.docs.empty() && !r.blank && !q.Literal {
		result.Similar = x.similar(p, q, from)
	}
	if q.Facets {
		result.Facets = x.facets(f)
		x.facetsWished(result.Facets, p, m, &q.Filter, from)
	}
	return result
}

// catchUp lets what is current follow the clock; a writer at work does it itself.
func (x *Index) catchUp() {
	now := seconds(x.now())
	if !x.clock.due(now) || !x.write.TryLock() {
		return
	}
	defer x.write.Unlock()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.turnTo(now)
}
