package intake

import (
	"crypto/sha256"
	"mime"
	"strings"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// place is what the subject and the header of an outbox message say.
type place struct {
	land   learning.Land
	system learning.System
	// fact is what follows the system: "offer.published", "batch", or anything else.
	fact string
	// batch is true if the content type is that of a batch.
	batch bool
}

// placeOf reads subject and content type of a message in the outbox of a Land.
// ok is false for noise: what cannot be a message of one of its systems. A
// stranger can put JSON of the server under any subject (as the reply to a
// request), but never with our content type.
func placeOf(land learning.Land, subject string, header nats.Header) (p place, ok bool) {
	kind, _, err := mime.ParseMediaType(contentType(header))
	if err != nil || kind != event.ContentType && kind != event.BatchContentType {
		return place{}, false
	}
	token := strings.SplitN(subject, ".", 4)
	if len(token) < 4 || token[0] != "laender" || token[1] != string(land) || !learning.System(token[2]).Valid() {
		return place{}, false
	}
	return place{land: land, system: learning.System(token[2]), fact: token[3], batch: kind == event.BatchContentType}, true
}

func contentType(h nats.Header) string {
	if v := h.Get("Content-Type"); v != "" {
		return v
	}
	for name, values := range h { // NATS tells upper from lower case, HTTP does not
		if strings.EqualFold(name, "Content-Type") && len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

// judged is one event with everything that can be said without the log.
type judged struct {
	raw      []byte
	digest   [sha256.Size]byte
	key      identity // of (source, id); zero if refused
	id       string
	source   event.Source
	typ      event.Type
	subject  string
	problems []learning.Problem
	refused  bool
	// offer says that the event speaks of the offer in subject.
	offer bool
	// absence is set for a withdrawal for lack.
	absence *absence
	// completed is the id of the delivery that a full delivery.completed closes.
	completed string
}

// judge looks at one event as far as that is possible without knowing any
// other: size, JSON, envelope, schema, authority, plausibility, in this order.
func judge(raw []byte, p place, now time.Time) judged {
	e, problems := event.Parse(raw)
	problems = append(problems, authority(p, e)...)
	problems = append(problems, e.Plausible(now)...)
	absence, lacks := absenceOf(e)
	problems = append(problems, lacks...)
	j := judged{
		raw: raw, digest: sha256.Sum256(raw), id: e.ID, source: e.Source, typ: e.Type, subject: e.Subject,
		problems: problems, refused: learning.Refused(problems), absence: absence,
	}
	if j.refused {
		return j
	}
	j.key = identityOf(string(e.Source), e.ID)
	_, j.offer = e.OfferID()
	if d, ok := e.Fact.(*event.DeliveryCompleted); ok && d.Full {
		j.completed = e.Subject
	}
	return j
}

// unreadableBatch is the one entry for a message that cannot be taken apart.
func unreadableBatch(raw []byte, cause error) judged {
	return judged{raw: raw, digest: sha256.Sum256(raw), refused: true, problems: []learning.Problem{{
		Rule:      "batch",
		Message:   "Diese Nachricht soll mehrere Ereignisse enthalten, lässt sich aber nicht zerlegen: erlaubt ist eine JSON-Liste mit 1 bis 1.000 Ereignissen und höchstens 1 MiB.",
		MessageEn: "This message should hold a batch but cannot be taken apart: a JSON array of 1 to 1,000 events and at most 1 MiB is allowed.",
		Value:     learning.Shorten(cause.Error()),
	}}}
}
