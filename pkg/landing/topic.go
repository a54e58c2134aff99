package landing

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/schemas"
)

// topicsPage is all topics.
type topicsPage struct {
	Topics []link // with offers, from A to Z
	Others []link // without
}

// topicPage is one topic.
type topicPage struct {
	Code    string
	Name    string
	English string
	Words   string // synonyms
	All     link
	Past    link
	Levels  []link
	Modes   []link
	Kinds   []link
	Next    []card
	AllNext string
	Near    []link
	Holders []link
	Tiles   []tile
	Hidden  []field
	Of      asked // the list of all of them
}

// topicPath is the page of a topic.
func topicPath(code string) string { return "/themen/" + url.PathEscape(code) }

// topicLinks are the values of the facet of topics as links to their pages,
// the most frequent first.
func topicLinks(counts map[string]int, a asked) []link {
	out := links("topic", counts, labels(learning.VocabTopics), a)
	at := map[string]string{}
	for code := range counts {
		at[learning.Label(learning.VocabTopics, code)] = a.only().at(topicPath(code))
	}
	for i := range out {
		out[i].Address = at[out[i].Text]
	}
	return out
}

// alphabetical sorts links by their text as a German dictionary does.
func alphabetical(list []link) []link {
	key := strings.NewReplacer("ä", "a", "ö", "o", "ü", "u", "ß", "ss")
	slices.SortFunc(list, func(a, b link) int {
		return cmp.Or(cmp.Compare(key.Replace(strings.ToLower(a.Text)), key.Replace(strings.ToLower(b.Text))), cmp.Compare(a.Text, b.Text))
	})
	return list
}

func (s *Site) topics(r *http.Request) (page, error) {
	a := read(r).only()
	l, err := s.list(r.Context(), "current", "true", "limit", "0")
	if err != nil {
		return page{}, err
	}
	counts := l.Facets["topic"]
	body := topicsPage{Topics: alphabetical(topicLinks(counts, a))}
	for _, t := range learning.Terms(learning.VocabTopics) {
		if counts[t.Code] == 0 {
			body.Others = append(body.Others, link{Text: t.Label["de"], Address: a.at(topicPath(t.Code))})
		}
	}
	alphabetical(body.Others)
	return page{Template: "themen", Title: "Alle Themen", Section: "angebote", Asked: a, Body: body}, nil
}

// topicSample is how many offers of a topic are looked at for what else they are about.
const topicSample = "60"

func (s *Site) topic(r *http.Request) (page, error) {
	ctx, a, code := r.Context(), read(r).only(), r.PathValue("code")
	term, known := learning.Lookup(learning.VocabTopics, code)
	of := a.with("topic", code)
	l, err := s.list(ctx, "current", "true", "topic", code, "sort", "date", "limit", topicSample)
	if err != nil {
		return page{}, err
	}
	past, err := s.list(ctx, "current", "false", "topic", code, "limit", "0")
	if err != nil {
		return page{}, err
	}
	if !known && l.Total+past.Total == 0 {
		return page{}, &problem{Status: http.StatusNotFound}
	}
	st, _ := s.status(ctx) // only for the age of a Land's data
	body := topicPage{
		Code: code, Name: learning.Label(learning.VocabTopics, code), English: term.Label["en"], Words: strings.Join(term.Synonyms, ", "),
		All: link{Address: of.at("/angebote"), Total: l.Total}, Past: link{Address: of.with("current", "false").at("/angebote"), Total: past.Total},
		Levels: inOrder(learning.VocabLevels, links("level", l.Facets["level"], level, of)),
		Modes:  inOrder(learning.VocabModes, links("mode", l.Facets["mode"], labels(learning.VocabModes), of)),
		Kinds:  links("kind", l.Facets["kind"], labels(learning.VocabKinds), of),
		Next:   s.lister(a, st).cards("a", upcoming(l.Items, 6)), AllNext: of.with("sort", "date").at("/angebote"),
		Near: near(term, l.Items, a), Holders: dozen(providerLinks(l.Facets["provider"], a)),
		Tiles: tilesOf(l.Facets["land"], of), Hidden: of.fields(), Of: of,
	}
	return page{Template: "thema", Title: body.Name, Section: "angebote", Asked: a, Body: body}, nil
}

// tilesOf is the map with the number of offers of a list, each tile a way to
// those; one without leads to the Land's page.
func tilesOf(counts map[string]int, of asked) []tile {
	out := tiles(counts, "", of)
	for i := range out {
		if counts[string(out[i].Land)] > 0 {
			out[i].Address = of.with("land", string(out[i].Land)).at("/angebote")
		}
	}
	return out
}

// upcoming are the first few offers that have a session to come; without any, the first few.
func upcoming(items []item, most int) []item {
	var out []item
	for _, o := range items {
		if o.Session != nil && len(out) < most {
			out = append(out, o)
		}
	}
	if len(out) == 0 {
		out = items[:min(most, len(items))]
	}
	return out
}

// inOrder are links in the order of a vocabulary, others behind.
func inOrder(vocabulary string, list []link) []link {
	place := map[string]int{}
	for i, t := range learning.Terms(vocabulary) {
		place[t.Label["de"]] = i + 1
	}
	slices.SortStableFunc(list, func(a, b link) int {
		return cmp.Compare(cmp.Or(place[a.Text], len(place)+1), cmp.Or(place[b.Text], len(place)+1))
	})
	return list
}

// near are topics that stand beside this one in offers, the most frequent
// first, and then those of the same field of education.
func near(of schemas.Term, items []item, a asked) []link {
	beside := map[string]int{}
	for _, o := range items {
		for _, t := range o.Topics {
			if t != of.Code && slices.Contains(o.Topics, of.Code) {
				beside[t]++
			}
		}
	}
	out := topicLinks(beside, a)
	for _, t := range learning.Terms(learning.VocabTopics) {
		if t.ISCED == of.ISCED && of.ISCED != "" && t.Code != of.Code && beside[t.Code] == 0 {
			out = append(out, link{Text: t.Label["de"], Address: a.at(topicPath(t.Code))})
		}
	}
	return dozen(out)
}
