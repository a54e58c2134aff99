package schemaorg

import (
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/format"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Type is the media type.
const Type = "application/ld+json"

// node is an object of JSON-LD. set leaves out what is empty.
type node map[string]any

// set adds a property unless its value is nothing: what is unknown is absent.
func (n node) set(name string, value any) {
	switch v := value.(type) {
	case string:
		if v == "" {
			return
		}
	case []string:
		if len(v) == 0 {
			return
		}
	case []node:
		if len(v) == 0 {
			return
		}
	case node:
		if len(v) == 0 {
			return
		}
	case nil:
		return
	}
	n[name] = value
}

// writer writes one offer.
type writer struct {
	format.Record
	*learning.Offer
	now    time.Time
	tag    string // its language
	report format.Report
}

// Write is an offer as a JSON object that may stand in a script element: <, >
// and & are escaped, so that no text can end it. now says which seats are still
// worth telling.
func Write(r format.Record, now time.Time) ([]byte, format.Report, error) {
	w := &writer{Record: r, Offer: r.Offer, now: now, tag: format.Language(r.Offer), report: losses(r.Offer.Kind).Report("schemaorg", r)}
	n := w.item()
	n["@context"] = "https://schema.org"
	w.account()
	raw, err := json.Marshal(n, json.Deterministic(true), jsontext.EscapeForHTML(true), jsontext.EscapeForJS(true), jsontext.AllowInvalidUTF8(true))
	return raw, w.report, err
}

// item is the offer by its kind.
func (w *writer) item() node {
	switch w.Kind {
	case learning.Programme, learning.VocationalTraining:
		return w.program()
	case learning.GatheringEvent:
		return w.event()
	case learning.Community, learning.ConsultationHour, learning.Mentoring, learning.WorkShadowing:
		return w.service()
	case learning.CompetenceCheck:
		n := w.work("LearningResource", "assesses")
		n.set("subjectOf", w.instances("Event"))
		return n
	}
	n := w.work("Course", "teaches")
	n.set("courseCode", w.subject())
	n.set("coursePrerequisites", w.words(w.Prerequisites))
	n.set("educationalCredentialAwarded", w.credential())
	n.set("numberOfCredits", w.credits())
	if len(w.Funding) > 0 {
		n.set("financialAidEligible", labels(learning.VocabFunding, w.Funding))
	}
	n.set("hasCourseInstance", w.courseInstances())
	return n
}

// thing is what every type has.
func (w *writer) thing(types string) node {
	page := w.Page()
	n := node{"@type": types, "@id": page, "mainEntityOfPage": page}
	n.set("name", w.words(w.Title))
	n.set("description", w.description())
	n.set("identifier", node{"@type": "PropertyValue", "propertyID": "https://lernverbund.de/ns/offer", "value": string(w.ID)})
	if n.set("url", format.Link(w.URL)); n["url"] == nil {
		n["url"] = page
		w.report.Derive("url", "page")
	}
	if i := w.Image; i != nil && format.Link(i.URL) != "" {
		image := node{"@type": "ImageObject", "contentUrl": format.Link(i.URL)}
		image.set("caption", w.words(i.Alt))
		image.set("license", licence(i.Licence))
		n["image"] = image
	}
	n.set("audience", w.audiences())
	return n
}

// work is a CreativeWork: a course or a learning resource. teach is how its
// competences are called.
func (w *writer) work(types, teach string) node {
	n := w.thing(types)
	n.set("provider", w.organisation())
	n.set("abstract", w.words(w.Summary))
	n.set("inLanguage", tags(w.InLanguage))
	n.set("timeRequired", w.workload())
	n.set("educationalLevel", w.levels())
	n.set(teach, w.competences())
	n.set("about", w.topics())
	n.set("keywords", cleaned(w.Keywords))
	n.set("license", licence(w.Licence))
	n.set("expires", moment(w.ValidThrough))
	n.set("conditionsOfAccess", w.access())
	if w.Kind != "" {
		n.set("learningResourceType", clean(learning.Label(learning.VocabKinds, string(w.Kind))))
	}
	features, summary := w.accessible()
	n.set("accessibilityFeature", features)
	n.set("accessibilitySummary", summary)
	if free := w.free(); free != nil {
		n["isAccessibleForFree"] = *free
	}
	n.set("offers", w.offer())
	if !w.Created.IsZero() {
		n["dateCreated"] = w.Created.UTC().Format(time.RFC3339)
	}
	if !w.Modified.IsZero() {
		n["dateModified"] = w.Modified.UTC().Format(time.RFC3339)
	}
	return n
}

// program is a programme or a training for an occupation. What its type has no
// place for stands in its course.
func (w *writer) program() node {
	n := w.thing("EducationalOccupationalProgram")
	delete(n, "audience")
	n.set("provider", w.organisation())
	n.set("offers", w.offer())
	n.set("programPrerequisites", w.words(w.Prerequisites))
	n.set("educationalCredentialAwarded", w.credential())
	n.set("numberOfCredits", w.credits())
	if len(w.Funding) > 0 {
		n.set("financialAidEligible", labels(learning.VocabFunding, w.Funding))
	}
	course := w.work("Course", "teaches")
	for _, twice := range []string{"mainEntityOfPage", "identifier", "image", "offers"} {
		delete(course, twice)
	}
	course["@id"] = w.Page() + "#course"
	course.set("courseCode", w.subject())
	course.set("hasCourseInstance", w.courseInstances())
	n["hasCourse"] = course
	return n
}

// event is an event; its sessions are its parts, a single one is the event itself.
func (w *writer) event() node {
	n := w.thing("EducationEvent")
	n.set("organizer", w.organisation())
	n.set("inLanguage", tags(w.InLanguage))
	n.set("educationalLevel", w.levels())
	n.set("teaches", w.competences())
	n.set("about", w.topics())
	n.set("keywords", cleaned(w.Keywords))
	n.set("offers", w.offer())
	if free := w.free(); free != nil {
		n["isAccessibleForFree"] = *free
	}
	parts := w.instances("EducationEvent")
	if len(parts) == 1 {
		for _, name := range []string{"startDate", "endDate", "eventStatus", "eventAttendanceMode", "location", "maximumAttendeeCapacity", "remainingAttendeeCapacity"} {
			n.set(name, parts[0][name])
		}
	}
	n.set("subEvent", parts)
	return n
}

// service is what is neither course nor event: somebody is there for others.
func (w *writer) service() node {
	n := w.thing("Service")
	n.set("provider", w.organisation())
	n.set("serviceType", map[learning.Kind]string{
		learning.Community: "Lerngemeinschaft", learning.ConsultationHour: "Sprechstunde", learning.Mentoring: "Mentoring", learning.WorkShadowing: "Hospitation",
	}[w.Kind])
	n.set("areaServed", w.regions())
	n.set("offers", w.offer())
	channel := node{}
	channel.set("availableLanguage", tags(w.InLanguage))
	channel.set("serviceUrl", format.Link(w.URL))
	if len(channel) > 0 {
		channel["@type"] = "ServiceChannel"
		n["availableChannel"] = channel
	}
	n.set("subjectOf", w.instances("Event"))
	return n
}
