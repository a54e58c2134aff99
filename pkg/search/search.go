package search

// Search answers a query. It never fails: what cannot be understood finds
// nothing. An empty text lists what the filters leave, the nearest session
// first; a text of stop words alone finds nothing.
func (x *Index) Search(q Query) Result {
	r := x.Round()
	defer r.End()
	return r.Search(q)
}

// Version is a number that changes before the answer to any query does.
func (x *Index) Version() uint64 {
	x.settleForSearch()
	x.regroupForSearch()
	x.catchUp()
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.changes
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
	x.changes++
	x.turnTo(now)
}
