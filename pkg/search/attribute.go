package search

import (
	"slices"
	"strconv"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// facet is one dimension of filters.
type facet uint8

const (
	byLand facet = iota
	byPlaceLand
	byKind
	byMode
	byTopic
	byLevel
	byLanguage
	byProvider
	byAudience
	byAccess
	byFunding
	byFree
	byCertificate
	byAccessibility
	byCompetence
	byRecognition
	byCurrent // follows the clock
	bySeats   // follows the clock
	byMay     // who may attend, follows the clock and the one who asks
	numFacets
	byDay         = numFacets     // days on which a session starts, no facet for people
	byRule        = numFacets + 1 // who may attend, as one word, no facet for people
	byCity        = numFacets + 2 // the place of a session as it is written, no facet for people
	byTown        = numFacets + 3 // names and postal codes that only the sessions locate, no facet for people
	numDimensions = numFacets + 4
)

// names of the facets in a [Result].
var facetNames = [numFacets]string{
	"land", "placeLand", "kind", "mode", "topic", "level", "language", "provider", "audience", "access", "funding", "free",
	"certificate", "accessibility", "competence", "recognition", "current", "seats", "may",
}

// value is one value of one facet that a document has.
type value struct {
	facet facet
	text  string
}

// attribute is one value that documents have.
type attribute struct {
	value
	docs docset
	rule *learning.Admission // of byRule, else nil
}

// attributes are the values of all documents; one that no document has any more is forgotten.
type attributes struct {
	ids  map[value]uint32
	all  paged[attribute]
	free []uint32
	of   [numDimensions][]uint32 // numbers by facet, unordered

	towns                    towns // the values of byCity
	cityNames, providerNames names
}

func (a *attributes) intern(v value) uint32 {
	if id, ok := a.ids[v]; ok {
		return id
	}
	var id uint32
	if n := len(a.free); n > 0 {
		id, a.free = a.free[n-1], a.free[:n-1]
	} else {
		id = a.all.grow()
	}
	v.text = strings.Clone(v.text)
	at := a.all.at(id)
	if at.value = v; v.facet == byRule {
		at.rule = admission(v.text)
	}
	a.ids[v] = id
	a.of[v.facet] = append(a.of[v.facet], id)
	a.called(v)
	return id
}

func (a *attributes) remove(id, doc uint32) {
	at := a.all.at(id)
	at.docs.remove(doc)
	if at.docs.len() > 0 {
		return
	}
	delete(a.ids, at.value)
	a.forgotten(at.value)
	list := a.of[at.facet]
	i := slices.Index(list, id)
	list[i] = list[len(list)-1]
	a.of[at.facet] = list[:len(list)-1]
	*at = attribute{}
	a.free = append(a.free, id)
}

// lookup is the set of documents with a value, or nil.
func (a *attributes) lookup(f facet, text string) *docset {
	if id, ok := a.ids[value{f, text}]; ok {
		return &a.all.at(id).docs
	}
	return nil
}

// values are what filters and facets see of a document, each once. The two
// that follow the clock are not among them. They are appended to vs, which is empty.
func values(vs []value, d Document) []value {
	o := d.Offer
	add := func(f facet, texts ...string) {
		for _, text := range texts {
			if text = strings.TrimSpace(text); text != "" {
				vs = append(vs, value{f, text})
			}
		}
	}
	add(byLand, string(d.Land))
	add(byKind, string(o.Kind))
	add(byMode, string(o.Mode))
	add(byTopic, o.Topics...)
	if o.Level != nil {
		add(byLevel, o.Level.Grade)
		if o.Level.DQR != nil {
			add(byLevel, "dqr"+strconv.Itoa(int(*o.Level.DQR)))
		}
	}
	for _, tag := range o.InLanguage {
		base, _, _ := strings.Cut(tag, "-")
		add(byLanguage, tag, strings.ToLower(base))
	}
	add(byProvider, o.Provider.Name)
	add(byAudience, o.Audience...)
	add(byFunding, o.Funding...)
	add(byAccessibility, o.Accessibility...)
	if o.Certificate != nil {
		add(byCertificate, o.Certificate.Kind)
	}
	for _, c := range o.Competences {
		add(byCompetence, c.Scheme+":"+c.ID)
	}
	if yes, known := o.Price.Nothing(); known {
		add(byFree, strconv.FormatBool(yes))
	}
	if r := o.Recognition; r != nil && (r.LearningTime != "" || r.Credits != "" || len(r.Note) > 0) {
		add(byRecognition, "true")
	}
	if o.Access != nil {
		add(byAccess, o.Access.OpenTo)
		add(byRule, accessRule(d.Land, o))
	}
	for _, s := range o.Sessions {
		if s.Status == learning.Cancelled {
			continue
		}
		if s.Place != nil {
			add(byPlaceLand, string(s.Place.Land))
			add(byCity, s.Place.City)
		}
		if start, ok := startOf(s); ok {
			add(byDay, dayOf(start))
		}
	}
	slices.SortFunc(vs, compareValues)
	return slices.Compact(vs)
}

func compareValues(a, b value) int {
	if a.facet != b.facet {
		return int(a.facet) - int(b.facet)
	}
	return strings.Compare(a.text, b.text)
}
