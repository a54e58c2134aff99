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

	p, m := plan{}, matched{}
	switch {
	case r.blank:
		m.docs = x.everything(from)
	case len(r.words) == 0:
		m.docs = from.get()
	default:
		p = x.plan(r, q.Literal, from)
		m = x.match(p, q.Literal, from)
	}
	f := x.filter(m.docs, &q.Filter, from)
	f.cards = q.Group
	result := Result{Total: f.count(x, f.hits), Corrections: p.corrections(m.terms)}
	result.Hits = x.rank(f.hits, p, m, q, result.Total, from)
	if q.Facets {
		result.Facets = x.facets(f)
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
