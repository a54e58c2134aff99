package event

import (
	"bytes"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

const (
	// mostAhead is how far the time of an event may lie in the future: clocks differ, days do not.
	mostAhead = 24 * time.Hour
	// oldYears is how many years back a time is still taken without a remark.
	oldYears = 10
)

// Plausible gives what no schema can say about the event as a whole: controls
// and bidi overrides in any text or name, members that name a person, a time
// that cannot be; and what its fact has to add. now is the time of the check.
// It looks at unknown members too. What [Parse] could not read as JSON has
// nothing to be looked at.
func (e *Event) Plausible(now time.Time) []learning.Problem {
	found := e.plausibleTime(now)
	if e.Fact != nil {
		found = append(found, under("/data", e.Fact.Plausible(now))...)
	}
	if !suspicious(e.Raw) {
		return few(found)
	}
	for _, p := range suspects(e.Raw) {
		same := func(q learning.Problem) bool { return q.Pointer == p.Pointer && q.Rule == p.Rule }
		if !slices.ContainsFunc(found, same) {
			found = append(found, p)
		}
	}
	return few(found)
}

func (e *Event) plausibleTime(now time.Time) []learning.Problem {
	switch {
	case e.Time.IsZero():
		return nil
	case e.Time.After(now.Add(mostAhead)):
		return []learning.Problem{problem("/time", "time-future",
			"Der Zeitpunkt liegt mehr als einen Tag in der Zukunft; ein Ereignis berichtet, was geschehen ist.",
			"The time is more than a day ahead; an event says what has happened.", e.TimeText)}
	case e.Time.Before(now.AddDate(-oldYears, 0, 0)):
		p := problem("/time", "time-old", "Der Zeitpunkt liegt mehr als zehn Jahre zurück.",
			"The time is more than ten years ago.", e.TimeText)
		p.Warning = true
		return []learning.Problem{p}
	}
	return nil
}

// suspicious is the quick look before the thorough one: it may be wrong about
// a harmless event, never about one that has something to be found.
func suspicious(raw []byte) bool {
	return bytes.IndexByte(raw, 0x7F) >= 0 || escapes(raw) || controlC1(raw) || bidi(raw) || personNames(raw)
}

// escapes reports an escape that can stand for anything (\u....) or for a control (\b, \f).
func escapes(raw []byte) bool {
	for {
		i := bytes.IndexByte(raw, '\\')
		if i < 0 || i+1 >= len(raw) {
			return false
		}
		if c := raw[i+1]; c == 'u' || c == 'b' || c == 'f' {
			return true
		}
		raw = raw[i+2:]
	}
}

// controlC1 reports U+0080 to U+009F, in UTF-8 C2 80 to C2 9F.
func controlC1(raw []byte) bool {
	for {
		i := bytes.IndexByte(raw, 0xC2)
		if i < 0 || i+1 >= len(raw) {
			return false
		}
		if raw[i+1] < 0xA0 {
			return true
		}
		raw = raw[i+2:]
	}
}

// bidi reports embeddings, overrides (U+202A to U+202E) and isolates (U+2066 to U+2069).
func bidi(raw []byte) bool {
	for {
		i := bytes.IndexByte(raw, 0xE2)
		if i < 0 || i+2 >= len(raw) {
			return false
		}
		if b, c := raw[i+1], raw[i+2]; b == 0x80 && c >= 0xAA && c <= 0xAE || b == 0x81 && c >= 0xA6 && c <= 0xA9 {
			return true
		}
		raw = raw[i+3:]
	}
}

// common are names of members that need no second look: what nearly every event has.
var common = func() map[string]bool {
	names := map[string]bool{}
	for _, n := range []string{
		"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data", "delivery", "deliverybase", "deliverymissing",
		"kind", "title", "summary", "description", "provider", "url", "inLanguage", "mode", "workload", "level", "grade", "dqr",
		"competences", "scheme", "label", "topics", "audience", "funding", "access", "openTo", "laender", "employers", "outsidersFrom",
		"outsiderPrice", "note", "price", "amount", "currency", "free", "certificate", "name", "recognition", "learningTime", "credits",
		"accessibility", "licence", "contact", "email", "phone", "sessions", "session", "start", "end", "status", "place", "street",
		"postalCode", "city", "land", "lat", "lon", "online", "seatsTotal", "seatsFree", "seatsAsOf", "registerBy", "validFrom",
		"validThrough", "image", "alt", "keywords", "prerequisites", "reason", "successor", "full", "read", "new", "revised",
		"withdrawn", "unchanged", "refused", "base", "missing", "de", "en", "de-simple",
	} {
		names[n] = true
	}
	return names
}()

// personNames reports a name of a member that may name a person. A text before
// a colon is a name, unless the colon stands in a text itself: that is looked
// at thoroughly only if what stands before it looks like such a name.
func personNames(raw []byte) bool {
	for at := 0; ; {
		i := bytes.IndexByte(raw[at:], ':')
		if i < 0 {
			return false
		}
		end := at + i
		at = end + 1
		for end > 0 && (raw[end-1] == ' ' || raw[end-1] == '\n' || raw[end-1] == '\t' || raw[end-1] == '\r') {
			end--
		}
		if end == 0 || raw[end-1] != '"' {
			continue
		}
		name := raw[:end-1]
		name = name[bytes.LastIndexByte(name, '"')+1:]
		if !common[string(name)] && learning.PersonMember(string(name)) {
			return true
		}
	}
}

// suspects is the thorough look at every text and name of the event. What it
// cannot read any further it leaves to those who judge the JSON.
func suspects(raw []byte) (found []learning.Problem) {
	d := jsontext.NewDecoder(bytes.NewReader(raw), jsontext.AllowDuplicateNames(true))
	for len(found) < mostFindings {
		t, err := d.ReadToken()
		if err != nil {
			return found
		}
		if t.Kind() != '"' {
			continue
		}
		text, pointer := t.String(), string(d.StackPointer())
		if kind, n := d.StackIndex(d.StackDepth()); kind == '{' && n%2 == 1 && learning.PersonMember(text) {
			found = append(found, problem(pointer, "person",
				"Diese Angabe nennt eine Person. Namen von Personen gehören nicht in den Verbund; bitte lassen Sie sie weg.",
				"This member names a person; no personal data here, please leave it out.", ""))
		}
		found = append(found, unreadable(pointer, text)...)
	}
	return found
}

// unreadable says which characters of a text nobody can see, with the words of package learning.
func unreadable(pointer, text string) (found []learning.Problem) {
	control, override := false, false
	for _, r := range text {
		control = control || r < 0x20 && r != '\n' && r != '\t' && r != '\r' || r >= 0x7F && r <= 0x9F
		override = override || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
	}
	if control {
		found = append(found, problem(pointer, "control", "Der Text enthält unsichtbare Steuerzeichen.", "The text holds control characters.", text))
	}
	if override {
		found = append(found, problem(pointer, "bidi",
			"Der Text enthält Zeichen, die die Schreibrichtung umkehren; er könnte anders aussehen, als er ist.",
			"The text holds bidirectional overrides; it may look other than it is.", text))
	}
	return found
}
