package replay_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/memlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/replay"
)

var moment = time.Date(2026, 3, 1, 8, 30, 0, 123000000, time.UTC)

func run(t *testing.T, cfg replay.Config) (lines []string, s replay.Summary) {
	t.Helper()
	var out bytes.Buffer
	cfg.Out = &out
	s, err := replay.Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if out.Len() == 0 {
		return nil, s
	}
	return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n"), s
}

func TestLines(t *testing.T) {
	log := memlog.New()
	add(t, log, "by", moment,
		`{"type":"a"}`, "\n{\n  \"text\": \"a  b\\n\",\r\n\t\"n\": 1.0\n}\n", `{ "kept" : 1 }`, "secret", "{\"bad\":\"\xff\"}", "no json")
	add(t, log, learning.Hub, moment, `{"type":"h"}`)
	if err := log.Redact(t.Context(), 4, `"Art. 17"`); err != nil {
		t.Fatal(err)
	}
	head := func(p int, land string) string {
		return fmt.Sprintf(`{"position":%d,"land":"%s","recordedAt":"2026-03-01T08:30:00.123000000Z","event":`, p, land)
	}
	want := []string{
		head(1, "by") + `{"type":"a"}}`,
		head(2, "by") + `{"text":"a  b\n","n":1.0}}`,
		head(3, "by") + `{ "kept" : 1 }}`,
		head(4, "by") + `null,"redacted":"\"Art. 17\""}`,
		head(5, "by") + `null,"undecodable":"not JSON","bytes":"eyJiYWQiOiL/In0="}`,
		head(6, "by") + `null,"undecodable":"not JSON","bytes":"bm8ganNvbg=="}`,
		head(7, "hub") + `{"type":"h"}}`,
	}
	got, s := run(t, replay.Config{Log: log})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if s != (replay.Summary{Events: 7, First: 1, Last: 7}) {
		t.Errorf("summary: got %+v", s)
	}
	want[0] = head(1, "by") + `{"type":"a"},"bytes":"eyJ0eXBlIjoiYSJ9"}`
	got, _ = run(t, replay.Config{Log: log, Exact: true, To: replay.AtPosition(1)})
	if diff := cmp.Diff(want[:1], got); diff != "" {
		t.Errorf("exact: -want +got\n%s", diff)
	}
}

// positions are those of the lines.
func positions(t *testing.T, cfg replay.Config) string {
	t.Helper()
	lines, _ := run(t, cfg)
	var list []string
	for _, l := range lines {
		list = append(list, strings.TrimPrefix(strings.SplitN(l, ",", 2)[0], `{"position":`))
	}
	return strings.Join(list, " ")
}

func TestWindows(t *testing.T) {
	log := memlog.New()
	for i, land := range []learning.Land{"by", "nw", "by", "hub", "nw", "by"} {
		add(t, log, land, moment.Add(time.Duration(i/2)*time.Hour), "{}")
	}
	parse := func(s string) replay.Moment {
		if s == "" {
			return replay.Moment{}
		}
		m, err := replay.ParseMoment(s)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for _, w := range []struct {
		from, to, want string
		land           learning.Land
	}{
		{"", "", "1 2 3 4 5 6", ""},
		{"3", "4", "3 4", ""},
		{"0", "0", "", ""},
		{"6", "99", "6", ""},
		{"7", "", "", ""},
		{"5", "2", "", ""},
		{"2026-03-01", "2026-03-02", "1 2 3 4 5 6", ""},
		{"2026-03-01T08:30:00.123Z", "2026-03-01T09:30:00.123Z", "1 2", ""},
		{"2026-03-01T10:30:00.123+01:00", "", "3 4 5 6", ""},
		{"2026-03-01T09:30:00.123000001Z", "", "5 6", ""},
		{"2026-03-02", "", "", ""},
		{"", "2026-03-01", "", ""},
		{"2", "2026-03-01T09:30:00.124Z", "2 3 4", ""},
		{"", "", "2 5", "nw"},
		{"3", "", "3 6", "by"},
		{"", "3", "", "th"},
	} {
		if got := positions(t, replay.Config{Log: log, From: parse(w.from), To: parse(w.to), Land: w.land}); got != w.want {
			t.Errorf("from %q to %q Land %q: got %q, want %q", w.from, w.to, w.land, got, w.want)
		}
	}
}

func TestTypes(t *testing.T) {
	log := memlog.New()
	add(t, log, "by", moment,
		`{"id":"1","type":"de.lernverbund.offer.published.v1"}`,
		`{"data":{"type":"de.lernverbund.offer.published.v1"},"type":"de.lernverbund.session.cancelled.v1"}`,
		`{"\u0074ype":"de.lernverbund.offer.withdrawn.v1"}`,
		`{"id":"no type"}`, `[]`, `{"type":7}`, "{\xff", "gone")
	add(t, log, learning.Hub, moment, `{"type":"de.lernverbund.hub.released.v1"}`)
	if err := log.Redact(t.Context(), 8, "x"); err != nil {
		t.Fatal(err)
	}
	for glob, want := range map[string]string{
		"":                                  "1 2 3 4 5 6 7 8 9",
		"offer.*":                           "1 3",
		"offer.published":                   "1",
		"offer.published.v1":                "1",
		"de.lernverbund.offer.published.v1": "1",
		"*.cancelled":                       "2",
		"de.lernverbund.hub.*":              "9",
		"*.v1":                              "1 2 3 9",
		"offer":                             "",
		"nothing.*":                         "",
	} {
		if got := positions(t, replay.Config{Log: log, Type: glob}); got != want {
			t.Errorf("type %q: got %q, want %q", glob, got, want)
		}
	}
	if _, err := replay.Run(t.Context(), replay.Config{Log: log, Type: "[", Out: &bytes.Buffer{}}); !errors.Is(err, replay.ErrType) {
		t.Errorf("type [: got %v, want ErrType", err)
	}
}

func TestParseMoment(t *testing.T) {
	for text, want := range map[string]string{
		"12408":                     "12408",
		"0":                         "0",
		"2026-03-01":                "2026-03-01T00:00:00+01:00",
		"2026-07-01":                "2026-07-01T00:00:00+02:00",
		"2026-03-01T10:00:00Z":      "2026-03-01T10:00:00Z",
		"2026-03-01T10:00:00+01:00": "2026-03-01T10:00:00+01:00",
		"":                          "", "yesterday": "", "2026-02-30": "", "2026-03-01T10:00": "", "-1": "", "99999999999999999999": "", "1.5": "",
	} {
		m, err := replay.ParseMoment(text)
		if want == "" {
			if !errors.Is(err, replay.ErrMoment) {
				t.Errorf("%q: got %v and %v, want ErrMoment", text, m, err)
			}
			continue
		}
		if err != nil || m.String() != want {
			t.Errorf("%q: got %s and %v, want %s", text, m, err, want)
		}
	}
}

func TestProgressAndErrors(t *testing.T) {
	log := memlog.New()
	for range 5 {
		add(t, log, "by", moment, strings.Fields(strings.Repeat("{} ", 500))...)
	}
	var told []eventlog.Position
	_, s := run(t, replay.Config{Log: log, From: replay.AtPosition(101), Progress: func(done, total eventlog.Position) {
		if total != 2400 {
			t.Errorf("total: got %d, want 2400", total)
		}
		told = append(told, done)
	}})
	if diff := cmp.Diff([]eventlog.Position{1000, 2000, 2400}, told); diff != "" || s.Events != 2400 {
		t.Errorf("progress of %d events: -want +got\n%s", s.Events, diff)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := replay.Run(ctx, replay.Config{Log: log, Out: &bytes.Buffer{}}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v, want context.Canceled", err)
	}
	full := errors.New("disk full")
	if _, err := replay.Run(t.Context(), replay.Config{Log: log, Out: failing{full}}); !errors.Is(err, full) {
		t.Errorf("writer fails: got %v, want its error", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
