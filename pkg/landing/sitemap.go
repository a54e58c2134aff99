package landing

import (
	"context"
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// How many addresses a site map has, how many of them are remembered and for
// how long. The protocol allows 50,000 addresses.
const (
	mapSize  = 10_000
	mapKept  = 10
	mapAge   = time.Hour
	mostMaps = 100 // the API turns no further
)

// siteMaps remembers what stands in the maps: asking for it is the dearest
// thing a stranger can ask for. One at a time is made.
type siteMaps struct {
	mu    sync.Mutex
	pages map[int]siteMap
}

// siteMap is one of them, with paths instead of addresses.
type siteMap struct {
	made time.Time
	urls []mapped
}

type mapped struct {
	Loc  string `xml:"loc"`
	Mod  string `xml:"lastmod,omitempty"`
	path string
	at   time.Time
}

type urlset struct {
	XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []mapped `xml:"url"`
}

type sitemapIndex struct {
	XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Maps    []mapped `xml:"sitemap"`
}

// siteIndex names all maps.
func (s *Site) siteIndex(r *http.Request) (file, error) {
	origin, err := s.mustOrigin(r)
	if err != nil {
		return file{}, err
	}
	var l list // each offer for itself, whatever is the same as it
	if err := s.api.get(r.Context(), "/api/v1/offers", url.Values{"current": {"true"}, "limit": {"0"}, "explain": {"false"}}, &l); err != nil {
		return file{}, err
	}
	index := sitemapIndex{Maps: []mapped{{Loc: origin + "/sitemap-seiten.xml"}}}
	for n := range min((l.Total+mapSize-1)/mapSize, mostMaps) {
		index.Maps = append(index.Maps, mapped{Loc: origin + "/sitemap-angebote.xml?seite=" + strconv.Itoa(n+1)})
	}
	return mapFile(index)
}

// sitePages is the map of everything but offers.
func (s *Site) sitePages(r *http.Request) (file, error) {
	origin, err := s.mustOrigin(r)
	if err != nil {
		return file{}, err
	}
	l, err := s.list(r.Context(), "current", "true", "limit", "0", "explain", "false")
	if err != nil {
		return file{}, err
	}
	paths := []string{"/", "/angebote", "/laender", "/themen", "/anbieter", "/daten", "/hilfe", "/barrierefreiheit", "/datenschutz", "/impressum"}
	for _, p := range slices.Clone(paths) {
		paths = append(paths, english.at(p))
	}
	for name := range easyPages {
		paths = append(paths, strings.TrimSuffix(easyPath+"/"+name, "/start"))
	}
	for _, land := range learning.Laender {
		paths = append(paths, "/laender/"+string(land))
	}
	for code := range l.Facets["topic"] {
		paths = append(paths, topicPath(code))
	}
	for name := range l.Facets["provider"] {
		paths = append(paths, providerPath(name))
	}
	slices.Sort(paths)
	out := urlset{}
	for _, p := range slices.Compact(paths)[:min(len(paths), 5*mapSize)] {
		out.URLs = append(out.URLs, mapped{Loc: origin + p})
	}
	return mapFile(out)
}

// siteOffers is one map of current offers.
func (s *Site) siteOffers(r *http.Request) (file, error) {
	origin, err := s.mustOrigin(r)
	if err != nil {
		return file{}, err
	}
	n, err := strconv.Atoi(r.URL.Query().Get("seite"))
	if err != nil || n < 1 || n > mostMaps {
		return file{}, &problem{Status: http.StatusNotFound}
	}
	m, err := s.siteMap(r.Context(), n-1)
	if err != nil {
		return file{}, err
	}
	if len(m.urls) == 0 {
		return file{}, &problem{Status: http.StatusNotFound}
	}
	out := urlset{URLs: make([]mapped, len(m.urls))}
	for i, u := range m.urls {
		out.URLs[i] = mapped{Loc: origin + u.path, Mod: u.at.UTC().Format(time.RFC3339)}
	}
	return mapFile(out)
}

func mapFile(root any) (file, error) {
	raw, err := xml.Marshal(root)
	return file{kind: "application/xml; charset=utf-8", content: append([]byte(xml.Header), raw...), age: int(mapAge / time.Second)}, err
}

// siteMap is a map, made anew if it is old.
func (s *Site) siteMap(ctx context.Context, n int) (siteMap, error) {
	c := &s.maps
	c.mu.Lock()
	defer c.mu.Unlock()
	if m, ok := c.pages[n]; ok && s.Now().Sub(m.made) < mapAge {
		return m, nil
	}
	m := siteMap{made: s.Now()}
	for offset := n * mapSize; offset < (n+1)*mapSize; offset += mostEntries {
		var l struct {
			Total int `json:"total"`
			Items []struct {
				ID     learning.OfferID `json:"id"`
				SeenAt time.Time        `json:"seenAt"`
			} `json:"items"`
		}
		q := url.Values{"current": {"true"}, "sort": {"title"}, "explain": {"false"}, "limit": {strconv.Itoa(mostEntries)}, "offset": {strconv.Itoa(offset)}}
		if err := s.api.get(ctx, "/api/v1/offers", q, &l); err != nil {
			return siteMap{}, err
		}
		for _, i := range l.Items {
			m.urls = append(m.urls, mapped{path: offerPath(i.ID), at: i.SeenAt})
		}
		if offset+mostEntries >= l.Total {
			break
		}
	}
	if c.pages == nil || len(c.pages) >= mapKept {
		c.pages = map[int]siteMap{}
	}
	if len(m.urls) > 0 {
		c.pages[n] = m
	}
	return m, nil
}

// robots says to programs what is not worth reading: the API, and lists by
// many filters at once, of which there is no end.
func (s *Site) robots(r *http.Request) (file, error) {
	text := "User-agent: *\nDisallow: /angebote?*&*&*&\nDisallow: /en/angebote?*&*&*&\nDisallow: /api/\n"
	if origin := s.origin(r); origin != "" {
		text += "\nSitemap: " + origin + "/sitemap.xml\n"
	}
	return file{kind: "text/plain; charset=utf-8", content: []byte(text), age: feedAge}, nil
}
