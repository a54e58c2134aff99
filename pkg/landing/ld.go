package landing

import (
	"html/template"
	"net/http"
	"time"

	"github.com/lernverbund/lernverbund/pkg/format"
	"github.com/lernverbund/lernverbund/pkg/format/schemaorg"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// offerLD is an offer as schema.org, alone.
func (s *Site) offerLD(r *http.Request) (file, error) {
	origin, err := s.mustOrigin(r)
	if err != nil {
		return file{}, err
	}
	id := learning.OfferID(r.PathValue("id"))
	var f full
	if err := s.api.get(r.Context(), offerAPI(id), nil, &f); err != nil {
		return file{}, err
	}
	steps, err := s.steps(r.Context(), id)
	if err != nil {
		return file{}, err
	}
	raw, _, err := schemaorg.Write(f.record(origin, steps), s.Now())
	return file{kind: schemaorg.Type, content: raw, age: feedAge, modified: f.SeenAt}, err
}

// record is an offer for a writer.
func (f *full) record(origin string, steps history) format.Record {
	return format.Record{ID: f.ID, Offer: &f.Offer, Origin: origin, Created: steps.first(), Modified: f.SeenAt}
}

// first is when an offer was reported first, zero if its beginning was not read.
func (h history) first() (t time.Time) {
	if len(h.Items) > 0 && h.Total == len(h.Items) {
		t = h.Items[0].RecordedAt
	}
	return t
}

// offerMeta is the head of an offer's page: what it is about, its other forms,
// and itself as data. A data block is not run, and the policy of the pages
// does not speak of it.
func (s *Site) offerMeta(r *http.Request, f *full, steps history) (meta, error) {
	path := offerPath(f.ID)
	m := meta{Description: about(&f.Offer), Feeds: []feedLink{
		{"application/atom+xml", "Änderungen dieses Angebots", path + ".atom"},
		{"text/calendar", "Termine dieses Angebots", path + ".ics"},
		{"application/ld+json", "Dieses Angebot als schema.org", path + ".jsonld"},
	}}
	origin := s.origin(r)
	if origin == "" {
		return m, nil
	}
	raw, _, err := schemaorg.Write(f.record(origin, steps), s.Now())
	m.LD = template.JS(raw) //nolint:gosec // schemaorg.Write escapes what could end the element
	return m, err
}

// mostDescription is how long a description for search engines is, in characters.
const mostDescription = 160

// about is an offer in one line.
func about(o *learning.Offer) string {
	text, _ := o.Summary.In("de")
	if text == "" {
		text, _ = o.Description.In("de")
	}
	return cutAt(oneLine(format.Plain(text)), mostDescription)
}
