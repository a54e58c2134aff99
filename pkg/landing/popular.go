package landing

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// popular counts what is searched for, in memory and without knowing by whom.
// Only words of the vocabulary of topics are counted, in its own spelling: what
// somebody typed of herself can never stand on the start page.
type popular struct {
	mu    sync.Mutex
	times map[string]int // word as the vocabulary writes it

	position uint64 // of the catalogue, when it was asked last
	tries    []link
	enough   bool // tries are what was searched for
	asked    bool
	stale    bool // something was counted since
}

// words to try: what people in offices ask for, until enough of them have
// searched. Only those with hits are shown.
var words = []string{"KI im Amt", "E-Akte", "Excel", "Datenschutz", "Führung", "Bescheide schreiben"}

const (
	mostTries  = 6     // shown
	fewTries   = 3     // searched words that are worth being shown as such
	mostCounts = 10000 // after which all counts are halved: what was popular goes
)

// spellings are the words that are counted, by their lower-case form.
var spellings = func() map[string]string {
	all := map[string]string{}
	for _, t := range learning.Terms(learning.VocabTopics) {
		for _, w := range append(t.Synonyms[:len(t.Synonyms):len(t.Synonyms)], t.Label["de"]) {
			all[strings.ToLower(w)] = w
		}
	}
	for _, w := range words {
		all[strings.ToLower(w)] = w
	}
	return all
}()

// note counts a search.
func (p *popular) note(query string) {
	word, ok := spellings[strings.ToLower(strings.Join(strings.Fields(query), " "))]
	if !ok {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.times == nil {
		p.times = map[string]int{}
	}
	p.times[word]++
	p.stale = true
	sum := 0
	for _, n := range p.times {
		sum += n
	}
	if sum < mostCounts {
		return
	}
	for w, n := range p.times {
		if p.times[w] = n / 2; n < 2 {
			delete(p.times, w)
		}
	}
}

// noted counts the searches that a view answers.
func (s *Site) noted(v view) view {
	return func(r *http.Request) (page, error) {
		if q := r.URL.Query(); q.Get("offset") == "" {
			s.tried.note(q.Get("q"))
		}
		return v(r)
	}
}

// with gives words to search for, each with its number of current offers,
// which is never 0; often says that they are what people search for.
func (p *popular) with(ctx context.Context, s *Site, position uint64) (tries []link, often bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.asked && p.position == position && !p.stale {
		return p.tries, p.enough
	}
	searched := make([]string, 0, len(p.times))
	for w := range p.times {
		searched = append(searched, w)
	}
	slices.SortFunc(searched, func(a, b string) int { return cmp.Or(p.times[b]-p.times[a], cmp.Compare(a, b)) })
	found := s.finding(ctx, searched, mostTries)
	enough := len(found) >= fewTries
	if !enough {
		found = s.finding(ctx, words, mostTries)
	}
	if ctx.Err() == nil {
		p.asked, p.stale, p.position, p.tries, p.enough = true, false, position, found, enough
	}
	return found, enough
}

// finding are those of some words that find current offers, at most so many.
func (s *Site) finding(ctx context.Context, of []string, most int) []link {
	var out []link
	for _, w := range of[:min(len(of), 2*most)] {
		if len(out) == most {
			break
		}
		l, err := s.list(ctx, "q", w, "current", "true", "limit", "0")
		if err == nil && l.Total > 0 {
			out = append(out, link{Text: w, Total: l.Total})
		}
	}
	return out
}
