package connector_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/lernverbund/lernverbund/pkg/connector"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/intake"
	"github.com/lernverbund/lernverbund/pkg/intake/intaketest"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/replay"
)

// patience is how long a test waits for receipts that must come.
const patience = 20 * time.Second

// hub is one that connectors deliver to.
type hub struct{ *intaketest.Hub }

// start opens a hub whose intake does not run yet.
func start(t testing.TB, laender ...learning.Land) *hub {
	t.Helper()
	return &hub{intaketest.Start(t, laender...)}
}

// run lets intake run until the test ends or stop is called.
func (h *hub) run(t testing.TB) (in *intake.Intake, stop func()) {
	t.Helper()
	return intaketest.Run(t, h.Config())
}

// creds is the credential of a system, "" for the whole Land.
func (h *hub) creds(t testing.TB, land learning.Land, system learning.System) string {
	t.Helper()
	file, err := h.Registry.Creds(t.Context(), h.Server.Live(), land, system)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// client connects over TCP with the credential of a system, "" for the whole Land.
func (h *hub) client(t testing.TB, land learning.Land, system learning.System) *federation.Client {
	t.Helper()
	c, err := federation.Connect(h.Server.ClientURL(), h.creds(t, land, system))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// feed is what a system has: titles by subject.
type feed map[string]string

// delivery is a full one of by/bayvsa unless changed.
func (f feed) delivery(change ...func(*connector.Delivery)) *connector.Delivery {
	d := &connector.Delivery{Land: "by", System: "bayvsa", ID: uuid.Must(uuid.NewV7()).String(), Full: true}
	for _, subject := range f.subjects() {
		d.Records = append(d.Records, connector.Record{Subject: subject, Document: document(f[subject])})
	}
	for _, c := range change {
		c(d)
	}
	return d
}

func (f feed) subjects() []string {
	var all []string
	for s := range f {
		all = append(all, s)
	}
	slices.Sort(all)
	return all
}

// numbered is a feed of n offers that say something.
func numbered(n int, says string) feed {
	f := feed{}
	for i := range n {
		f[fmt.Sprintf("DS-%03d", i)] = says
	}
	return f
}

// document is an offer in RFC 8785 form; what is too long for a title is its description.
func document(says string) []byte {
	title, description := says, ""
	if len(says) > learning.MaxTitle {
		title, description = "Ein langes", `"description":{"de":`+quoted(says)+`},`
	}
	return fmt.Appendf(nil, `{%s"provider":{"name":"Akademie"},"title":{"de":%s}}`, description, quoted(title))
}

func quoted(s string) string {
	raw, err := jsontext.AppendQuote(nil, s)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func system(s learning.System) func(*connector.Delivery) {
	return func(d *connector.Delivery) { d.System = s }
}

// deliver makes a delivery and waits for its receipts.
func deliver(t testing.TB, c *federation.Client, d *connector.Delivery, change ...func(*connector.Config)) *connector.Outcome {
	t.Helper()
	cfg := connector.Config{Client: c, Delivery: d, Wait: patience}
	for _, f := range change {
		f(&cfg)
	}
	out, err := connector.Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if n := out.Counts; n.Read != n.New+n.Revised+n.Unchanged+n.Refused {
		t.Errorf("read is not new + revised + unchanged + refused: %+v", n)
	}
	return out
}

// wait is the time a delivery waits for receipts.
func wait(long time.Duration) func(*connector.Config) {
	return func(c *connector.Config) { c.Wait = long }
}

// counts compares all counts but the position.
func counts(t testing.TB, what string, out *connector.Outcome, want connector.Counts) {
	t.Helper()
	got := out.Counts
	got.Position = 0
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: counts (-want +got):\n%s", what, diff)
	}
}

// live compares what the log folds to with feeds by system.
func (h *hub) live(t testing.TB, want map[string]feed) {
	t.Helper()
	c, err := replay.AsOf(t.Context(), replay.AsOfConfig{Log: h.Log})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, v := range c.Offers {
		got[string(v.ID)] = string(v.Document)
	}
	all := map[string]string{}
	for source, f := range want {
		for subject, title := range f {
			all[source+":"+subject] = string(document(title))
		}
	}
	if diff := cmp.Diff(all, got); diff != "" {
		t.Errorf("live offers (-want +got):\n%s", diff)
	}
}

// told says for each record from a position on what it is: "offer.published DS-1".
// No identity may be there twice.
func (h *hub) told(t testing.TB, from eventlog.Position) (all []string) {
	t.Helper()
	once := map[string]eventlog.Position{}
	for r, err := range h.Log.Read(t.Context(), 1, eventlog.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		e, err := event.Open(r.Raw)
		if err != nil {
			t.Fatal(err)
		}
		identity := string(e.Source) + " " + e.ID
		if was := once[identity]; was != 0 {
			t.Errorf("%s is recorded at %d and %d", identity, was, r.Position)
		}
		if once[identity] = r.Position; r.Position >= from {
			noun, fact, _ := e.Type.Split()
			line := noun + "." + fact
			if noun != "delivery" {
				line += " " + e.Subject
			}
			all = append(all, line)
		}
	}
	return all
}

// since compares the records after a position.
func (h *hub) since(t testing.TB, what string, p eventlog.Position, want ...string) {
	t.Helper()
	if diff := cmp.Diff(strings.Join(want, "\n"), strings.Join(h.told(t, p+1), "\n")); diff != "" {
		t.Errorf("%s: records (-want +got):\n%s", what, diff)
	}
}
