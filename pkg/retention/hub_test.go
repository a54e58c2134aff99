package retention_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/catalogue/sqlitecat"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/natslog"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/intake/intaketest"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/projector"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
	"github.com/lernverbund/lernverbund/pkg/retention"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

var laender = []learning.Land{"by", "nw"}

// hub is one with all stages up to the catalogue.
type hub struct {
	*intaketest.Hub
	t         *testing.T
	store     *projector.Catalogue
	projector *projector.Projector
	close     func()
}

// start opens a hub in a new folder.
func start(t *testing.T) *hub {
	t.Helper()
	t.Parallel()
	h := &hub{t: t}
	h.open(intaketest.Fresh(t, laender...))
	return h
}

// must ends the test if a step of its own went wrong.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// open opens the hub in its folder; close closes it before the test ends.
func (h *hub) open(dir string) {
	t := h.t
	t.Helper()
	h.Hub = intaketest.At(t, dir, laender...)
	h.store = must[*projector.Catalogue](t)(projector.OpenCatalogue(t.Context(), projector.Folder{
		Dir: filepath.Join(dir, "catalogue"),
		Open: func(ctx context.Context, dir string) (projector.File, error) {
			return sqlitecat.Open(ctx, sqlitecat.Config{Dir: dir})
		},
	}))
	h.projector = projector.New(projector.Config{Log: h.Log, Store: h.store})
	stop := intaketest.Background(t, "projector", h.projector.Run)
	below := h.Hub
	h.close = sync.OnceFunc(func() {
		stop()
		h.store.Close()
		below.Close()
	})
	t.Cleanup(h.close)
}

// take runs intake until everything in the outboxes is acknowledged, and the
// projector has folded it.
func (h *hub) take() {
	h.t.Helper()
	in, stop := intaketest.Run(h.t, h.Config())
	testbed.Until(h.t, "everything is recorded and acknowledged", func() bool {
		for _, s := range in.Status(h.t.Context()) {
			if box := h.Stream(h.t, s.Land, federation.Outbox); s.Unknown || s.Pending > 0 || box.Consumers[federation.IntakeConsumer] < box.Last {
				return false
			}
		}
		return true
	})
	stop()
	if err := h.projector.WaitFor(h.t.Context(), h.Last(h.t)); err != nil {
		h.t.Fatal(err)
	}
}

// retention is one over this hub.
func (h *hub) retention(change ...func(*retention.Config)) *retention.Retention {
	cfg := retention.Config{Log: h.Log, Quarantine: h.Quarantine, JetStream: h.JetStream, Folded: h.projector.WaitFor}
	for _, land := range laender {
		cfg.Outboxes = append(cfg.Outboxes, retention.Outbox{
			Land: land, JetStream: h.Outboxes[land],
			State: func(context.Context) (retention.State, error) {
				s := h.Stream(h.t, land, federation.Outbox)
				return retention.State{Created: s.Created, First: s.First, Acked: s.Consumers[federation.IntakeConsumer]}, nil
			},
		})
	}
	for _, c := range change {
		c(&cfg)
	}
	return retention.New(cfg)
}

// erase lets a new retention erase.
func (h *hub) erase(change ...func(*retention.Config)) {
	h.t.Helper()
	if err := h.retention(change...).Erase(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// publish puts events of by into its outbox, each in a message of its own.
func (h *hub) publish(events ...string) {
	h.t.Helper()
	for _, e := range events {
		_, typ, _ := strings.Cut(e, "de.lernverbund.")
		typ, _, _ = strings.Cut(typ, ".v1")
		h.send("by", "laender.by.bayvsa."+typ, event.ContentType, e)
	}
}

func (h *hub) send(land learning.Land, subject, contentType, data string) uint64 {
	h.t.Helper()
	return h.Publish(h.t, land, subject, contentType, []byte(data))
}

// fact is an event of by's system bayvsa.
func fact(id, typ, subject, data string) string {
	return fmt.Sprintf(`{"specversion":"1.0","id":%q,"source":"/laender/by/bayvsa","type":"de.lernverbund.%s.v1","subject":%q,`+
		`"time":"2026-11-20T10:00:00+01:00","data":%s}`, id, typ, subject, data)
}

func published(id, subject, title string) string {
	return fact(id, "offer.published", subject, fmt.Sprintf(`{"title":{"de":%q},"provider":{"name":"Akademie"}}`, title))
}

func scheduled(id, subject, place string) string {
	return fact(id, "session.scheduled", subject,
		fmt.Sprintf(`{"session":{"id":"s1","start":"2027-03-01T09:00:00+01:00","end":"2027-03-01T16:00:00+01:00","place":{"name":%q}}}`, place))
}

func withdrawn(id, subject, reason string) string {
	return fact(id, "offer.withdrawn", subject, fmt.Sprintf(`{"reason":%q}`, reason))
}

// redacted are the positions of the log without their bytes.
func (h *hub) redacted() (all []eventlog.Position) {
	h.t.Helper()
	for _, r := range h.Records(h.t) {
		if r.Redacted != "" {
			all = append(all, r.Position)
		}
	}
	return all
}

// inHub reports in which files of the hub's own streams a text is.
func (h *hub) inHub(text string) (files []string) {
	h.t.Helper()
	for _, name := range []string{natslog.Stream, natslog.RedactedStream, quarantine.Stream, retention.Stream, "catalogue"} {
		err := filepath.WalkDir(h.Dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || !bytes.Contains([]byte(path), []byte("/"+name+"/")) {
				return err
			}
			content, err := os.ReadFile(path)
			if bytes.Contains(content, []byte(text)) {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			h.t.Fatal(err)
		}
	}
	return files
}
