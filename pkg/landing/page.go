package landing

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

//go:embed templates
var templateFiles embed.FS

//go:embed assets
var assetFiles embed.FS

// view makes a page for a request.
type view func(r *http.Request) (page, error)

// page is what the frame around every page needs, and the page's own data.
type page struct {
	Template string // file name without .html
	Status   int    // 0: 200
	Title    string // of the window, without our name
	Section  string // current entry of the main menu
	Asked    asked
	Prev     string // addresses of the neighbours of a list
	Next     string
	Body     any

	Stylesheet string // filled by the frame
	Script     string
	Versions   []version
	Meta       meta
	Foot       string // how fresh the catalogue is; empty if that is unknown
	Notice     *notice
	Year       int
}

// Link is the address of a path that carries the reader's answer along.
func (p page) Link(to string) string { return p.Asked.only().at(to) }

// Carried are the hidden fields that do the same in a form.
func (p page) Carried() []field { return p.Asked.only().fields() }

// parts are the templates that every page has.
var parts = []string{"templates/rahmen.html", "templates/teile.html", "templates/meta.html", "templates/leicht.html"}

// pages are the parsed templates by name.
type pages map[string]*template.Template

func readPages() (pages, error) {
	functions := template.FuncMap{
		"zahl":     number,
		"angebote": offers,
		"silben":   silben,
		"glyph":    func(l learning.Land) template.HTML { return glyphs[l] },
		"icon":     icon,
		"karte":    func() string { return mapPath },
		"post":     post,
		"bild":     func(name string) string { return pictures[name] },
	}
	base := template.New("").Funcs(functions)
	for _, file := range parts {
		source, err := templateFiles.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if _, err := base.New(file).Parse(silentDots(file, string(source))); err != nil {
			return nil, err
		}
	}
	files, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	others, err := fs.Glob(templateFiles, "templates/*/*.html") // in other languages
	if err != nil {
		return nil, err
	}
	all := pages{}
	for _, file := range append(files, others...) {
		if slices.Contains(parts, file) {
			continue
		}
		t, err := base.Clone()
		if err != nil {
			return nil, err
		}
		source, err := templateFiles.ReadFile(file)
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(strings.TrimPrefix(file, "templates/"), ".html")
		if all[name], err = t.Parse(silentDots(file, string(source))); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// mailPattern is an address that may stand in a mailto link as it is.
var mailPattern = regexp.MustCompile(`^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`)

// post is where one writes to, "" if a text is no plain e-mail address.
func post(address string) string {
	if !mailPattern.MatchString(address) {
		return ""
	}
	return "mailto:" + address
}

// show answers with the page of a view, or with an error page.
func (s *Site) show(v view) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, err := v(r)
		if err == nil {
			p.Foot, p.Notice = s.foot(r.Context())
			err = s.write(w, r, p)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	})
}

// write renders a page as a whole before the first byte is sent.
func (s *Site) write(w http.ResponseWriter, r *http.Request, p page) error {
	p.Stylesheet, p.Script = s.assets.stylesheet, s.assets.script
	p.Year = local(s.Now()).Year()
	p.Versions = versions(r, p.Status)
	p.Meta = s.meta(r, &p)
	name, language := p.Template, in(r.Context())
	if language != nil && s.pages[language.tag+"/"+name] != nil {
		name = language.tag + "/" + name
	}
	if p.Status != 0 && isEasy(r) {
		name = "leicht/fehler"
		p.Title += " (Leichte Sprache)"
	}
	var out bytes.Buffer
	if err := s.pages[name].ExecuteTemplate(&out, "rahmen", p); err != nil {
		return err
	}
	content := out.Bytes()
	if language != nil {
		content = language.page(content, nil)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	if p.Status != 0 {
		h.Set("Cache-Control", "no-store")
		w.WriteHeader(p.Status)
	}
	_, _ = w.Write(content)
	return nil
}

// foot says how fresh the catalogue is, and whether nothing new arrives;
// nothing if the API does not say it, because no page fails for that.
func (s *Site) foot(ctx context.Context) (string, *notice) {
	st, err := s.status(ctx)
	if err != nil {
		return "", nil
	}
	out := outage(st, s.Now())
	now, last, laender, bund := s.Now(), time.Time{}, 0, false
	for _, l := range st.Laender {
		if l.LastEvent != nil && l.LastEvent.After(last) {
			last = *l.LastEvent
		}
		switch {
		case l.Offers == 0:
		case l.Land == learning.Bund:
			bund = true
		default:
			laender++
		}
	}
	text := offers(st.Catalogue.Offers) + " " + from(laender, bund) + "."
	if last.IsZero() {
		return text, out
	}
	when := longDay(last)
	if days(last, now) == 0 {
		when = "heute, " + when
	}
	return "Stand des Katalogs: " + when + ", " + minute(last) + " Uhr. " + text, out
}

// from is "aus 16 Ländern und vom Bund".
func from(laender int, bund bool) string {
	text := "aus " + count(laender, "Land", "Ländern")
	if bund {
		text += " und vom Bund"
	}
	return text
}

// statusAge is how old the state of the hub may be that stands beside other
// things on a page: working it out costs the hub more than a search.
const statusAge = 2 * time.Second

// freshness remembers the state of the hub for a moment.
type freshness struct {
	mu     sync.Mutex
	at     time.Time
	status status
}

// status is the state of the hub, at most statusAge old.
func (s *Site) status(ctx context.Context) (status, error) {
	f := &s.fresh
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.at.IsZero() && time.Since(f.at) < statusAge {
		return f.status, nil
	}
	st, err := s.statusNow(ctx)
	if err != nil {
		return status{}, err
	}
	f.at, f.status = time.Now(), st
	return st, nil
}

// statusNow is the state of the hub.
func (s *Site) statusNow(ctx context.Context) (status, error) {
	var st status
	err := s.api.get(ctx, "/api/v1/status", nil, &st)
	return st, err
}

// text is a page of fixed words.
func (s *Site) text(name, title string) view {
	return func(r *http.Request) (page, error) {
		return page{Template: name, Title: title, Asked: read(r), Body: s.Operator}, nil
	}
}

// assets are the files beside the pages.
type assets struct {
	files      map[string]asset
	stylesheet string // address with the hash of its content
	script     string // likewise
	picture    string // beside links, likewise
}

type asset struct {
	content []byte
	hash    string
	kind    string
}

func readAssets() (assets, error) {
	a := assets{files: map[string]asset{}}
	files, err := assetFiles.ReadDir("assets")
	if err != nil {
		return a, err
	}
	kinds := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8", ".png": "image/png"}
	for _, f := range files {
		content, err := assetFiles.ReadFile("assets/" + f.Name())
		if err != nil {
			return a, err
		}
		sum := sha256.Sum256(content)
		a.files[f.Name()] = asset{content, hex.EncodeToString(sum[:8]), kinds[path.Ext(f.Name())]}
	}
	a.stylesheet = "/stil.css?v=" + a.files["stil.css"].hash
	a.script = "/suche.js?v=" + a.files["suche.js"].hash
	a.picture = "/vorschau.png?v=" + a.files["vorschau.png"].hash
	return a, nil
}

// serve answers with a file: kept for a year under the address with its hash,
// asked for again under any other.
func (a assets) serve(name string) http.HandlerFunc {
	f := a.files[name]
	tag := `W/"` + f.hash + `"`
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", f.kind)
		h.Set("ETag", tag)
		h.Set("Cache-Control", "max-age=300")
		if r.URL.RawQuery == "v="+f.hash {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write(f.content)
	}
}
