package search

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lernverbund/lernverbund/pkg/duplicate"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/search/german"
)

// use is a word of one document.
type use struct {
	word    *lexeme
	surface string // as written, if folding lost something
	mask    fieldMask
	low     bool // the prose writes it small
	capital bool
	letters bool // all of it in capitals
}

// lexeme is a key as an analyser knows it. What it was stored as last is a hint
// that only whoever stores reads and writes, see numberOf.
type lexeme struct {
	key    string
	stored string // the dictionary's own key: equal at a glance
	id     uint32
}

// writing is how a document writes a word.
type writing uint8

const writingBits = 2 // that a record gives it

const (
	asNoun    writing = iota
	small             // the prose writes it small and never with a capital
	inLetters         // somewhere all of it in capitals: "KI"
)

func (u *use) writing() writing {
	switch {
	case u.letters:
		return inLetters
	case u.low && !u.capital:
		return small
	}
	return asNoun
}

// run is one session of a document that is not cancelled, in seconds since 1970.
type run struct {
	start, over uint32
	seats       bool   // free seats are reported
	spot        uint32 // where it takes place: number of the spot from 1, 0 = nowhere that is known
}

// analysed is a document as the index stores it, before words have numbers.
type analysed struct {
	id     learning.OfferID
	uses   []use
	title  []*lexeme // of the title in order, hyphenated words as their parts
	values []value   // what filters and facets see
	runs   []run     // in the order of their start; without a time, but with a place: last
	spots  []spotKey // where they take place, each once
	until  uint32    // the document is current before this second; forever = always
	seen   int64     // SeenAt in milliseconds since 1970
	prefix uint64    // first eight bytes of the folded title

	meant    duplicate.Title // what the title says, for duplicates
	quarters uint16          // workload in quarters of an hour
}

const forever = math.MaxUint32

// analysedPool lends what documents are analysed into; whoever stores them gives it back.
var analysedPool sync.Pool // of *analysed

// analyser turns offers into analysed documents and reuses its memory.
type analyser struct {
	scanner *german.Scanner
	words   []met // by the scanner's numbers
	doc     *analysed
	count   uint32 // of the documents, see met
	titles  duplicate.Reader
	where   *places
}

// met is a key that the analyser has met and where the newest document has it.
type met struct {
	*lexeme
	doc uint32 // the newest document that has it
	at  int32  // its place in the uses of that document
}

// mostMet is how many keys an analyser remembers before it begins anew: no more
// than a processor keeps near.
const mostMet = 1 << 15

func newAnalyser(where *places) *analyser {
	return &analyser{scanner: german.NewScanner(), where: where}
}

// humpMark begins the key of a piece between humps: "WordPress" is one word,
// and "~word" a part of it that is found as parts of compounds are.
const humpMark = "~"

// capitalMark begins the key of an abbreviation that would be a stop word if
// it were not written in capitals: "MAG", "EÜR".
const capitalMark = "^"

// analyse is pure: the same document gives the same answer.
func (a *analyser) analyse(d Document) *analysed {
	if a.scanner.Known() > mostMet {
		a.scanner.Forget()
		clear(a.words)
		a.words = a.words[:0]
	}
	a.count++
	a.doc, _ = analysedPool.Get().(*analysed)
	if a.doc == nil {
		a.doc = new(analysed)
	}
	*a.doc = analysed{
		id: d.ID, seen: d.SeenAt.UnixMilli(), until: forever,
		uses: a.doc.uses[:0], title: a.doc.title[:0], runs: a.doc.runs[:0], values: a.doc.values[:0], spots: a.doc.spots[:0],
	}
	if d.Offer == nil {
		d.Offer = &learning.Offer{}
	}
	a.texts(d.Offer)
	a.places(d.Offer)
	a.doc.values = values(a.doc.values, d)
	a.times(&d)
	a.doc.meant, a.doc.quarters = a.titles.Title(d.Offer, d.Subject), quartersOf(d.Offer.Workload)
	return a.doc
}

func (a *analyser) texts(o *learning.Offer) {
	a.title(o.Title.German())
	for _, s := range o.Title {
		in := inTitle
		if s != o.Title.German() {
			in = inKeyword // an English "hand over" is no title for a hand
		}
		a.text(s, in)
	}
	for _, t := range []learning.Text{o.Summary, o.Description, o.Prerequisites} {
		for _, s := range t {
			a.text(s, inText)
		}
	}
	for _, s := range o.Keywords {
		a.text(s, inKeyword)
	}
	for _, c := range o.Competences {
		for _, s := range c.Label {
			a.text(s, inText) // a sentence: "Projekte steuern" is not about taxes
		}
	}
	a.codes("topics", o.Topics, inTopic)
	a.codes("audience", o.Audience, inText) // for whom, not what about
	a.codes("funding", o.Funding, inTopic)
	a.text(o.Provider.Name, inProvider)
}

// codes reads the labels of a vocabulary's codes into a field; an unknown code is a keyword.
func (a *analyser) codes(vocabulary string, codes []string, in field) {
	for _, code := range codes {
		labels, ok := labelsOf(vocabulary, code)
		if !ok {
			a.text(strings.ReplaceAll(code, "_", " "), inKeyword)
			continue
		}
		for _, label := range labels {
			a.text(label, in)
		}
	}
}

func (a *analyser) places(o *learning.Offer) {
	var last learning.Place
	for _, s := range o.Sessions {
		if s.Place == nil || s.Status == learning.Cancelled {
			continue
		}
		if p := *s.Place; p.City != last.City || p.Name != last.Name || p.Land != last.Land || p.PostalCode != last.PostalCode {
			a.text(p.City, inCity)
			a.text(p.PostalCode, inCity)
			a.text(p.Name, inVenue)
			if p.Land.Valid() && p.Land != learning.Bund {
				a.text(p.Land.Name(), inCity)
			}
			last = p
		}
	}
}

// title notes the words of the title in their order.
func (a *analyser) title(s string) {
	for _, t := range a.scanner.Scan(s) {
		if !t.Joined && len(a.doc.title) < math.MaxUint8 {
			a.doc.title = append(a.doc.title, a.met(t.Number, t.Key).lexeme)
		}
	}
	a.doc.prefix = titlePrefix(a.doc.title)
}

// titlePrefix is the first eight bytes of the words of a title.
func titlePrefix(words []*lexeme) (prefix uint64) {
	var room [8]byte
	first := room[:0]
	for i, w := range words {
		if i > 0 {
			first = append(first, ' ')
		}
		if first = append(first, w.key...); len(first) >= len(room) {
			break
		}
	}
	first = append(first, room[:]...) // the end is zeroes
	return binary.BigEndian.Uint64(first)
}

func (a *analyser) text(s string, f field) {
	if s == "" {
		return
	}
	tokens := a.scanner.Scan(s)
	for i := range tokens {
		t := &tokens[i]
		if !t.Hump {
			a.use(t.Number, t.Key, f, t)
		} else {
			a.made(humpMark+t.Key, f, t)
		}
		if t.Capitals && german.Stop(t.Key) {
			a.made(capitalMark+t.Key, f, t)
		}
	}
	german.Elliptic(tokens, func(key string, t german.Token) { a.made(key, f, &t) })
}

// made notes a key that is made of a token's.
func (a *analyser) made(key string, f field, t *german.Token) {
	a.use(a.scanner.Number(key), key, f, t)
}

// met is what the analyser knows of a key.
func (a *analyser) met(number int, key string) *met {
	for number >= len(a.words) {
		a.words = append(a.words, met{})
	}
	m := &a.words[number]
	if m.lexeme == nil {
		m.lexeme = &lexeme{key: key}
	}
	return m
}

// use notes one occurrence of a word.
func (a *analyser) use(number int, key string, f field, t *german.Token) {
	m := a.met(number, key)
	if m.doc != a.count {
		m.doc, m.at = a.count, int32(len(a.doc.uses))
		a.doc.uses = append(a.doc.uses, use{word: m.lexeme})
	}
	u := &a.doc.uses[m.at]
	u.mask |= 1 << f
	if f == inTitle || f == inText {
		u.low = u.low || t.Lower
		u.capital = u.capital || !t.Lower && t.Pos > 0
	}
	u.letters = u.letters || t.Capitals
	if u.surface == "" {
		u.surface = t.Surface
	}
}

// times reads when and where the sessions are and until when the document is current.
func (a *analyser) times(d *Document) {
	o, valued := d.Offer, len(a.doc.values)
	if until, ok := o.CurrentUntil(); ok {
		a.doc.until = seconds(until)
	}
	for i := range o.Sessions {
		s := &o.Sessions[i]
		if s.Status == learning.Cancelled {
			continue
		}
		spot := a.spot(d, s)
		over, ok := s.Over()
		if !ok {
			if spot > 0 {
				a.doc.runs = append(a.doc.runs, run{start: forever, over: forever, spot: spot})
			}
			continue
		}
		start, _ := startOf(*s)
		free := s.SeatsFree != nil && *s.SeatsFree > 0
		a.doc.runs = append(a.doc.runs, run{seconds(start), seconds(over), free, spot})
	}
	slices.SortFunc(a.doc.runs, func(x, y run) int {
		return cmp.Or(cmp.Compare(x.start, y.start), cmp.Compare(x.over, y.over))
	})
	if len(a.doc.values) > valued {
		slices.SortFunc(a.doc.values, compareValues)
		a.doc.values = slices.Compact(a.doc.values)
	}
}

// startOf is when a session begins, or ends if nothing says when it begins.
func startOf(s learning.Session) (time.Time, bool) {
	if t, _, err := learning.Moment(s.Start); err == nil {
		return t, true
	}
	return s.Over()
}

// dayOf is the day in Europe/Berlin as the index names it.
func dayOf(t time.Time) string { return t.In(learning.Berlin).Format("20060102") }

// seconds since 1970, kept inside what 32 bits hold without forever.
func seconds(t time.Time) uint32 {
	return uint32(min(max(t.Unix(), 0), forever-1))
}
