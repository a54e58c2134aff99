package hub

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/lernverbund/lernverbund/pkg/api"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// benchFindable measures the time from a publish over TCP to the offer being
// found through the API over HTTP, at 200 events a second.
func benchFindable(b *testing.B) {
	const rate, seconds = 200, 10
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	dir := b.TempDir()
	cfg := quietConfig(dir)
	cfg.Rate = api.Rate{PerSecond: -1} // the seekers ask far more often than people do
	started := make(chan Ready, 1)
	cfg.Ready = func(r Ready) { started <- r }
	b.Setenv("XDG_CONFIG_HOME", b.TempDir())
	ended := make(chan error, 1)
	go func() { ended <- Run(ctx, cfg) }()
	var r Ready
	select {
	case r = <-started:
	case err := <-ended:
		b.Fatal(err)
	}
	client, err := federation.Connect(r.NATS, filepath.Join(dir, "creds", "by.creds"))
	if err != nil {
		b.Fatal(err)
	}
	defer client.Close()
	var mu sync.Mutex
	var took []time.Duration
	var seeking sync.WaitGroup
	tick := time.NewTicker(time.Second / rate)
	defer tick.Stop()
	for i := range rate * seconds {
		<-tick.C
		seeking.Go(func() {
			begun := time.Now()
			if err := publishOne(ctx, client, i); err != nil {
				b.Error(err)
				return
			}
			if i%10 != 0 {
				return // one in ten is looked for: the seekers are a load as well
			}
			if err := seek(ctx, r.HTTP, i); err != nil {
				b.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			took = append(took, time.Since(begun))
		})
	}
	seeking.Wait()
	if len(took) == 0 {
		b.Fatal("nothing was found")
	}
	figure{"findable_p50", quantile(took, .5), "ms", 0, 50, true}.print()
	figure{"findable_p99", quantile(took, .99), "ms", 0, 250, true}.print()
	stop()
	if err := <-ended; err != nil {
		b.Fatal(err)
	}
}

func publishOne(ctx context.Context, client *federation.Client, i int) error {
	raw, err := event.Draft{
		ID: fmt.Sprint("find-", i), Source: event.NewSource("by", "find"), Type: event.TypeOfferPublished, Subject: fmt.Sprint("F-", i),
		Time: time.Now(), Data: learning.Offer{Title: learning.Text{"de": fmt.Sprintf("Kennwort%d", 10_000_000+i*7)}, Provider: learning.Provider{Name: "Akademie"}},
	}.Encode()
	if err != nil {
		return err
	}
	subject, _ := federation.EventSubject("by", "find", event.TypeOfferPublished)
	_, err = client.Publish(ctx, subject, nats.Header{"Content-Type": {event.ContentType}}, raw)
	return err
}

// seek asks the API until the offer is found.
func seek(ctx context.Context, base string, i int) error {
	address := fmt.Sprintf("%s/api/v1/offers?limit=1&literal=true&q=Kennwort%d", base, 10_000_000+i*7)
	pause := time.NewTicker(2 * time.Millisecond)
	defer pause.Stop()
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return err
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			return err
		}
		var list struct {
			Total int `json:"total"`
		}
		err = json.NewDecoder(answer.Body).Decode(&list)
		answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusOK {
			return fmt.Errorf("status %s: %w", answer.Status, err)
		}
		if list.Total == 1 {
			return nil
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
