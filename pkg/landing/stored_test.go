package landing_test

import (
	"context"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	cdppage "github.com/chromedp/cdproto/page"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/lernverbund/lernverbund/pkg/browsertest"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// payloads are texts that call kanarie, or ask for /kanarie, if a page lets them.
var payloads = []string{
	`<script>kanarie(1)</script>`,
	`<img src=/kanarie onerror=kanarie(2)>`,
	`"><svg/onload=kanarie(3)>`,
	`' autofocus onfocus='kanarie(4)' x='`,
	`" autofocus onfocus="kanarie(5)" x="`,
	`</title></textarea></style></noscript><script>kanarie(6)</script>`,
	`--><script>kanarie(7)</script><!--`,
	`]]><script xmlns="http://www.w3.org/1999/xhtml">kanarie(8)</script><![CDATA[`,
	`</script><script>kanarie(9)</script>`,
	`","x":"</script><svg onload=kanarie(10)>`,
	`{{.}} {{kanarie 11}} ${kanarie(11)} #{kanarie(11)} <%= kanarie(11) %>`,
	`javascript:kanarie(12)`,
	"java\nscript:kanarie(13)",
	"\x01javascript:kanarie(14)",
	`data:text/html,<script>kanarie(15)</script>`,
	`vbscript:kanarie(16)`,
	`//kanarie.example/17`,
	`https://kanarie.example/"onmouseover="kanarie(18)`,
	`[klick](javascript:kanarie(19))`,
	`![bild](/kanarie "onerror=kanarie(20)") ![b](x" onerror="kanarie(20))`,
	`<javascript:kanarie(21)> <https://x.example/"onclick="kanarie(21)>`,
	"[a]: javascript:kanarie(22)\n[a]\n\n```\n</code><script>kanarie(22)</script>\n```",
	`<a href="javascript:kanarie(23)" id=q class=suche>x</a>`,
	`<iframe srcdoc="<script>parent.kanarie(24)</script>"></iframe>`,
	`<object data="data:text/html,<script>kanarie(25)</script>"><embed src=/kanarie>`,
	`<svg><use href="data:image/svg+xml,<svg id=x onload=kanarie(26)>#x"/><animate onbegin=kanarie(26) attributeName=x dur=1s>`,
	`<math><mtext><table><mglyph><style><!--</style><img src=x onerror=kanarie(27)>`,
	`<base href="//kanarie.example/"><meta http-equiv=refresh content="0;url=/kanarie"><link rel=stylesheet href=/kanarie>`,
	"\u202e<script>kanarie(29)</script>\u202c\u2066\u2028\u2029\ufeff＜script＞kanarie(29)＜/script＞\ufffe",
	`<details open ontoggle=kanarie(30)><input autofocus onfocus=kanarie(30)><video><source onerror=kanarie(30)>`,
	"x\r\nATTACH:javascript:kanarie(31)\r\nBEGIN:VALARM\r\nSet-Cookie: kanarie=31\r\n\r\n<script>kanarie(31)</script>",
	"\x00<scr\x00ipt>kanarie(32)</scr\x00ipt>\x1b]0;x\x07",
}

// filled is an offer with a payload in every string there is, those of maps,
// lists and deeper parts included: the first has payload number first, the
// second the next one, and so on, so that over all numbers each string has had
// each payload. What a page needs to show a part at all is left as it may be if
// plain is true: codes and dates.
func filled(first int, plain bool) learning.Offer {
	var o learning.Offer
	number := first
	fill(reflect.ValueOf(&o).Elem(), func() string {
		number++
		return payloads[(number-1)%len(payloads)]
	})
	if plain {
		text := payloads[first%len(payloads)]
		o.Title = learning.Text{"de": "Kanarie " + text, "en": text}
		o.Kind, o.Mode, o.Workload, o.Level = learning.Course, learning.Hybrid, "PT7H", &learning.Level{Grade: "beginner"}
		o.Topics, o.Audience, o.Funding, o.Accessibility = []string{"data_protection"}, []string{"employees"}, nil, []string{"captions"}
		o.Price, o.ValidFrom, o.ValidThrough, o.InLanguage = &learning.Price{Amount: "40.00", Currency: "EUR"}, "", "", []string{"de"}
		o.Access = &learning.Access{OpenTo: "all_laender", Note: o.Access.Note}
		o.Sessions[0].Start, o.Sessions[0].End, o.Sessions[0].Status = "2026-12-01T09:00:00+01:00", "2026-12-01T16:00:00+01:00", ""
		o.Sessions[0].RegisterBy, o.Sessions[0].SeatsAsOf, o.Sessions[0].Online = "2026-11-27", "2026-11-23T08:10:00+01:00", nil
	}
	return o
}

// fill sets everything below a value, each string to the next text.
func fill(v reflect.Value, next func() string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(next())
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), next)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), next)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for _, key := range []string{"de", "en", "de-simple", next()} {
			v.SetMapIndex(reflect.ValueOf(key).Convert(v.Type().Key()), reflect.ValueOf(next()).Convert(v.Type().Elem()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), next)
		}
	}
}

// storedHub holds two offers for each payload, and a provider. The intake
// would refuse most of them; the pages do not rely on it.
func storedHub(t *testing.T) *hub {
	t.Helper()
	h := newHub(t)
	for i, p := range payloads {
		raw, plain := filled(i, false), filled(i, true)
		h.Publish("by", "evil", "roh"+p, event.TypeOfferPublished, raw)
		id := "zahm" + strconv.Itoa(i)
		h.Publish("by", "evil", id, event.TypeOfferPublished, plain)
		plain.Title["de"], plain.Provider.Name, plain.Price = "Kanarie "+p+" neu", p, &learning.Price{Amount: "50.00", Currency: "EUR"}
		h.Publish("by", "evil", id, event.TypeOfferRevised, plain)
		h.Publish("by", "evil", id, event.TypeSeatsReported, event.SeatsReported{
			Session: event.Seats{ID: plain.Sessions[0].ID, SeatsFree: new(learning.Count(3)), SeatsTotal: new(learning.Count(9)), SeatsAsOf: "2026-11-23T09:42:00+01:00"},
		})
		h.Publish("by", "evil", p, event.TypeProviderRegistered, plain.Provider)
	}
	return h
}

// storedPages are the pages that show what a payload is in: lists, and of the
// pages of its own each in so many; if somebody wants everything, all.
func storedPages(sample int) []string {
	paths := []string{
		"/", "/en", "/laender", "/laender/by", "/themen", "/themen/data_protection", "/anbieter", "/en/anbieter", "/daten", "/sitemap-angebote.xml",
		"/angebote", "/angebote?offset=20", "/angebote?offset=40", "/angebote?offset=60&sort=title", "/en/angebote",
		"/angebote.atom", "/angebote.rss", "/angebote?q=kanarie&myLand=by&employer=municipal", "/docs",
	}
	for i, p := range payloads {
		q, plain, raw := url.QueryEscape(p), "/angebote/by:evil:zahm"+strconv.Itoa(i), "/angebote/"+url.PathEscape("by:evil:roh"+p)
		if browsertest.Everything() || i%sample == 0 {
			paths = append(paths, plain, raw, "/anbieter/"+url.PathEscape(p), "/angebote?q="+q)
		}
		if browsertest.Everything() {
			paths = append(paths, "/en"+plain, "/en"+raw, "/themen/"+url.PathEscape(p), "/angebote.atom?q="+q, "/angebote.rss?provider="+q, "/docs?q="+q,
				"/anbieter/"+url.PathEscape("by:evil:"+p), "/angebote?q="+q+"&literal=true&near="+q+"&from="+q+"&topic="+q+"&provider="+q+"&land="+q)
		}
	}
	return paths
}

// watch lets a tab notice whatever runs: calls of the canary, dialogues, and
// what the policy of the pages stops.
func watch(tab *browsertest.Tab, t *testing.T, bypass bool) {
	t.Helper()
	if _, err := chromedp.Call(tab, cdpruntime.AddBinding, cdpruntime.AddBindingParams{Name: "gesungen"}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(tab, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: `
		window.kanarie = n => gesungen("canary " + n + " " + location.pathname);
		for (const d of ["alert", "confirm", "prompt", "print", "open"]) window[d] = () => gesungen(d);
		document.addEventListener("securitypolicyviolation", e => gesungen("the policy stopped " + e.effectiveDirective + " " + e.blockedURI));`}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(tab, cdppage.SetBypassCSP, cdppage.SetBypassCSPParams{Enabled: bypass}); err != nil {
		t.Fatal(err)
	}
}

// stored opens every page with the policy and without: nothing runs, nothing
// is asked for, no link leads anywhere but to the web or to a mailbox.
func stored(ctx context.Context, t *testing.T) {
	h := storedHub(t)
	for name, bypass := range map[string]bool{"with the policy": false, "without": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := browsertest.NewTab(ctx, t)
			watch(tab, t, bypass)
			sample := 4
			if !bypass { // of what would run without the policy the other tab sees more
				sample = 8
			}
			for _, path := range storedPages(sample) {
				browsertest.Open(tab, t, h.URL+path)
				if bad := browsertest.Evaluate[string](tab, t, harmful); bad != "" {
					t.Errorf("GET %s: %s", path, bad)
				}
				silent(tab, t, h, path)
			}
			suggested(tab, t, h)
			// The test would notice: the same text as HTML does run, or the policy stops it.
			browsertest.Open(tab, t, h.URL+"/")
			browsertest.Execute(tab, t, `document.body.insertAdjacentHTML("beforeend", '<img src=/kanarie onerror=kanarie(0)>')`)
			testbed.Until(t, "what is known to run is noticed", func() bool { return len(tab.Bound()) > 0 })
		})
	}
	t.Run("files", func(t *testing.T) { storedFiles(t, h) })
}

// silent wants that nothing was noticed since the last time.
func silent(tab *browsertest.Tab, t *testing.T, h *hub, what string) {
	t.Helper()
	notes := tab.Noted()
	for _, r := range notes.Bound {
		t.Errorf("%s: %s", what, r)
	}
	for _, r := range notes.Requests {
		if !strings.HasPrefix(r, h.URL+"/") && !strings.HasPrefix(r, "data:image/svg+xml;base64,") || strings.HasPrefix(r, h.URL+"/kanarie") {
			t.Errorf("%s: it asks for %s", what, r)
		}
	}
}

// suggested types what suggests the payloads, and chooses one.
func suggested(tab *browsertest.Tab, t *testing.T, h *hub) {
	t.Helper()
	for _, typed := range []string{"Kanarie", "kanarie scr", "<scr", "javasc"} {
		browsertest.Open(tab, t, h.URL+"/angebote")
		if err := chromedp.Do(tab, chromedp.Focus("#q"), chromedp.KeyEvent(typed)); err != nil {
			t.Fatal(err)
		}
		if typed == "Kanarie" {
			if _, err := chromedp.Run(tab, chromedp.Poll[bool](`document.querySelectorAll("[role=option]").length > 3`, chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(20*time.Second))); err != nil {
				t.Fatalf("no suggestions for %s: %v", typed, err)
			}
		} else {
			browsertest.Evaluate[bool](tab, t, `fetch("/api/v1/suggest?q="+encodeURIComponent("`+typed+`")).then(r => r.ok).then(ok => new Promise(done => setTimeout(done, 250, ok)))`)
		}
		silent(tab, t, h, "typed "+typed)
		if bad := browsertest.Evaluate[string](tab, t, harmful); bad != "" {
			t.Errorf("typed %s: %s", typed, bad)
		}
	}
}

// storedFiles wants that a payload stays within its line of a calendar and its
// string of a data block, and that no answer is read as anything else.
func storedFiles(t *testing.T, h *hub) {
	lines := []string{
		"BEGIN", "END", "VERSION", "PRODID", "METHOD", "CALSCALE", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "STATUS", "SEQUENCE", "GEO", "CATEGORIES",
		"ORGANIZER", "LAST-MODIFIED", "CREATED", "TRANSP", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "TZID", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE", "SOURCE", "COLOR", "X-WR-TIMEZONE", "CLASS", "CONTACT", "IMAGE",
	}
	paths := []string{"/angebote.ics", "/angebote/by:evil:zahm0.jsonld"}
	for i := range payloads {
		paths = append(paths, "/angebote/by:evil:zahm"+strconv.Itoa(i)+".ics", "/angebote.ics?q="+url.QueryEscape(payloads[i]))
	}
	calendars := 0
	for _, path := range paths {
		raw, status, header := h.text(path)
		if header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Set-Cookie") != "" {
			t.Errorf("GET %s: %d %v", path, status, header)
		}
		if !strings.HasPrefix(header.Get("Content-Type"), "text/calendar") {
			continue
		}
		calendars++
		for line := range strings.SplitSeq(strings.ReplaceAll(raw, "\r\n ", ""), "\r\n") {
			name, _, _ := strings.Cut(line, ":")
			name, _, _ = strings.Cut(name, ";")
			if line != "" && !slices.Contains(lines, name) || strings.Contains(line, "VALARM") && name == "BEGIN" || strings.ContainsAny(line, "\r\n") {
				t.Errorf("GET %s: a line %.80q", path, line)
			}
		}
	}
	if calendars < len(payloads) {
		t.Errorf("%d calendars, want at least %d", calendars, len(payloads))
	}
	if fmt.Sprint(filled(0, false)) == fmt.Sprint(learning.Offer{}) {
		t.Error("the offers are empty")
	}
}

// harmful names what must not be in a page, by the browser's own reading.
const harmful = `(() => {
	const bad = [], fine = ["http:", "https:", "mailto:", "tel:"];
	for (const e of document.querySelectorAll("*")) {
		for (const a of e.attributes) if (/^on/i.test(a.name) || a.name === "srcdoc" || a.name === "style" && document.contentType === "text/html") bad.push(e.tagName + " has " + a.name);
		if (/^(iframe|object|embed|base|img|video|audio|math|style|animate|template)$/i.test(e.localName)) bad.push(e.tagName);
		if (e.localName === "meta" && e.httpEquiv) bad.push("META " + e.httpEquiv);
		if (e.localName === "a" && e.protocol && !fine.includes(e.protocol)) bad.push("a link to " + e.href);
		if (e.localName === "form" && new URL(e.action).origin !== location.origin) bad.push("a form for " + e.action);
		if (e.localName === "link" && e.rel === "stylesheet" && new URL(e.href).origin !== location.origin) bad.push("styles from " + e.href);
		if (e.localName === "use" && !e.getAttribute("href").startsWith("#")) bad.push("USE " + e.getAttribute("href"));
		if (e.localName === "script" && e.type === "application/ld+json") { try { JSON.parse(e.textContent) } catch (x) { bad.push("a broken data block") } }
		else if (e.localName === "script" && !/^\/suche\.js/.test(e.getAttribute("src") || "")) bad.push("SCRIPT " + e.textContent.slice(0, 40));
	}
	return bad.join(", ");
})()`
