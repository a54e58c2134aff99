package search

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lernverbund/lernverbund/pkg/gazetteer"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Config is what an [Index] needs from outside.
type Config struct {
	// Now is the clock that decides what is current and which session is the
	// nearest; nil is [time.Now]. It must not go backwards.
	Now func() time.Time
	// Places locates the sessions that do not say themselves where they are;
	// nil is [gazetteer.Default].
	Places *gazetteer.Gazetteer
	// Thesaurus is asked where little is found; nil is none.
	Thesaurus *Thesaurus
}

// Index finds offers. It is safe for concurrent use: many searches and one
// writer at a time, and what was put is found by the next search. Equal
// contents give equal answers, in whatever order they came.
type Index struct {
	now func() time.Time

	// write is held by whoever changes the index. Its holder may read
	// everything without mu, for nobody else writes; only the changes
	// themselves, a few microseconds each, are made under mu.
	write   sync.Mutex
	mu      sync.RWMutex
	changes uint64 // how often something changed under mu

	docs      paged[entry]
	standings paged[uint64] // of each entry, see standing
	profiles  [numGroups]profiles
	numbers   map[learning.OfferID]uint32
	free      []uint32
	live      docset
	analysers sync.Pool // of *analyser

	dict  dictionary
	comp  compounds
	attrs attributes
	buf   []byte // for encoding
	made  struct {
		record
		order []uint64
	} // the memory of number
	clock      clock
	kin        kinship
	current    docset
	seats      docset
	places     *places
	spots      spots
	areaPoints areaPoints

	thesaurus *Thesaurus

	unsettled atomic.Bool
	settled   struct { // of the last whole pass over the words, see Settle
		at   time.Time
		took time.Duration
	}
}

// entry is one document.
type entry struct {
	id     learning.OfferID
	record string // see record
	prefix uint64 // first eight bytes of the folded title
	seen   int64  // ms since 1970
	until  uint32 // current before this second
	next   uint32 // start of the nearest session in seconds, forever = none
	turn   uint32 // when until or next change, as scheduled with the clock
	titled uint8  // words in the title
	past   bool
}

// New is an empty index.
func New(cfg Config) *Index {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Index{
		now: cfg.Now, numbers: make(map[learning.OfferID]uint32), dict: newDictionary(), comp: newCompounds(),
		attrs:  attributes{ids: make(map[value]uint32), towns: make(towns)},
		places: newPlaces(cfg.Places), spots: spots{ids: make(map[spotKey]uint32)},
		thesaurus: cfg.Thesaurus,
	}
}

// Len is the number of documents.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.numbers)
}

// batch is how many documents are stored while searches wait.
const batch = 8

// atOnce is how many documents are analysed while those before them are stored.
const atOnce = 1024

// Put adds documents, or replaces those of the same id; of two with one id the
// last counts. It returns when they can be found. Analysis uses all cores and
// blocks no search. A loader of very many documents calls [Index.Settle] at
// the end.
func (x *Index) Put(docs ...Document) {
	if len(docs) <= atOnce {
		first := x.analyseAll(docs)
		x.write.Lock()
		defer x.write.Unlock()
		x.store(first)
		x.settleSmall()
		x.regroupSmall()
		return
	}
	x.write.Lock()
	defer x.write.Unlock()
	parts := make(chan []*analysed, 1)
	go func() {
		defer close(parts)
		for part := range slices.Chunk(docs, atOnce) {
			parts <- x.analyseAll(part)
		}
	}()
	for part := range parts {
		x.store(part)
	}
	x.settleSmall()
	x.regroupSmall()
}

// store puts documents, a few at a time; write is held.
func (x *Index) store(docs []*analysed) {
	for part := range slices.Chunk(docs, batch) {
		now := seconds(x.now())
		x.mu.Lock()
		x.changes++
		x.turnTo(now)
		for _, d := range part {
			x.put(d, now)
			analysedPool.Put(d)
		}
		x.relevel()
		x.mu.Unlock()
	}
}

// Remove takes documents out; an unknown id changes nothing.
func (x *Index) Remove(ids ...learning.OfferID) {
	x.write.Lock()
	defer x.write.Unlock()
	for part := range slices.Chunk(ids, batch) {
		x.mu.Lock()
		x.changes++
		for _, id := range part {
			if doc, ok := x.numbers[id]; ok {
				x.takeOut(doc)
				delete(x.numbers, id)
				x.live.remove(doc)
				*x.docs.at(doc) = entry{}
				x.free = append(x.free, doc)
			}
		}
		x.relevel()
		x.mu.Unlock()
	}
	x.settleSmall()
	x.regroupSmall()
}

// analyseAll analyses documents on all cores, in order.
func (x *Index) analyseAll(docs []Document) []*analysed {
	out := make([]*analysed, len(docs))
	workers := min(runtime.GOMAXPROCS(0), (len(docs)+15)/16)
	if workers <= 1 {
		a := x.analyser()
		defer x.analysers.Put(a)
		for i, d := range docs {
			out[i] = a.analyse(d)
		}
		return out
	}
	var group sync.WaitGroup
	var next atomic.Int64
	for range workers {
		group.Go(func() {
			a := x.analyser()
			defer x.analysers.Put(a)
			for {
				i := int(next.Add(1)) - 1
				if i >= len(docs) {
					return
				}
				out[i] = a.analyse(docs[i])
			}
		})
	}
	group.Wait()
	return out
}

// analyser lends one; what it has met it knows next time.
func (x *Index) analyser() *analyser {
	if a, ok := x.analysers.Get().(*analyser); ok {
		return a
	}
	return newAnalyser(x.places)
}

// put stores one document; write and mu are held.
func (x *Index) put(d *analysed, now uint32) {
	doc, known := x.numbers[d.id]
	if !known {
		if n := len(x.free); n > 0 {
			doc, x.free = x.free[n-1], x.free[:n-1]
		} else {
			doc = x.docs.grow()
			x.standings.grow()
			x.spots.stops.grow()
		}
		x.numbers[d.id] = doc
		x.live.add(doc)
	}
	e := x.docs.at(doc)
	var old record
	if known {
		old = decode(e.record)
	}
	fresh := x.number(d)
	x.replace(doc, old.uses, fresh.uses)
	x.replaceValues(doc, old.attrs, fresh.attrs)
	x.profile(doc, fresh.attrs)
	e.id = d.id
	x.buf = fresh.encode(x.buf[:0])
	e.record = string(x.buf)
	e.prefix, e.seen, e.until, e.titled = d.prefix, d.seen, d.until, uint8(len(d.title))
	x.tell(doc, fresh.runs, now)
	x.spots.release(old.runs)
	x.kin.put(doc, d.meant, d.quarters)
}

// takeOut undoes what put did for a document, except its entry.
func (x *Index) takeOut(doc uint32) {
	old := decode(x.docs.at(doc).record)
	x.replace(doc, old.uses, nil)
	x.replaceValues(doc, old.attrs, nil)
	x.profile(doc, nil)
	x.current.remove(doc)
	x.seats.remove(doc)
	x.spots.stop(doc, nil)
	x.spots.release(old.runs)
	x.kin.remove(doc)
}

// number gives the words and values of a document their numbers. The record
// is good until the next one is made.
func (x *Index) number(d *analysed) record {
	r := record{runs: d.runs, uses: x.made.uses[:0], title: x.made.title[:0], attrs: x.made.attrs[:0]}
	order := x.made.order[:0] // number above, the rest below: sorted as plain integers
	for i := range d.uses {
		u := &d.uses[i]
		id := x.numberOf(u.word, u.surface)
		order = append(order, uint64(id)<<16|uint64(u.mask)<<8|uint64(u.writing()))
	}
	slices.Sort(order)
	for _, o := range order {
		r.uses = append(r.uses, numberedUse{uint32(o >> 16), fieldMask(o >> 8), writing(o & 3)})
	}
	for _, w := range d.title {
		r.title = append(r.title, w.id)
	}
	for _, v := range d.values {
		r.attrs = append(r.attrs, x.attrs.intern(v))
	}
	slices.Sort(r.attrs)
	x.spots.hold(d)
	x.made.record, x.made.order = r, order
	return r
}

// numberOf is the number of a word, mostly the one it had when it was stored last.
func (x *Index) numberOf(w *lexeme, surface string) uint32 {
	if w.stored != "" && x.dict.words.at(w.id).key == w.stored {
		x.dict.surface(w.id, surface)
		return w.id
	}
	id, isNew := x.dict.intern(w.key, surface)
	if isNew {
		x.comp.fresh = append(x.comp.fresh, id)
	}
	w.id, w.stored = id, x.dict.words.at(id).key
	return id
}

// replace changes the postings of a document from old to fresh, both ascending, touching only what differs.
func (x *Index) replace(doc uint32, old, fresh []numberedUse) {
	for len(old) > 0 || len(fresh) > 0 {
		switch {
		case len(fresh) == 0 || len(old) > 0 && old[0].id < fresh[0].id:
			x.unuse(doc, old[0])
			old = old[1:]
		case len(old) == 0 || fresh[0].id < old[0].id:
			x.use(doc, fresh[0])
			fresh = fresh[1:]
		default:
			if old[0] != fresh[0] {
				w := x.dict.words.at(old[0].id)
				w.count(old[0], -1)
				w.remove(doc, old[0].mask)
				x.use(doc, fresh[0])
			}
			old, fresh = old[1:], fresh[1:]
		}
	}
}

func (x *Index) use(doc uint32, u numberedUse) {
	w := x.dict.words.at(u.id)
	w.count(u, 1)
	w.add(doc, u.mask)
	x.restate(u.id, w)
}

func (x *Index) unuse(doc uint32, u numberedUse) {
	w := x.dict.words.at(u.id)
	w.count(u, -1)
	w.remove(doc, u.mask)
	x.restate(u.id, w)
	if w.n == 0 {
		x.unmake(u.id, w)
		x.dict.forget(u.id)
	}
}

// count keeps the word's statistics; sign is 1 or -1.
func (w *word) count(u numberedUse, sign int) {
	switch u.as {
	case small:
		w.low = uint32(int(w.low) + sign)
	case inLetters:
		w.letters = uint32(int(w.letters) + sign)
	}
	if u.mask>>inCity&1 == 1 {
		w.city = uint32(int(w.city) + sign)
	}
}

func (x *Index) replaceValues(doc uint32, old, fresh []uint32) {
	for _, id := range fresh {
		if _, kept := slices.BinarySearch(old, id); !kept {
			x.attrs.all.at(id).docs.add(doc)
		}
	}
	for _, id := range old {
		if _, kept := slices.BinarySearch(fresh, id); !kept {
			x.attrs.remove(id, doc)
		}
	}
}

// restate notes whether a word has become a part of compounds or ceased to be one.
func (x *Index) restate(id uint32, w *word) {
	part := standsAlone(w, x.comp.level)
	noun := part && w.nounish()
	if part != w.isPart || noun != w.isNoun {
		x.comp.count(w.key, int(bit(part))-int(bit(w.isPart)), int(bit(noun))-int(bit(w.isNoun)))
		w.isPart, w.isNoun = part, noun
	}
	if name := w.name(); name != w.isName {
		w.isName = name
		x.comp.fresh = append(x.comp.fresh, id)
	}
}

// unmake takes a word out of the lists of its parts.
func (x *Index) unmake(id uint32, w *word) {
	for _, label := range numbers(w.parts) {
		x.comp.drop(label, id)
	}
	w.parts = ""
}
