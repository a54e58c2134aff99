package hub

import (
	"context"
	"sync"
	"time"

	"github.com/lernverbund/lernverbund/pkg/event"
)

// pulse is what is known of the broker without asking it: the state of the hub
// is told at once, also while the broker does not answer.
type pulse struct {
	mu   sync.Mutex
	felt heartbeat
}

// heartbeat is what the broker said, or did not say, the last time it was asked.
type heartbeat struct {
	ever      bool           // it was asked
	connected bool           // it answered
	last      event.Position // of the log, when it answered last
	asOf      time.Time      // when the catalogue last held all that was in the log
}

// How often the broker is asked, and how long it may take to answer.
const (
	beat      = time.Second
	beatLimit = 2 * time.Second
)

// feelPulse asks the broker every second until ctx is done.
func (p *parts) feelPulse(ctx context.Context) error {
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	for {
		p.ask(ctx)
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// ask asks once how far the log is, and whether the catalogue is there too.
func (p *parts) ask(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, beatLimit)
	defer cancel()
	begun := time.Now()
	err := p.server.Health()
	var last event.Position
	if err == nil {
		last, err = p.log.Last(ctx)
	}
	at := p.projector.Position()
	p.pulse.mu.Lock()
	defer p.pulse.mu.Unlock()
	f := &p.pulse.felt
	f.ever = true
	if f.connected = err == nil; err != nil {
		return
	}
	if f.last = last; at >= last {
		f.asOf = begun
	}
}

// feel is the pulse as it was felt last.
func (p *pulse) feel() heartbeat {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.felt
}
