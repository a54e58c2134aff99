package landing

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// providersPage is a page of the list of providers.
type providersPage struct {
	Total   int
	From    int // the first and the last that are shown, counted from 1
	To      int
	Query   string
	Land    string // name of the Land whose offers are counted; empty: all
	Letters []letter
	Hidden  []field
	All     string // address of the whole list
}

// letter are the providers that begin with it.
type letter struct {
	Name  string
	Items []link
}

// providerPage is one provider.
type providerPage struct {
	Name     string
	URL      string
	Contact  *learning.Contact
	ContactU string // address in the net, if it is safe
	Known    []source
	Retired  bool
	All      link
	Past     link
	Laender  []source
	Kinds    []link
	Modes    []link
	Topics   []link
	Towns    []link
	Next     []card
	AllNext  string
	Hidden   []field
	Of       asked // the list of all of them
}

// providersShown is how many providers a page of the list has.
const providersShown = 200

// providerPath is the page of a provider, by its name or by the id of what a
// Land registered ("by:bayvsa:bvs").
func providerPath(name string) string {
	if name == "." || name == ".." { // no address can say that
		return "/angebote?" + url.Values{"provider": {name}}.Encode()
	}
	return "/anbieter/" + url.PathEscape(name)
}

// providerLinks are the values of the facet of providers as links to their
// pages, the most frequent first.
func providerLinks(counts map[string]int, a asked) []link {
	out := links("provider", counts, func(s string) string { return s }, a)
	for i := range out {
		out[i].Address = a.only().at(providerPath(out[i].Text))
	}
	return out
}

func (s *Site) providers(r *http.Request) (page, error) {
	a := read(r)
	land := learning.Land(a.get("land"))
	offset := a.number("offset", 0) / providersShown * providersShown
	query := url.Values{"limit": {strconv.Itoa(providersShown)}, "offset": {strconv.Itoa(offset)}}
	list := a.only()
	if q := a.get("q"); q != "" {
		query.Set("q", q)
		list = list.with("q", q)
	}
	body := providersPage{Query: a.get("q"), All: a.only().at("/anbieter"), Hidden: a.only().fields()}
	if land != "" {
		query.Set("land", string(land))
		list = list.with("land", string(land))
		body.Land = land.Name()
		body.Hidden = append(body.Hidden, field{"land", string(land)})
	}
	var found providerList
	if err := s.api.get(r.Context(), "/api/v1/providers", query, &found); err != nil {
		return page{}, err
	}
	body.Total, body.From, body.To = found.Total, offset+1, offset+len(found.Items)
	for _, p := range found.Items {
		name := initial(p.Name)
		if n := len(body.Letters); n == 0 || body.Letters[n-1].Name != name {
			body.Letters = append(body.Letters, letter{Name: name})
		}
		at := &body.Letters[len(body.Letters)-1]
		at.Items = append(at.Items, link{p.Name, a.only().at(providerPath(p.Name)), p.Offers})
	}
	title := "Anbieter von A bis Z"
	if land != "" {
		title = "Anbieter " + within(land)
	}
	out := page{Template: "alle-anbieter", Title: title, Section: "angebote", Asked: a.only(), Body: body}
	if offset > 0 {
		out.Prev = list.with("offset", strconv.Itoa(offset-providersShown)).at("/anbieter")
	}
	if body.To < found.Total {
		out.Next = list.with("offset", strconv.Itoa(offset+providersShown)).at("/anbieter")
	}
	return out, nil
}

// initial is the letter under which a name stands, "0–9" for anything else.
func initial(name string) string {
	for _, c := range name {
		if unicode.IsDigit(c) {
			break
		}
		if unicode.IsLetter(c) {
			switch c = unicode.ToUpper(c); c {
			case 'Ä':
				return "A"
			case 'Ö':
				return "O"
			case 'Ü':
				return "U"
			}
			return string(c)
		}
	}
	return "0–9"
}

// providerSample is how many offers of a provider are looked at for its places.
const providerSample = "60"

func (s *Site) provider(r *http.Request) (page, error) {
	ctx, a, name := r.Context(), read(r).only(), r.PathValue("name")
	var body providerPage
	if land, _, _, ok := learning.OfferID(name).Parts(); ok && land.Valid() {
		facts, err := s.registered(ctx, name)
		if err != nil {
			return page{}, err
		}
		if facts != nil {
			body.register(facts)
			name = body.Name
		}
	}
	of := a.with("provider", name)
	l, err := s.list(ctx, "current", "true", "provider", name, "sort", "date", "limit", providerSample)
	if err != nil {
		return page{}, err
	}
	past, err := s.list(ctx, "current", "false", "provider", name, "limit", "1")
	if err != nil {
		return page{}, err
	}
	if body.Name == "" && l.Total+past.Total == 0 {
		return page{}, &problem{Status: http.StatusNotFound}
	}
	if err := s.known(ctx, &body, append(slices.Clone(l.Items), past.Items...)); err != nil {
		return page{}, err
	}
	st, _ := s.status(ctx) // only for the age of a Land's data
	cards := s.lister(a, st)
	body.Name = name
	body.All = link{Address: of.at("/angebote"), Total: l.Total}
	body.Past = link{Address: of.with("current", "false").at("/angebote"), Total: past.Total}
	body.Kinds = links("kind", l.Facets["kind"], labels(learning.VocabKinds), of)
	body.Modes = inOrder(learning.VocabModes, links("mode", l.Facets["mode"], labels(learning.VocabModes), of))
	body.Topics = dozen(topicLinks(l.Facets["topic"], a))
	body.Towns = dozen(towns(l.Items, of))
	body.Next, body.AllNext = cards.cards("a", upcoming(l.Items, 6)), of.with("sort", "date").at("/angebote")
	body.Hidden, body.Of = of.fields(), of
	for _, land := range slices.Sorted(maps.Keys(l.Facets["land"])) {
		body.Laender = append(body.Laender, source{Land: learning.Land(land), Name: learning.Land(land).Name(), Age: offers(l.Facets["land"][land])})
	}
	return page{Template: "anbieter", Title: name, Section: "angebote", Asked: a, Body: body}, nil
}

// registered is what a Land registered under an id; nil if nothing.
func (s *Site) registered(ctx context.Context, id string) (*registered, error) {
	var facts registered
	err := s.api.get(ctx, "/api/v1/providers/"+url.PathEscape(id), nil, &facts)
	var p *problem
	switch {
	case errors.As(err, &p) && p.Status == http.StatusNotFound:
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &facts, nil
}

// register takes over what a Land registered.
func (p *providerPage) register(facts *registered) {
	p.Name = cmp.Or(p.Name, facts.Provider.Name)
	p.URL = cmp.Or(p.URL, safeURL(facts.Provider.URL))
	p.contact(facts.Provider.Contact)
	p.Retired = p.Retired || facts.Retired
	p.Known = append(p.Known, source{Land: facts.Land, Name: facts.Land.Name()})
}

// contact takes over the contact of an office, and none of a person.
func (p *providerPage) contact(c *learning.Contact) {
	if p.Contact != nil || c == nil || learning.PersonName(c.Name) || learning.PersonEmail(c.Email) || learning.MobilePhone(c.Phone) {
		return
	}
	p.Contact, p.ContactU = c, safeURL(c.URL)
}

// mostKnown is how many registrations of one provider are looked for.
const mostKnown = 3

// known looks in the provider's offers for what Länder registered of it, and
// for a contact.
func (s *Site) known(ctx context.Context, body *providerPage, items []item) error {
	seen := map[string]bool{}
	for _, o := range items {
		body.URL = cmp.Or(body.URL, safeURL(o.Provider.URL))
		land, system, _, ok := o.ID.Parts()
		id := string(learning.NewOfferID(land, system, o.Provider.ID))
		if !ok || o.Provider.ID == "" || seen[id] || len(seen) == mostKnown || len(body.Known) > 0 {
			continue
		}
		seen[id] = true
		facts, err := s.registered(ctx, id)
		if err != nil {
			return err
		}
		if facts != nil {
			body.register(facts)
		}
	}
	if body.Contact != nil || len(items) == 0 {
		return nil
	}
	var f full
	err := s.api.get(ctx, "/api/v1"+strings.Replace(offerPath(items[0].ID), "/angebote/", "/offers/", 1), nil, &f)
	var gone *problem
	if err != nil && !errors.As(err, &gone) {
		return err
	}
	body.contact(f.Offer.Contact)
	return nil
}

// towns are where the next sessions of some offers take place, the most frequent first.
func towns(items []item, of asked) []link {
	counts := map[string]int{}
	for _, o := range items {
		if o.Session == nil || o.Session.Place == nil || o.Session.Place.City == "" || utf8.RuneCountInString(o.Session.Place.City) > 60 {
			continue
		}
		counts[o.Session.Place.City]++
	}
	var out []link
	for town, n := range counts {
		out = append(out, link{town, of.with("q", town).at("/angebote"), n})
	}
	slices.SortFunc(out, func(a, b link) int { return cmp.Or(b.Total-a.Total, cmp.Compare(a.Text, b.Text)) })
	return out
}
