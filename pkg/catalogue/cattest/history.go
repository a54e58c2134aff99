package cattest

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// start is when the first event of a history was recorded.
var start = time.Date(2026, 3, 1, 8, 0, 0, 123456789, time.UTC)

var (
	laender  = []learning.Land{"by", "rp", "bund", "sh"}
	systems  = []learning.System{"a", "lms-2"}
	subjects = []string{"1", "10", "2", "a:b", "Ü ber", "zebra", "*", "🎓"}
	sessions = []string{"s1", "s2", "ü"}
	reasons  = []string{event.Ended, event.Cancelled, event.Moved, event.Mistake, event.Absent, event.Legal}
	titles   = []string{"Datenschutz", "Vergaberecht für Einsteiger", "<b>Excel</b>", "Gebärdensprache I"}
)

// History is n events in the order of a log: few offers, so that they meet
// again and again, every fact, orphans, the hub's own records and redacted
// ones. The same seed gives the same history, always.
func History(t testing.TB, seed uint64, n int) []catalogue.Input {
	t.Helper()
	h := history{rand.New(rand.NewPCG(seed, 1))}
	inputs := make([]catalogue.Input, n)
	for i := range inputs {
		in := catalogue.Input{Position: catalogue.Position(i + 1), RecordedAt: start.Add(time.Duration(i) * time.Second)}
		draft := h.draft(in)
		raw, err := draft.Encode()
		if err != nil {
			t.Fatalf("seed %d: encode event %d: %v", seed, i, err)
		}
		if in.Event, err = event.Open(raw); err != nil {
			t.Fatalf("seed %d: open event %d: %v", seed, i, err)
		}
		if land, _, ok := draft.Source.Split(); ok {
			in.Land = land
		} else {
			in.Land = learning.Hub
		}
		if h.one(50) {
			in.Event = nil
		}
		inputs[i] = in
	}
	return inputs
}

type history struct{ *rand.Rand }

func (h history) one(in int) bool { return h.IntN(in) == 0 }

func pick[T any](h history, of []T) T { return of[h.IntN(len(of))] }

func (h history) draft(in catalogue.Input) event.Draft {
	d := event.Draft{
		ID: fmt.Sprintf("e-%d", in.Position), Source: event.NewSource(pick(h, laender), pick(h, systems)),
		Subject: pick(h, subjects), Time: in.RecordedAt.Add(-time.Duration(h.IntN(1e12))),
	}
	d.Type, d.Data = h.fact()
	if d.Type == event.TypeDeliveryCompleted {
		d.Subject = d.ID
	}
	if d.Type.Hub() {
		d.Source, d.Subject = event.HubSource("intake"), "d"
	}
	return d
}

// fact is a random fact: its type and its data.
func (h history) fact() (event.Type, jsontext.Value) {
	switch n := h.IntN(100); {
	case n < 30:
		return event.TypeOfferPublished, h.offer()
	case n < 45:
		return event.TypeOfferRevised, h.offer()
	case n < 57:
		return event.TypeOfferWithdrawn, object(`"reason":%q`, pick(h, reasons))
	case n < 64:
		return event.TypeSessionScheduled, object(`"session":%s`, h.session(pick(h, sessions)))
	case n < 71:
		return event.TypeSessionRescheduled, object(`"session":%s`, h.session(pick(h, sessions)))
	case n < 78:
		return event.TypeSessionCancelled, object(`"session":{"id":%q}`, pick(h, sessions))
	case n < 89:
		return event.TypeSeatsReported, object(`"session":{"id":%q,%s}`, pick(h, sessions), h.seats())
	case n < 95:
		types := []event.Type{event.TypeProviderRegistered, event.TypeProviderRevised, event.TypeProviderRetired}
		return pick(h, types), object(`"name":%q,"zz":%d`, pick(h, titles), h.IntN(3))
	case n < 98:
		return event.TypeDeliveryCompleted, object(`"full":true,"read":%d,"new":1`, h.IntN(50))
	case n < 99:
		types := []event.Type{event.TypeOffersSplit, event.TypeOffersSplit, event.TypeOffersJoined}
		return pick(h, types), object(`"offers":["by:a:%d","rp:lms-2:10","sh:a:%d"]`, 1+h.IntN(2), 3+h.IntN(2))
	default:
		return event.TypeHeldReleased, object(`"land":"by","system":"a","delivery":"d","released":1,"skipped":0`)
	}
}

func (h history) offer() jsontext.Value {
	list := ""
	for _, i := range h.Perm(len(sessions))[:h.IntN(len(sessions)+1)] {
		if list != "" {
			list += ","
		}
		list += string(h.session(sessions[i]))
	}
	return object(`"title":{"de":%q},"zz":{"n":%d.50,"a":[null,{"b":true}]},"sessions":[%s],"provider":{"name":"P"}`,
		pick(h, titles), h.IntN(3), list)
}

func (h history) session(id string) jsontext.Value {
	if h.one(3) {
		return object(`"start":"2026-05-%02d","id":%q,"x":[%d]`, 1+h.IntN(20), id, h.IntN(2))
	}
	return object(`"start":"2026-05-%02d","id":%q,%s`, 1+h.IntN(20), id, h.seats())
}

func (h history) seats() string {
	asOf := start.Add(time.Duration(h.IntN(5)) * time.Hour).In(time.FixedZone("", h.IntN(3)*3600))
	return fmt.Sprintf(`"seatsFree":%d,"seatsTotal":20,"seatsAsOf":%q`, h.IntN(20), asOf.Format(time.RFC3339Nano))
}

func object(format string, args ...any) jsontext.Value {
	return jsontext.Value("{" + fmt.Sprintf(format, args...) + "}")
}
