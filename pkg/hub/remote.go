package hub

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/nats-io/nats.go"

	"github.com/lernverbund/lernverbund/pkg/eventlog/natslog"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/intake"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

// requests is the subject prefix under which the operator asks the hub.
const requests = "hub.request."

// patience is how long a request may stay without a sign of life.
const patience = 30 * time.Second

// answer is one message of an answer: progress until the last, which has a
// result or an error.
type answer struct {
	Done   int            `json:"done,omitempty"`
	Total  int            `json:"total,omitempty"`
	Result jsontext.Value `json:"result,omitzero"`
	Error  string         `json:"error,omitempty"`
	Code   string         `json:"code,omitempty"` // of an error both sides know
}

// Remote is a running hub, asked with the operator's credential.
func Remote(ctx context.Context, client *federation.Client) (*Operator, error) {
	if client.Land() != "" {
		defer client.Close()
		return nil, fmt.Errorf("%w: %s", ErrNotOperator, client.User())
	}
	log, err := natslog.Open(ctx, client.JetStream(), natslog.Config{ReadOnly: true})
	if err != nil {
		client.Close()
		return nil, fmt.Errorf("remote hub: %w", err)
	}
	return &Operator{Operations: remote{client}, Log: log, Close: client.Close}, nil
}

// remote asks over NATS.
type remote struct{ client *federation.Client }

// ErrRemote is returned by the operations of a remote hub with what went wrong there.
var ErrRemote = errors.New("the hub answered")

// spoken are the errors that keep their meaning on the way.
var spoken = map[string]error{
	"no-such-number": quarantine.ErrNumber,
	"not-held":       quarantine.ErrNotHeld,
	"decided":        intake.ErrDecided,
	"no-outbox":      intake.ErrNoOutbox,
	"refused":        intake.ErrRefused,
	"no-offer":       ErrNoOffer,
}

// codeOf is the code of an error both sides know, else "".
func codeOf(err error) string {
	for code, known := range spoken {
		if errors.Is(err, known) {
			return code
		}
	}
	return ""
}

// ErrNotOperator is returned by Remote when the credential is a Land's.
var ErrNotOperator = errors.New("the credential may not operate the hub")

var errUnknownRequest = errors.New("no such request")

// call sends a request and reads its answers until the last.
func call[T any](ctx context.Context, r remote, operation string, in any, progress func(done, total int)) (out T, err error) {
	raw, err := json.Marshal(in)
	if err != nil {
		return out, fmt.Errorf("ask hub for %s: %w", operation, err)
	}
	inbox := r.client.NewInbox()
	arrived := make(chan *nats.Msg, 64)
	sub, err := r.client.Subscribe(ctx, inbox, func(m *nats.Msg) {
		select {
		case arrived <- m:
		case <-ctx.Done():
		}
	})
	if err != nil {
		return out, fmt.Errorf("ask hub for %s: %w", operation, err)
	}
	defer func() { _ = sub.Unsubscribe() }()
	if err := r.client.PublishRequest(requests+operation, inbox, raw); err != nil {
		return out, fmt.Errorf("ask hub for %s: %w", operation, err)
	}
	for {
		select {
		case m := <-arrived:
			if m.Header.Get("Status") == "503" {
				return out, fmt.Errorf("ask hub for %s: nobody answers", operation)
			}
			var a answer
			if err := json.Unmarshal(m.Data, &a); err != nil {
				return out, fmt.Errorf("ask hub for %s: %w", operation, err)
			}
			switch {
			case a.Error != "" && spoken[a.Code] != nil:
				return out, fmt.Errorf("%w: %w (%s)", ErrRemote, spoken[a.Code], a.Error)
			case a.Error != "":
				return out, fmt.Errorf("%w: %s", ErrRemote, a.Error)
			case a.Result != nil:
				return out, json.Unmarshal(a.Result, &out)
			case progress != nil:
				progress(a.Done, a.Total)
			}
		case <-time.After(patience):
			return out, fmt.Errorf("ask hub for %s: no answer in %s", operation, patience)
		case <-ctx.Done():
			return out, ctx.Err()
		}
	}
}

func (r remote) Status(ctx context.Context) (Overview, error) {
	return call[Overview](ctx, r, "status", nil, nil)
}

func (r remote) Verify(ctx context.Context, progress func(done, total int)) (Report, error) {
	return call[Report](ctx, r, "verify", nil, progress)
}

func (r remote) Rebuild(ctx context.Context, progress func(done, total int)) (Rebuilt, error) {
	return call[Rebuilt](ctx, r, "rebuild", nil, progress)
}

func (r remote) List(ctx context.Context, f quarantine.Filter) ([]quarantine.Entry, error) {
	return call[[]quarantine.Entry](ctx, r, "list", f, nil)
}

func (r remote) Show(ctx context.Context, n quarantine.Number) (quarantine.Entry, error) {
	return call[quarantine.Entry](ctx, r, "show", n, nil)
}

func (r remote) Release(ctx context.Context, n quarantine.Number) (intake.Result, error) {
	return call[intake.Result](ctx, r, "release", n, nil)
}

func (r remote) Drop(ctx context.Context, n quarantine.Number) (intake.Result, error) {
	return call[intake.Result](ctx, r, "drop", n, nil)
}
