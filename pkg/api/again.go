package api

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/search"
)

// state is all that the answer of a list follows beside its address: as long as
// it stays, who asks the same gets the same.
type state struct {
	position event.Position // of the catalogue
	index    *search.Index  // a catalogue made anew has another
	version  uint64         // of the index
	minute   int64          // registration ends and sessions begin
}

// again is the memory of the answers of one state. Many ask for the same: the
// list of everything, one topic, what the newspaper had today.
type again struct {
	mu      sync.Mutex
	as      state
	answers map[string][]byte // by query
	size    int
}

// The memory of answers, in bytes; when it is full it begins anew.
const (
	mostAgain    = 32 << 20
	longestAgain = 512 << 10
)

func (g *again) known(s state, query string) []byte {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.as != s {
		return nil
	}
	return g.answers[query]
}

func (g *again) keep(s state, query string, answer []byte) {
	n := len(query) + len(answer)
	if n > longestAgain {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.as != s || g.size+n > mostAgain {
		g.as, g.size, g.answers = s, 0, make(map[string][]byte)
	}
	query = strings.Clone(query)
	g.size += n - len(g.answers[query])
	g.answers[query] = answer
}

// once answers a list, with the answer that the same query had in the same state if there is one.
func (a *API) once(w http.ResponseWriter, r *http.Request, s state, list func() (List, error)) error {
	raw := a.again.known(s, r.URL.RawQuery)
	if raw == nil {
		l, err := list()
		if err != nil {
			return err
		}
		if raw, err = marshal(l); err != nil {
			return err
		}
		a.again.keep(s, r.URL.RawQuery, raw)
	}
	send(w, r, "application/json", raw)
	return nil
}

// stateOf is read before anything is searched for: what changes meanwhile makes
// an answer newer than its state, which nobody can ask for any more.
func (a *API) stateOf(position event.Position, index *search.Index) state {
	return state{position, index, index.Version(), a.Now().Truncate(time.Minute).Unix()}
}
