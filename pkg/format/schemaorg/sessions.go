package schemaorg

import (
	"time"

	"github.com/lernverbund/lernverbund/pkg/format"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

const vocabulary = "https://schema.org/"

// courseInstances are the sessions, or without any one instance that says how
// one takes part.
func (w *writer) courseInstances() []node {
	all := w.instances("CourseInstance")
	mode := map[learning.Mode]string{
		learning.Onsite: "Onsite", learning.Online: "Online", learning.Hybrid: "Blended", learning.SelfPaced: "asynchronous",
	}[w.Mode]
	if len(all) > 0 || mode == "" {
		return all
	}
	n := node{"@type": "CourseInstance", "courseMode": mode}
	n.set("courseWorkload", w.workload())
	w.report.Derive("hasCourseInstance", "/mode")
	return []node{n}
}

// fresh is how old a number of free seats may be.
const fresh = 48 * time.Hour

// instances are the sessions as events of a type.
func (w *writer) instances(types string) []node {
	var out []node
	for i := range w.Sessions {
		s := &w.Sessions[i]
		n := node{"@type": types, "@id": "urn:uuid:" + w.SessionUUID(s.ID).String()}
		n.set("name", w.words(w.Title))
		n.set("identifier", clean(s.ID))
		n.set("startDate", moment(s.Start))
		n.set("endDate", moment(s.End))
		n.set("url", format.Link(s.URL))
		n["eventStatus"] = vocabulary + map[string]string{
			learning.Rescheduled: "EventRescheduled", learning.Cancelled: "EventCancelled",
		}[s.Status]
		if n["eventStatus"] == vocabulary {
			n["eventStatus"] = vocabulary + "EventScheduled"
		}
		place, online := w.place(s.Place), s.Online != nil && *s.Online
		var where []node
		if place != nil {
			where = append(where, place)
		}
		if online {
			virtual := node{"@type": "VirtualLocation"}
			virtual.set("url", orElse(format.Link(s.URL), orElse(format.Link(w.URL), w.Page())))
			where = append(where, virtual)
		}
		n.set("location", where)
		if mode, attendance := how(place != nil, online); mode != "" {
			n["eventAttendanceMode"] = vocabulary + attendance
			if types == "CourseInstance" {
				n["courseMode"] = mode
			}
		}
		if types == "CourseInstance" {
			n.set("courseWorkload", w.workload())
		}
		w.seats(n, s)
		out = append(out, n)
	}
	return out
}

// how is how one takes part in a session.
func how(onsite, online bool) (mode, attendance string) {
	switch {
	case onsite && online:
		return "Blended", "MixedEventAttendanceMode"
	case onsite:
		return "Onsite", "OfflineEventAttendanceMode"
	case online:
		return "Online", "OnlineEventAttendanceMode"
	}
	return "", ""
}

// seats adds seats and registration. A number of free seats that is old is none.
func (w *writer) seats(n node, s *learning.Session) {
	if s.SeatsTotal != nil {
		n["maximumAttendeeCapacity"] = int(*s.SeatsTotal)
	}
	offer := node{}
	if at, _, err := learning.Moment(s.SeatsAsOf); err == nil && s.SeatsFree != nil && w.now.Sub(at) <= fresh {
		n["remainingAttendeeCapacity"] = int(*s.SeatsFree)
		offer["availability"] = vocabulary + "InStock"
		if *s.SeatsFree <= 0 {
			offer["availability"] = vocabulary + "SoldOut"
		}
	}
	offer.set("availabilityEnds", moment(s.RegisterBy))
	if len(offer) > 0 {
		offer["@type"] = "Offer"
		n["offers"] = offer
	}
}

// place is where a session takes place, nil if that is not said.
func (w *writer) place(p *learning.Place) node {
	if p == nil {
		return nil
	}
	address := node{}
	address.set("streetAddress", clean(p.Street))
	address.set("postalCode", clean(p.PostalCode))
	address.set("addressLocality", clean(p.City))
	address.set("addressRegion", region(p.Land))
	n := node{}
	n.set("name", clean(orElse(p.Name, p.City)))
	if len(address) > 0 {
		address["@type"] = "PostalAddress"
		address["addressCountry"] = "DE"
		n["address"] = address
	}
	if p.Lat != nil && p.Lon != nil {
		n["geo"] = node{"@type": "GeoCoordinates", "latitude": *p.Lat, "longitude": *p.Lon}
	}
	if len(n) == 0 {
		return nil
	}
	n["@type"] = "Place"
	var amenities []node
	for _, a := range w.Accessibility {
		if a == "wheelchair" || a == "induction_loop" {
			amenities = append(amenities, node{"@type": "LocationFeatureSpecification", "name": learning.Label(learning.VocabAccessibility, a), "value": true})
		}
	}
	n.set("amenityFeature", amenities)
	return n
}

// region is a Land as ISO 3166-2 has it; the federal level is none.
func region(l learning.Land) string {
	if !l.Valid() || l == learning.Bund {
		return ""
	}
	return "DE-" + upper(string(l))
}
