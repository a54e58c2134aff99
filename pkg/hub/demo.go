package hub

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/lernverbund/lernverbund/pkg/connector"
	"github.com/lernverbund/lernverbund/pkg/demo"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Demo is what became of the demo data.
type Demo struct {
	Laender int
	Counts  connector.Counts
	Took    time.Duration
}

// demoPatience is how long a demo delivery waits for its receipts.
const demoPatience = time.Minute

// publishDemo delivers the demo data the way every Land does: with each
// Land's credential, through its outbox, as full deliveries.
func (p *parts) publishDemo(ctx context.Context, data, url string) (*Demo, error) {
	begun := time.Now()
	offerings, err := demo.Offerings(begun)
	if err != nil {
		return nil, err
	}
	deliveries := map[learning.Land]map[learning.System]*connector.Delivery{}
	for _, o := range offerings {
		document, err := event.CanonicalOf(o.Offer)
		if err != nil {
			return nil, fmt.Errorf("demo offer %s: %w", o.ID(), err)
		}
		systems := deliveries[o.Land]
		if systems == nil {
			systems = map[learning.System]*connector.Delivery{}
			deliveries[o.Land] = systems
		}
		d := systems[o.System]
		if d == nil {
			id, err := uuid.NewV7()
			if err != nil {
				return nil, err
			}
			d = &connector.Delivery{Land: o.Land, System: o.System, ID: id.String(), Full: true}
			systems[o.System] = d
		}
		d.Records = append(d.Records, connector.Record{Subject: o.Subject, Document: document})
	}
	outcomes := make(chan connector.Counts, len(offerings))
	work, working := errgroup.WithContext(ctx)
	work.SetLimit(4)
	for land, systems := range deliveries {
		work.Go(func() error {
			client, err := federation.Connect(url, filepath.Join(data, "creds", string(land)+".creds"))
			if err != nil {
				return err
			}
			defer client.Close()
			for _, d := range systems {
				out, err := connector.Run(working, connector.Config{Client: client, Delivery: d, Wait: demoPatience})
				if err != nil {
					return fmt.Errorf("demo of %s/%s: %w", land, d.System, err)
				}
				outcomes <- out.Counts
			}
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	close(outcomes)
	sum := Demo{Laender: len(deliveries)}
	for c := range outcomes {
		sum.Counts = sum.Counts.Plus(c)
	}
	if err := p.projector.WaitFor(ctx, sum.Counts.Position); err != nil {
		return nil, err
	}
	sum.Took = time.Since(begun)
	return &sum, nil
}
