package catalogue

import (
	"bytes"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// The members of a session that say how many seats are free, and as of when.
// They travel together: none of them is ever mixed with another report's.
var seatMembers = []string{"seatsFree", "seatsTotal", "seatsAsOf"}

// setSession puts the fact's session in the place of the offer's of that id,
// or behind the last.
func setSession(offer, data object) (object, bool) {
	session := data.get("session")
	list := elements(offer.get("sessions"))
	if i, ok := byID(list)[id(session)]; ok {
		list[i] = withNewerSeats(session, list[i])
	} else {
		list = append(list, session)
	}
	return offer.set("sessions", array(list)), true
}

// cancelSession says of one session that it will not take place; the rest of it stays.
func cancelSession(offer, data object) (object, bool) {
	list := elements(offer.get("sessions"))
	i, ok := byID(list)[id(data.get("session"))]
	if !ok {
		return nil, false
	}
	list[i] = members(list[i]).set("status", jsontext.Value(`"`+learning.Cancelled+`"`)).encode()
	return offer.set("sessions", array(list)), true
}

// reportSeats sets the seats of one session, unless newer ones are known.
func reportSeats(offer, data object) (object, bool) {
	report := data.get("session")
	list := elements(offer.get("sessions"))
	i, ok := byID(list)[id(report)]
	if !ok {
		return nil, false
	}
	if !seatsAsOf(report).Before(seatsAsOf(list[i])) {
		list[i] = withSeats(list[i], report)
	}
	return offer.set("sessions", array(list)), true
}

// keepNewerSeats gives a revised offer the seats of the prior one wherever
// those are newer than its own.
func keepNewerSeats(document, prior []byte) []byte {
	if len(members(document).get("sessions")) == 0 || !bytes.Contains(prior, []byte(`"seatsAsOf"`)) {
		return document
	}
	offer := members(document)
	list, before := elements(offer.get("sessions")), elements(members(prior).get("sessions"))
	known := byID(before)
	for i, session := range list {
		if j, ok := known[id(session)]; ok {
			list[i] = withNewerSeats(session, before[j])
		}
	}
	return canonical(offer.set("sessions", array(list)).encode())
}

// withNewerSeats is a session with the seats of its predecessor, if those are newer.
func withNewerSeats(session, before jsontext.Value) jsontext.Value {
	if seatsAsOf(session).Before(seatsAsOf(before)) {
		return withSeats(session, before)
	}
	return session
}

// withSeats is a session with the seats of another, and none of its own.
func withSeats(session, from jsontext.Value) jsontext.Value {
	out, source := members(session), members(from)
	for _, name := range seatMembers {
		out = out.set(name, source.get(name))
	}
	return out.encode()
}

// seatsAsOf is when a session's seats were counted; the zero time, before all
// others, if it does not say.
func seatsAsOf(session jsontext.Value) time.Time {
	at, _, err := learning.Moment(text(members(session).get("seatsAsOf")))
	if err != nil {
		return time.Time{}
	}
	return at
}

// byID says where in a list the session of an id stands; the first counts.
func byID(list []jsontext.Value) map[string]int {
	at := make(map[string]int, len(list))
	for i, session := range list {
		if _, taken := at[id(session)]; !taken {
			at[id(session)] = i
		}
	}
	return at
}

func id(session jsontext.Value) string { return text(members(session).get("id")) }
