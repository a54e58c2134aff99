package natsd

import (
	"fmt"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// StreamState is how far a stream is, as the server itself knows it.
type StreamState struct {
	Created  time.Time
	Messages uint64
	Bytes    uint64 // before compression
	First    uint64 // sequence of the first message that is left
	Last     uint64 // sequence of the last message ever stored
	LastAt   time.Time
	// Consumers are the sequences up to which each durable consumer has acknowledged.
	Consumers map[string]uint64
}

// Streams says how far the streams of an account are (a Land's code or
// [federation.HubAccount]; in bare mode ""). It asks the server in process and
// not through its API, whose queue a Land can flood: some 40 µs.
func (s *Server) Streams(account string) (map[string]StreamState, error) {
	id := server.DEFAULT_GLOBAL_ACCOUNT
	if s.cfg.Registry != nil {
		a, err := s.cfg.Registry.Account(account)
		if err != nil {
			return nil, fmt.Errorf("streams: %w", err)
		}
		id = a.ID
	}
	detail, err := s.srv.JszAccount(&server.JSzOptions{Account: id, Streams: true, Consumer: true})
	if err != nil {
		return nil, fmt.Errorf("streams of %q: %w", account, err)
	}
	out := map[string]StreamState{}
	for _, st := range detail.Streams {
		state := StreamState{
			Created: st.Created, Messages: st.State.Msgs, Bytes: st.State.Bytes,
			First: st.State.FirstSeq, Last: st.State.LastSeq, LastAt: st.State.LastTime,
			Consumers: map[string]uint64{},
		}
		for _, c := range st.Consumer {
			state.Consumers[c.Name] = c.AckFloor.Stream
		}
		out[st.Name] = state
	}
	return out, nil
}

// Health says why the server cannot do its work, or nil. JetStream switches
// itself off when the disk is full or broken; publishers then see timeouts only.
func (s *Server) Health() error {
	switch {
	case !s.srv.Running():
		return fmt.Errorf("health: %w", ErrStopped)
	case !s.srv.JetStreamEnabled():
		return fmt.Errorf("health: %w", ErrNoJetStream)
	}
	return nil
}
