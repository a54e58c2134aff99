package connector_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/connector"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/format/table"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/replay"
	"github.com/lernverbund/lernverbund/schemas"
)

// feeds are the files of a real source in their order, or the test is skipped.
func feeds(t *testing.T, source string) []string {
	t.Helper()
	dir := os.Getenv("LVTEST_REAL_DATA")
	if dir == "" {
		t.Skip("LVTEST_REAL_DATA does not name the folder of the real feeds")
	}
	files, err := filepath.Glob(filepath.Join(dir, "offers", source, "*.json.gz"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no feeds of %s: %v", source, err)
	}
	slices.Sort(files)
	return files
}

func mapping(t *testing.T, name string) *table.Mapping {
	t.Helper()
	raw, err := fs.ReadFile(schemas.FS, "mappings/"+name)
	if err != nil {
		t.Fatal(err)
	}
	m, err := table.ParseMapping(raw)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// read makes a full delivery of rp out of a file, as publish does.
func read(t *testing.T, file string, m *table.Mapping, s learning.System) *connector.Delivery {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	of := table.Read([]table.File{{Name: file, Data: raw}}, m, table.Options{Now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)})
	d := &connector.Delivery{Land: "rp", System: s, ID: uuid.Must(uuid.NewV7()).String(), Full: true}
	if !of.Complete() {
		d.Partial = "incomplete"
		t.Errorf("%s is not complete: %+v", filepath.Base(file), of.Findings)
	}
	for _, r := range of.Records {
		one := connector.Record{Subject: r.Subject}
		if r.Refused() {
			t.Errorf("%s: %s is refused: %+v", filepath.Base(file), r.Subject, r.Problems)
		} else {
			one.Document = r.Offer
		}
		d.Records = append(d.Records, one)
	}
	return d
}

// unpacked is a file as JSON, read without any code of ours.
func unpacked(t *testing.T, file string, into any) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// rlp is what a snapshot says of each Kennziffer, everything looked up.
func rlp(t *testing.T, file string) map[string]string {
	t.Helper()
	var s struct {
		Events     []map[string]any
		Organizers []map[string]any
		Categories map[string]map[string]any
		Places     map[string]any
	}
	unpacked(t, file, &s)
	all := map[string]string{}
	for _, e := range s.Events {
		says := []any{s.Organizers[int(e["org"].(float64))], s.Places[fmt.Sprint(e["ort"], "|", e["land"])]}
		cats, _ := e["cats"].([]any)
		for _, c := range cats {
			says = append(says, s.Categories[c.(string)]["name"])
		}
		delete(e, "org")
		delete(e, "cats")
		raw, err := json.Marshal(append(says, e))
		if err != nil {
			t.Fatal(err)
		}
		all[e["kz"].(string)] = string(raw)
	}
	return all
}

// The four snapshots of Rheinland-Pfalz: each step does what a count made from
// the files alone says, and again right after itself it does nothing.
func TestBildungsfreistellung(t *testing.T) {
	files := feeds(t, "rlp-bildungsfreistellung")
	m := mapping(t, "rp-bildungsfreistellung.yaml")
	h := start(t, "rp")
	h.run(t)
	before := map[string]string{}
	for _, file := range files {
		now := rlp(t, file)
		want := connector.Counts{Read: len(now)}
		for kz, says := range now {
			switch was, ok := before[kz]; {
			case !ok:
				want.New++
			case was != says:
				want.Revised++
			default:
				want.Unchanged++
			}
		}
		for kz := range before {
			if _, ok := now[kz]; !ok {
				want.Withdrawn++
			}
		}
		d := read(t, file, m, "bildungsfreistellung")
		begun := time.Now()
		out := deliver(t, h.client(t, "rp", "bildungsfreistellung"), d)
		t.Logf("%s in %s: %+v", filepath.Base(file), time.Since(begun), out.Counts)
		want.Accepted, want.Warned = out.Counts.Accepted, out.Counts.Warned
		if sent := want.New + want.Revised + want.Withdrawn; want.Accepted+want.Warned != sent {
			t.Errorf("%d of %d are accepted; first receipts %+v", want.Accepted+want.Warned, sent, out.Receipts[:3])
		}
		counts(t, filepath.Base(file), out, want)

		again := deliver(t, h.client(t, "rp", ""), read(t, file, m, "bildungsfreistellung"))
		counts(t, filepath.Base(file)+" again", again, connector.Counts{Read: len(now), Unchanged: len(now)})
		h.subjects(t, now)
		before = now
	}
	if len(before) != 1260 {
		t.Errorf("the last snapshot has %d offers, want 1260", len(before))
	}
}

// subjects checks that exactly these subjects are live.
func (h *hub) subjects(t *testing.T, want map[string]string) replay.Catalogue {
	t.Helper()
	c, err := replay.AsOf(t.Context(), replay.AsOfConfig{Log: h.Log})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, v := range c.Offers {
		_, _, subject, _ := v.ID.Parts()
		got[subject] = true
		if _, ok := want[subject]; !ok {
			t.Errorf("%s is live and not in the feed", v.ID)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d offers are live, want %d", len(got), len(want))
	}
	return c
}

// The 17 feeds of Lahnstein: two shapes, three empty ones, names of persons.
func TestLahnstein(t *testing.T) {
	files := feeds(t, "vhs-lahnstein")
	m := mapping(t, "vhs-lahnstein.yaml")
	h := start(t, "rp")
	h.run(t)
	c := h.client(t, "rp", "vhs-lahnstein")
	live := map[string]string{}
	for _, file := range files {
		now := lahnstein(t, file)
		held := h.Quarantine.Count("rp").Held
		out := deliver(t, c, read(t, file, m, "vhs-lahnstein"))
		t.Logf("%s: %+v", filepath.Base(file), out.Counts)
		n := out.Counts
		if n.Rejected+n.Pending+n.Refused > 0 || n.Read != len(now) {
			t.Errorf("%s: %+v; receipts %+v", filepath.Base(file), n, out.Receipts)
		}
		switch {
		case len(now) == 0:
			if n.Held != len(live) || n.Withdrawn != len(live) {
				t.Errorf("%s is empty: %d of %d are held, want all %d", filepath.Base(file), n.Held, n.Withdrawn, len(live))
			}
		default:
			if n.Held != 0 || h.Quarantine.Count("rp").Held != 0 {
				t.Errorf("%s after %d held: %d held, %d waiting; want none", filepath.Base(file), held, n.Held, h.Quarantine.Count("rp").Held)
			}
			live = now
		}
		cat := h.subjects(t, live)
		if len(now) > 0 {
			h.cancelled(t, filepath.Base(file), cat, now)
		}
		if len(now) > 0 {
			again := deliver(t, c, read(t, file, m, "vhs-lahnstein"))
			counts(t, filepath.Base(file)+" again", again, connector.Counts{Read: len(now), Unchanged: len(now)})
		}
	}
	h.nowhere(t, lecturer(t, files[0]))
}

// lecturer is the surname of the lecturer that the first feed names.
func lecturer(t *testing.T, file string) string {
	t.Helper()
	var courses []struct {
		Lecturer string `json:"dozent"`
	}
	unpacked(t, file, &courses)
	names := strings.Fields(courses[0].Lecturer)
	if len(names) < 2 || len(names[1]) < 4 {
		t.Fatalf("%s names no lecturer", file)
	}
	return names[1]
}

// lahnstein is what a feed says of the times of each course.
func lahnstein(t *testing.T, file string) map[string]string {
	t.Helper()
	var whole any
	unpacked(t, file, &whole)
	list, ok := whole.([]any)
	if !ok {
		list = whole.(map[string]any)["data"].([]any)
	}
	all := map[string]string{}
	for _, one := range list {
		course := one.(map[string]any)
		zeiten, _ := course["zeiten"].(string)
		all[course["guid"].(string)] = zeiten
	}
	return all
}

// cancelled compares the cancelled sessions with the word in the feed.
func (h *hub) cancelled(t *testing.T, what string, c replay.Catalogue, zeiten map[string]string) {
	t.Helper()
	for _, v := range c.Offers {
		_, _, subject, _ := v.ID.Parts()
		want := strings.Count(zeiten[subject], "Uhr abgesagt")
		if got := bytes.Count(v.Document, []byte(`"status":"cancelled"`)); got != want {
			t.Errorf("%s: %s has %d cancelled sessions, want %d (%s)", what, subject, got, want, zeiten[subject])
		}
		if bytes.Contains(v.Document, []byte("<div")) || bytes.Contains(v.Document, []byte("&nbsp;")) {
			t.Errorf("%s: %s is not readable: %s", what, subject, v.Document)
		}
	}
}

// nowhere looks for a text in every message of every stream (on disk they are
// compressed) and in every file of the hub.
func (h *hub) nowhere(t *testing.T, text string) {
	t.Helper()
	looked := 0
	look := func(where string, raw []byte) {
		if looked++; bytes.Contains(raw, []byte(text)) {
			t.Errorf("%s says %q", where, text)
		}
	}
	for account, js := range map[string]jetstream.JetStream{federation.HubAccount: h.JetStream, "rp": h.Outboxes["rp"]} {
		streams, err := h.Server.Streams(account)
		if err != nil {
			t.Fatal(err)
		}
		for name, state := range streams {
			stream, err := js.Stream(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			for n := state.First; n <= state.Last && state.Messages > 0; n++ {
				msg, err := stream.GetMsg(t.Context(), n)
				if errors.Is(err, jetstream.ErrMsgNotFound) {
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				look(fmt.Sprint(account, " ", name, " ", n), msg.Data)
			}
		}
	}
	err := filepath.WalkDir(h.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		look(path, raw)
		return err
	})
	if err != nil || looked < 100 {
		t.Errorf("looked at %d messages and files: %v", looked, err)
	}
}
