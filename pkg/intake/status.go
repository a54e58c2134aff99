package intake

import (
	"context"
	"time"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Notice is something a person should know about an outbox.
type Notice struct {
	Text string    `json:"text"` // German
	At   time.Time `json:"at"`
}

// noticeFor is how long a notice is shown.
const noticeFor = 30 * 24 * time.Hour

// Status says how it stands with the outbox of one Land. Counts are since the start.
type Status struct {
	Land      learning.Land `json:"land"`
	Pulled    uint64        `json:"pulled"` // outbox messages
	Noise     uint64        `json:"noise"`  // of them no message of a system: counted, not answered
	Accepted  uint64        `json:"accepted"`
	Warned    uint64        `json:"warned"`
	Duplicate uint64        `json:"duplicate"`
	Rejected  uint64        `json:"rejected"`
	Held      uint64        `json:"held"`
	Waiting   int           `json:"waiting"`           // held withdrawals on which nobody has decided
	Pending   uint64        `json:"pending"`           // outbox messages that are not recorded yet
	Unknown   bool          `json:"unknown,omitempty"` // the outbox did not say how much is pending
	LastEvent time.Time     `json:"lastEvent,omitzero"`
	Notice    Notice        `json:"notice,omitzero"`
	Trouble   string        `json:"trouble,omitempty"` // why nothing is read or answered at the moment
}

func (s *Status) count(verdicts map[federation.Verdict]int) {
	s.Accepted += uint64(verdicts[federation.Accepted])
	s.Warned += uint64(verdicts[federation.Warned])
	s.Duplicate += uint64(verdicts[federation.Duplicate])
	s.Rejected += uint64(verdicts[federation.Rejected])
	s.Held += uint64(verdicts[federation.Held])
}

// Cycle is what the committer did in one round.
type Cycle struct {
	Events   int // answered
	Verdicts map[learning.Land]map[federation.Verdict]int
	Took     time.Duration // from the first decision to the last sync
}

// Status says how it stands with every outbox, in the order of the configuration.
func (in *Intake) Status(ctx context.Context) []Status {
	all := make([]Status, len(in.boxes))
	for i, b := range in.boxes {
		all[i] = b.status(ctx)
	}
	return all
}

func (b *box) status(ctx context.Context) Status {
	newest, err := b.newest(ctx)
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.stat
	s.Waiting = b.in.cfg.Quarantine.Count(b.Land).Held
	if b.in.cfg.Clock().Sub(s.Notice.At) > noticeFor {
		s.Notice = Notice{}
	}
	s.Unknown = err != nil
	if p := b.pasts[b.current]; err == nil && p == nil {
		s.Pending = newest
	} else if err == nil && newest > p.last {
		s.Pending = newest - p.last
	}
	return s
}

// newest is the sequence of the newest message in the outbox.
func (b *box) newest(ctx context.Context) (uint64, error) {
	if b.LastSequence != nil {
		return b.LastSequence(ctx)
	}
	return ask(ctx, func(ctx context.Context) (uint64, error) {
		s, err := b.JetStream.Stream(ctx, federation.Outbox)
		if err != nil {
			return 0, err
		}
		return s.CachedInfo().State.LastSeq, nil
	})
}
