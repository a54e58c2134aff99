package landing

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
)

// meta is what the head of a page tells programs: search engines, readers of
// feeds, networks that show a card for a link.
type meta struct {
	Title       string
	Description string
	Canonical   string // the one address of the page, empty if it has none
	Locale      string
	Picture     string    // that networks show beside a link
	Versions    []version // in every language, for hreflang
	Feeds       []feedLink
	LD          template.JS // schema.org, for a script element that is data
}

// feedLink is another form of a page, for a program that comes again.
type feedLink struct{ Type, Title, Address string }

// hostPattern is a host with or without a port, as it may stand in a link.
var hostPattern = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?(:[0-9]{1,5})?$`)

// publicPattern is a scheme and a host: links of the pages begin at the root.
var publicPattern = regexp.MustCompile(`^https?://[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?/?$`)

// ErrPublic is returned by CheckPublic and New when Config.Public is no scheme and host.
var ErrPublic = errors.New("the public address must be as in https://lernverbund.example")

// CheckPublic is nil if an address may be Config.Public.
func CheckPublic(address string) error {
	if address == "" || publicPattern.MatchString(address) {
		return nil
	}
	return fmt.Errorf("%w: %q", ErrPublic, address)
}

// origin is where people find the pages: what is configured, else what the
// request says. Nobody may write anything but a host there; "" if somebody did.
func (s *Site) origin(r *http.Request) string {
	if s.Public != "" {
		return strings.TrimSuffix(s.Public, "/")
	}
	if !hostPattern.MatchString(r.Host) {
		if _, err := netip.ParseAddrPort(r.Host); err != nil {
			return ""
		}
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// descriptions are what the pages that are always there are about.
var descriptions = map[string]string{
	"start":            "Fortbildung für alle, die in der Verwaltung arbeiten: Angebote aus allen Ländern und vom Bund, mit der Antwort, ob Sie teilnehmen dürfen.",
	"angebote":         "Kurse, Selbstlernangebote, Mentoring und mehr für die öffentliche Verwaltung: mit Terminen, freien Plätzen und der Antwort, ob Sie teilnehmen dürfen.",
	"laender":          "Fortbildung für die Verwaltung nach Land: Wie viele Angebote jedes Land meldet.",
	"land":             "Fortbildung für die Verwaltung in einem Land: nächste Termine, Themen, Anbieter und was von anderswo offen ist.",
	"thema":            "Fortbildung für die Verwaltung zu einem Thema: nächste Termine, Stufen, Formen und Anbieter.",
	"anbieter":         "Ein Anbieter von Fortbildung für die Verwaltung: seine Angebote, Orte und nächsten Termine.",
	"themen":           "Fortbildung für die Verwaltung nach Thema.",
	"alle-anbieter":    "Wer Fortbildung für die Verwaltung anbietet, von A bis Z.",
	"daten":            "Wie frisch und wie vollständig die Angebote jedes Landes sind, mit Verlauf und Beleg.",
	"hilfe":            "Wie die Suche versteht, was Sie schreiben, und wie Sie sie einengen.",
	"barrierefreiheit": "Wie barrierefrei diese Seiten sind, was noch fehlt und wo Sie Barrieren melden.",
	"datenschutz":      "Kein Konto, keine Cookies, keine Messung: was technisch nötig ist und was wir nicht wissen wollen.",
	"impressum":        "Wer diese Seiten betreibt.",
}

// meta describes a page. An error page has no address of its own.
func (s *Site) meta(r *http.Request, p *page) meta {
	m := p.Meta
	m.Title = p.Title
	origin := s.origin(r)
	if p.Status != 0 || origin == "" {
		m.Feeds = nil
		return m
	}
	path := r.URL.EscapedPath()
	if m.Description == "" {
		m.Description = descriptions[p.Template]
		if isEasy(r) {
			m.Description = "Fortbildung in der Verwaltung: Hier steht alles Wichtige in Leichter Sprache."
		}
	}
	switch p.Template {
	case "start", "land", "thema", "anbieter":
		m.Feeds = append(m.Feeds, feedLink{"application/atom+xml", "Neue Angebote", p.feed()})
	case "angebote":
		for _, f := range []feedLink{
			{"application/atom+xml", "Diese Suche als Feed (Atom)", "/angebote.atom"},
			{"application/rss+xml", "Diese Suche als Feed (RSS)", "/angebote.rss"},
			{"text/calendar", "Termine dieser Suche als Kalender", "/angebote.ics"},
		} {
			m.Feeds = append(m.Feeds, feedLink{f.Type, f.Title, p.Asked.with("limit").with("sort").at(f.Address)})
		}
		path = p.Asked.with("myLand").with("employer").with("darf").turnedTo(p.Asked).at(path)
	}
	m.Locale, m.Canonical, m.Picture = "de_DE", origin+path, origin+s.assets.picture
	if language := in(r.Context()); language != nil {
		m.Locale, m.Canonical = "en_GB", origin+language.at(path)
	}
	if isEasy(r) {
		return m
	}
	m.Versions = []version{{"de", "", origin + path, false}, {english.tag, "", origin + english.at(path), false}, {"x-default", "", origin + path, false}}
	return m
}

// feed is the feed that belongs to a page: of what its address names, or of all there is.
func (p *page) feed() string {
	of, _ := p.Body.(interface{ feed() asked })
	if of == nil {
		return "/angebote.atom"
	}
	return of.feed().at("/angebote.atom")
}

func (p landPage) feed() asked     { return asked{}.with("land", string(p.Land)) }
func (p topicPage) feed() asked    { return asked{}.with("topic", p.Code) }
func (p providerPage) feed() asked { return asked{}.with("provider", p.Name) }

// turnedTo is the state on the page of the list where another one is.
func (a asked) turnedTo(b asked) asked {
	if v := b.values["offset"]; len(v) > 0 {
		a.values["offset"] = v
	}
	return a
}

// oneLine is a text without line breaks.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// cutAt is a text of at most n characters, cut at a blank.
func cutAt(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	cut := string(runes[:n-1])
	if i := strings.LastIndexByte(cut, ' '); i > n/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,.;:") + "…"
}
