package landing

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
)

// openSearch is a description of the search for browsers (OpenSearch 1.1 draft 6).
type openSearch struct {
	XMLName       xml.Name        `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
	ShortName     string          // at most 16 characters
	Description   string          // at most 1,024
	Language      string          `xml:"Language"`
	InputEncoding string          `xml:"InputEncoding"`
	Image         openSearchImage `xml:"Image"`
	URLs          []openSearchURL `xml:"Url"`
}

type openSearchImage struct {
	Type string `xml:"type,attr"`
	URL  string `xml:",chardata"`
}

type openSearchURL struct {
	Type     string `xml:"type,attr"`
	Rel      string `xml:"rel,attr,omitempty"`
	Template string `xml:"template,attr"`
}

// suggestionsPath gives suggestions to the address bar of a browser.
const suggestionsPath = "/angebote/vorschlaege.json"

func (s *Site) openSearch(r *http.Request) (file, error) {
	origin := s.origin(r)
	if origin == "" {
		return file{}, &problem{Status: http.StatusBadRequest}
	}
	d := openSearch{
		ShortName: "Lernverbund", Description: "Fortbildung für die öffentliche Verwaltung: Angebote aus allen Ländern und vom Bund",
		Language: "de", InputEncoding: "UTF-8", Image: openSearchImage{"image/svg+xml", origin + "/favicon.svg"},
		URLs: []openSearchURL{
			{"text/html", "", origin + "/angebote?q={searchTerms}"},
			{"application/atom+xml", "", origin + "/angebote.atom?q={searchTerms}"},
			{"application/rss+xml", "", origin + "/angebote.rss?q={searchTerms}"},
			{"application/x-suggestions+json", "", origin + suggestionsPath + "?q={searchTerms}"},
			{"application/opensearchdescription+xml", "self", origin + "/opensearch.xml"},
		},
	}
	out, err := xml.MarshalIndent(d, "", " ")
	return file{kind: "application/opensearchdescription+xml; charset=utf-8", content: append([]byte(xml.Header), out...), age: 86400}, err
}

// mostTyped is how much of what is typed is completed, in bytes.
const mostTyped = 200

// suggestions are completions as browsers read them (OpenSearch Suggestions
// 1.0): what was typed, texts, descriptions, addresses.
func (s *Site) suggestions(r *http.Request) (file, error) {
	typed := r.URL.Query().Get("q")
	if !utf8.ValidString(typed) || len(typed) > mostTyped {
		return file{}, &problem{Status: http.StatusBadRequest}
	}
	var found struct {
		Items []struct {
			Kind  string `json:"kind"`
			Text  string `json:"text"`
			ID    string `json:"id"`
			Total int    `json:"total"`
		} `json:"items"`
	}
	if err := s.api.get(r.Context(), "/api/v1/suggest", url.Values{"q": {typed}}, &found); err != nil {
		return file{}, err
	}
	origin := s.origin(r)
	texts, about, links := []string{}, []string{}, []string{}
	for _, one := range found.Items {
		link := origin + "/angebote?q=" + url.QueryEscape(one.Text)
		if one.Kind == "offer" {
			link = origin + "/angebote/" + url.PathEscape(one.ID)
		}
		note := ""
		if one.Total > 0 {
			note = offers(one.Total)
		}
		texts, about, links = append(texts, one.Text), append(about, note), append(links, link)
	}
	out, err := json.Marshal([]any{strings.TrimSpace(typed), texts, about, links})
	return file{kind: "application/x-suggestions+json; charset=utf-8", content: out, age: 60}, err
}
