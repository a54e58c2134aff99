package landing

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// wording is words of a provider, with the language they are in if it is not German.
type wording struct {
	Words string
	Lang  string
}

func say(t learning.Text) wording {
	words, tag := t.In("de")
	if tag == "de" {
		tag = ""
	}
	return wording{words, tag}
}

// card is an offer in a list.
type card struct {
	ID       string // for the markup, unique on a page
	Address  string
	Title    wording
	Kind     string
	Provider string
	Date     date
	Verdict  verdict
	Facts    []fact
	Why      []reason
	Source   source
	Past     bool
}

// fact is one of the four things a card always says.
type fact struct {
	Name  string
	Value string
	Note  string
	Class string // of the icon, if it has one
}

// source says where an offer comes from and how fresh it is.
type source struct {
	Land  learning.Land
	Name  string
	Age   string // "gemeldet vor 3 Minuten"
	Quiet bool   // the Land has been silent for long
}

// silence is how long a Land may say nothing before a page names it.
const silence = 7 * 24 * time.Hour

// lister makes cards.
type lister struct {
	now    time.Time
	asked  asked
	silent map[learning.Land]time.Time // Länder that have said nothing for long, since when
}

func (s *Site) lister(a asked, st status) lister {
	l := lister{now: s.Now(), asked: a, silent: map[learning.Land]time.Time{}}
	for _, land := range st.Laender {
		if land.LastEvent != nil && l.now.Sub(*land.LastEvent) > silence {
			l.silent[land.Land] = *land.LastEvent
		}
	}
	return l
}

// offerPath is the page of an offer: one spelling for ever.
func offerPath(id learning.OfferID) string { return "/angebote/" + url.PathEscape(string(id)) }

// cards are the offers of a list; its name makes their ids unique on a page.
func (l lister) cards(list string, items []item) []card {
	out := make([]card, len(items))
	for i := range items {
		out[i] = l.card(&items[i])
		out[i].ID = list + strconv.Itoa(i+1)
	}
	return out
}

func (l lister) card(o *item) card {
	c := card{
		Address: l.asked.only().at(offerPath(o.ID)), Title: say(o.Title), Kind: kindAndLevel(o.Kind, o.Level),
		Provider: o.Provider.Name, Date: when(dated{o.Mode, o.Session, o.Sessions, o.Current}, l.now),
		Verdict: judgement{
			access: o.Access, land: o.Land, holder: o.Provider.Name, price: o.Price, reader: l.asked.reader(), now: l.now,
		}.verdict(),
		Why: why(o.Match, o.Title.German()), Source: l.source(o.Land, o.SeenAt), Past: !o.Current,
	}
	place, placeNote := where(o.Mode, o.Session)
	span, spanNote := length(o.Workload, o.Session)
	cost, costNote := price(o.Price, o.Access)
	free, class := seats(o.Mode, o.Session)
	age := ""
	if o.Session != nil && o.Session.SeatsFree != nil {
		age = asOf(o.Session.SeatsAsOf, l.now)
	}
	c.Facts = []fact{{"Ort", place, placeNote, ""}, {"Dauer", span, spanNote, ""}, {"Preis", cost, costNote, ""}, {"Plätze", free, age, class}}
	return c
}

func (l lister) source(land learning.Land, at time.Time) source {
	if since, ok := l.silent[land]; ok {
		return source{land, land.Name(), "seit " + count(int(l.now.Sub(since).Hours()/24), "Tag", "Tagen") + " keine Meldung", true}
	}
	return source{land, land.Name(), "gemeldet " + seen(at, l.now), false}
}

// Summary is place, duration and price in one line.
func (c card) Summary() string {
	var parts []string
	for _, f := range c.Facts[:3] {
		if f.Name == "Preis" && f.Value == "nicht angegeben" {
			f.Value = "Preis nicht angegeben"
		}
		if f.Value != "nicht angegeben" {
			parts = append(parts, f.Value)
		}
	}
	return strings.Join(parts, " · ")
}

// Free is the fourth fact.
func (c card) Free() fact { return c.Facts[3] }

// reason is why an offer was found: a place, a rule and the words.
type reason struct {
	Where string
	Words []string
	Note  string
}

var (
	fields = map[string]string{
		"title": "im Titel", "keyword": "bei den Stichwörtern", "topic": "bei den Themen", "place": "beim Ort",
		"provider": "beim Anbieter", "description": "in der Beschreibung",
	}
	rules = map[string]string{
		"exact": "genau so", "inflection": "gebeugt", "gender": "in anderer Form", "umlaut": "anders geschrieben",
		"part": "als Wortteil", "derivation": "verwandt", "compound": "zusammengesetzt", "synonym": "als Synonym", "typo": "trotz Tippfehler",
	}
)

// why groups the matches of an offer by place and rule.
func why(matches []match, title string) []reason {
	var out []reason
	at := map[string]int{}
	for _, m := range matches {
		place, rule, note := orElse(fields[m.Field], "im Angebot"), rules[m.Rule], ""
		key := m.Field + " " + m.Rule
		switch {
		case m.Rule == "typo":
			note = "statt „" + m.Query + "“"
			key += " " + m.Query
		case m.Rule == "synonym" && strings.EqualFold(m.Word, m.Query):
			place, rule = "bei den Merkmalen", ""
		case m.Rule == "synonym":
			note = "für „" + m.Query + "“"
			key += " " + m.Query
		}
		word := asIn(title, m.Word)
		if word == m.Word {
			word = cased(word, m.Query)
		}
		if i, ok := at[key]; ok {
			out[i].Words = append(out[i].Words, word)
			continue
		}
		if rule != "" {
			place += ", " + rule
		}
		at[key] = len(out)
		out = append(out, reason{place, []string{word}, note})
	}
	return out
}

// asIn is a folded word as a text writes it, if the text has it.
func asIn(text, word string) string {
	for i := range text {
		if end := i + len(word); end <= len(text) && strings.EqualFold(text[i:end], word) {
			return text[i:end]
		}
	}
	return word
}
