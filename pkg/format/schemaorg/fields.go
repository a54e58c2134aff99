package schemaorg

import (
	"slices"
	"strconv"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/format"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

func clean(s string) string { return strings.TrimSpace(format.Clean(s)) }

func upper(s string) string { return strings.ToUpper(s) }

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// cleaned are texts without those that are empty.
func cleaned(list []string) []string {
	var out []string
	for _, one := range list {
		if one = clean(one); one != "" {
			out = append(out, one)
		}
	}
	return out
}

// tags are language tags.
func tags(list []string) []string {
	var out []string
	for _, one := range list {
		if one = format.Tag(one); one != "" {
			out = append(out, one)
		}
	}
	return out
}

// words is a text in the offer's language.
func (w *writer) words(t learning.Text) string {
	words, _ := t.In(w.tag)
	return clean(words)
}

// description is the description, else the summary, as plain text.
func (w *writer) description() string {
	text, _ := w.Description.In(w.tag)
	return orElse(format.Plain(text), w.words(w.Summary))
}

// moment is a time as it was written, if it is one.
func moment(s string) string {
	if _, _, err := learning.Moment(s); err != nil {
		return ""
	}
	return s
}

func (w *writer) workload() string {
	if _, ok := learning.ParseDuration(w.Workload); !ok {
		return ""
	}
	return w.Workload
}

// subject is the publishing system's own id of the offer.
func (w *writer) subject() string {
	_, _, subject, _ := w.ID.Parts()
	return clean(subject)
}

// organisation is who holds the offer, and its office.
func (w *writer) organisation() node {
	p := w.Provider
	n := node{}
	n.set("name", clean(p.Name))
	n.set("url", format.Link(p.URL))
	n.set("identifier", clean(p.ID))
	if c := w.Contact; c != nil {
		point := node{}
		point.set("contactType", clean(c.Name))
		point.set("email", clean(c.Email))
		point.set("telephone", clean(c.Phone))
		point.set("url", format.Link(c.URL))
		if len(point) > 0 {
			point["@type"] = "ContactPoint"
			n["contactPoint"] = point
		}
	}
	if len(n) > 0 {
		n["@type"] = "Organization"
	}
	return n
}

// levels are the level in our words and in the German qualifications framework.
func (w *writer) levels() []node {
	var out []node
	if w.Level == nil {
		return nil
	}
	if learning.Known(learning.VocabLevels, w.Level.Grade) {
		out = append(out, node{"@type": "DefinedTerm", "name": learning.Label(learning.VocabLevels, w.Level.Grade), "termCode": w.Level.Grade})
	}
	if d := w.Level.DQR; d != nil && *d >= 1 && *d <= 8 {
		n := strconv.Itoa(int(*d))
		out = append(out, node{"@type": "DefinedTerm", "@id": "http://w3id.org/openeduhub/vocabs/dqrCompetenceLevels/" + n, "name": "DQR " + n, "termCode": n})
	}
	return out
}

// competences are what one can do afterwards.
func (w *writer) competences() []node {
	var out []node
	for _, c := range w.Competences {
		n := node{"@type": "DefinedTerm"}
		n.set("termCode", clean(c.ID))
		n.set("name", orElse(w.words(c.Label), clean(c.ID)))
		if link := format.Link(c.ID); link != "" {
			n["url"] = link
		}
		set := node{"@type": "DefinedTermSet"}
		set.set("name", clean(c.Scheme))
		n["inDefinedTermSet"] = set
		out = append(out, n)
	}
	return out
}

// topics are what it is about.
func (w *writer) topics() []node {
	var out []node
	for _, code := range w.Topics {
		n := node{"@type": "DefinedTerm"}
		n.set("termCode", clean(code))
		n.set("name", clean(learning.Label(learning.VocabTopics, code)))
		out = append(out, n)
	}
	return out
}

// roles are the audiences that LRMI has a role for.
var roles = map[string]string{
	"employees": "professional", "managers": "professional", "trainees": "student", "teachers": "teacher", "mentors": "mentor", "public": "generalPublic",
}

func (w *writer) audiences() []node {
	var out []node
	for _, code := range w.Audience {
		n := node{"@type": "Audience"}
		n.set("audienceType", clean(learning.Label(learning.VocabAudience, code)))
		if role := roles[code]; role != "" {
			n["@type"], n["educationalRole"] = "EducationalAudience", role
		}
		out = append(out, n)
	}
	return out
}

// access says in words who may attend.
func (w *writer) access() string {
	if w.Access == nil {
		return ""
	}
	words := map[string]string{
		"own_staff": "Nur eigene Beschäftigte", "land": "Beschäftigte des Landes", "all_laender": "Beschäftigte aller Länder", "public": "Öffentlich",
	}[w.Access.OpenTo]
	if note := w.words(w.Access.Note); note != "" {
		words = strings.TrimPrefix(words+". "+note, ". ")
	}
	return words
}

// regions are the Länder whose staff may attend, if that is what decides.
func (w *writer) regions() []string {
	if w.Access == nil || w.Access.OpenTo != "land" {
		return nil
	}
	own, _, _, _ := w.ID.Parts()
	var out []string
	for _, l := range append([]learning.Land{own}, w.Access.Laender...) {
		if r := region(l); r != "" && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// free is whether it costs nothing; nil if that is not said.
func (w *writer) free() *bool {
	p := w.Price
	switch {
	case p == nil:
		return nil
	case p.Free != nil:
		return p.Free
	case !decimal(p.Amount):
		return nil
	}
	return new(strings.Trim(p.Amount, "0.") == "")
}

// decimal reports whether an amount is a number.
func decimal(s string) bool {
	return s != "" && strings.Trim(s, "0123456789.") == "" && strings.Count(s, ".") <= 1 && s[0] != '.' && s[len(s)-1] != '.'
}

// offer is the price, and from when to when the offer stands.
func (w *writer) offer() node {
	n := node{"@type": "Offer", "url": orElse(format.Link(w.URL), w.Page())}
	if free := w.free(); free != nil {
		switch {
		case *free:
			n["price"], n["category"] = "0", "Free"
		case decimal(w.Price.Amount):
			n["price"], n["category"] = w.Price.Amount, "Paid"
		default:
			n["category"] = "Paid"
		}
		if n["price"] != nil {
			n["priceCurrency"] = orElse(clean(w.Price.Currency), "EUR")
		}
	}
	n.set("availabilityStarts", moment(w.ValidFrom))
	n.set("availabilityEnds", moment(w.ValidThrough))
	n.set("eligibleRegion", w.regions())
	if len(n) == 2 {
		return nil // nothing is said
	}
	return n
}

func (w *writer) credential() node {
	n := node{}
	if c := w.Certificate; c != nil {
		n.set("credentialCategory", clean(c.Kind))
		n.set("name", orElse(w.words(c.Name), clean(learning.Label(learning.VocabCertificates, c.Kind))))
	}
	if len(n) > 0 {
		n["@type"] = "EducationalOccupationalCredential"
	}
	return n
}

// credits are those of the recognition: "5 ECTS".
func (w *writer) credits() node {
	if w.Recognition == nil {
		return nil
	}
	number, unit, _ := strings.Cut(clean(w.Recognition.Credits), " ")
	number = strings.ReplaceAll(number, ",", ".")
	if !decimal(number) || unit == "" {
		return nil
	}
	value, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return nil
	}
	return node{"@type": "QuantitativeValue", "value": value, "unitText": unit}
}

// accessible are features that the W3C has words for, and the rest in a sentence.
func (w *writer) accessible() (features []string, summary string) {
	names := map[string]string{"captions": "captions", "sign_language": "signLanguage"}
	var rest []string
	for _, a := range w.Accessibility {
		switch {
		case names[a] != "":
			features = append(features, names[a])
		case a == "plain_language" || a == "screen_reader":
			rest = append(rest, learning.Label(learning.VocabAccessibility, a))
		}
	}
	return features, strings.Join(rest, ", ")
}

// licences are the deeds of SPDX ids.
var licences = map[string]string{
	"CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/", "DL-DE-BY-2.0": "https://www.govdata.de/dl-de/by-2-0", "DL-DE-ZERO-2.0": "https://www.govdata.de/dl-de/zero-2-0",
}

// licence is the address of a licence's text; "" if it has none.
func licence(spdx string) string {
	if known := licences[upper(spdx)]; known != "" {
		return known
	}
	parts := strings.Split(strings.ToLower(spdx), "-")
	if n := len(parts); n >= 3 && parts[0] == "cc" && slices.Contains([]string{"1.0", "2.0", "2.5", "3.0", "4.0"}, parts[n-1]) {
		kind := strings.Join(parts[1:n-1], "-")
		if slices.Contains([]string{"by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd"}, kind) {
			return "https://creativecommons.org/licenses/" + kind + "/" + parts[n-1] + "/"
		}
	}
	return ""
}

// labels are codes in words, joined.
func labels(vocabulary string, codes []string) string {
	var out []string
	for _, c := range codes {
		out = append(out, clean(learning.Label(vocabulary, c)))
	}
	return strings.Join(out, ", ")
}
