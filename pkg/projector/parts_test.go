package projector_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/catalogue/cattest"
	"github.com/lernverbund/lernverbund/pkg/catalogue/memcat"
	"github.com/lernverbund/lernverbund/pkg/catalogue/sqlitecat"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/natslog"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/natsd"
	"github.com/lernverbund/lernverbund/pkg/projector"
)

// patience is how long a test waits for what must come.
const patience = 30 * time.Second

// openLog starts a server over a folder and opens its log.
func openLog(t testing.TB, dir string) eventlog.Log {
	t.Helper()
	s, err := natsd.Start(natsd.Config{StoreDir: dir, Bare: true})
	if err != nil {
		t.Fatalf("start nats: %v", err)
	}
	t.Cleanup(s.Shutdown)
	nc, err := s.Connect("")
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatalf("jetstream: %v", err)
	}
	log, err := natslog.Open(t.Context(), js, natslog.Config{})
	if err != nil {
		t.Fatalf("open log: %v", err)
	}
	return log
}

// openFile opens one SQLite store, as hub does.
func openFile(crash func(string)) func(context.Context, string) (projector.File, error) {
	return func(ctx context.Context, dir string) (projector.File, error) {
		return sqlitecat.Open(ctx, sqlitecat.Config{Dir: dir, Crash: crash})
	}
}

// openCatalogue opens the catalogue of a data folder.
func openCatalogue(t testing.TB, data string) *projector.Catalogue {
	t.Helper()
	c, err := projector.OpenCatalogue(t.Context(), projector.Folder{
		Dir: filepath.Join(data, "catalogue"), Open: openFile(nil), Grace: 200 * time.Millisecond,
	})
	if err != nil {
		t.Fatalf("open catalogue: %v", err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Errorf("close catalogue: %v", err)
		}
	})
	return c
}

// start runs a projector until the test ends.
func start(t testing.TB, cfg projector.Config) *projector.Projector {
	t.Helper()
	p := projector.New(cfg)
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("run: %v", err)
		}
	})
	return p
}

func waitFor(t testing.TB, p *projector.Projector, position catalogue.Position) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := p.WaitFor(ctx, position); err != nil {
		t.Fatalf("wait: %v", err)
	}
}

// record appends a history to a log, size events a commit at most, and returns the last position.
func record(t testing.TB, log eventlog.Log, inputs []catalogue.Input, size int) eventlog.Position {
	t.Helper()
	last, err := log.Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var redact []eventlog.Position
	for len(inputs) > 0 {
		c := eventlog.Commit{Land: inputs[0].Land, RecordedAt: inputs[0].RecordedAt}
		for len(inputs) > 0 && len(c.Entries) < size && inputs[0].Land == c.Land {
			raw := redactable(t)
			if inputs[0].Event != nil {
				raw = inputs[0].Event.Raw
			} else {
				redact = append(redact, last+eventlog.Position(len(c.Entries))+1)
			}
			entry := eventlog.Entry{Raw: raw, Origin: eventlog.Origin{Land: c.Land, Created: 1, Sequence: uint64(inputs[0].Position)}}
			if c.Land == learning.Hub {
				entry.Origin = eventlog.Origin{}
			}
			c.Entries, inputs = append(c.Entries, entry), inputs[1:]
		}
		if last, err = log.Append(t.Context(), last, c); err != nil {
			t.Fatalf("append: %v", err)
		}
	}
	for _, p := range redact {
		if err := log.Redact(t.Context(), p, "test"); err != nil {
			t.Fatalf("redact: %v", err)
		}
	}
	return last
}

// redactable is what a record holds before it is redacted: like then, it changes nothing.
func redactable(t testing.TB) []byte {
	t.Helper()
	raw, err := event.Draft{
		ID: "r", Source: event.HubSource("test"), Type: event.TypeHeldReleased, Subject: "d", Time: time.Unix(0, 0), Data: &event.HeldReleased{},
	}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// history is a history in which all events of a commit have the commit's time, as a log gives it back.
func history(t testing.TB, seed uint64, n int) []catalogue.Input {
	inputs := cattest.History(t, seed, n)
	for i := range inputs {
		inputs[i].RecordedAt = inputs[0].RecordedAt
	}
	return inputs
}

// reference is what a catalogue must hold after a history.
func reference(t testing.TB, inputs []catalogue.Input) cattest.Content {
	t.Helper()
	store := memcat.New()
	cattest.Project(t, store, inputs, len(inputs))
	return cattest.Read(t, store)
}

// offers are n events that publish n offers.
func offers(t testing.TB, n int, title string) (inputs []catalogue.Input) {
	t.Helper()
	for i := range n {
		body := fmt.Sprintf(`{"title":{"de":"%s %d"},"provider":{"name":"P"}}`, title, i)
		inputs = append(inputs, told(t, event.TypeOfferPublished, fmt.Sprint(i), body))
	}
	return inputs
}

// told is one event of a Land.
func told(t testing.TB, typ event.Type, subject, body string) catalogue.Input {
	t.Helper()
	at := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	raw, err := event.Draft{ID: "e", Source: "/laender/by/a", Type: typ, Subject: subject, Time: at, Data: jsontext.Value(body)}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	e, err := event.Open(raw)
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.Input{Land: "by", RecordedAt: at, Event: e}
}
