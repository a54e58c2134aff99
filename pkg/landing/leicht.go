package landing

import (
	"net/http"
	"strings"
)

// easyPath is where the pages in Leichte Sprache stand. They are pages of
// their own (DIN SPEC 33429): one sentence a line, at most eight words, no
// passive, a middle dot in long words. People wrote them, no machine did;
// readers of the target group have still to check them.
const easyPath = "/leichte-sprache"

// easyPages are the pages in Leichte Sprache: address and title.
var easyPages = map[string]string{
	"start": "Lernverbund in Leichter Sprache", "suchen": "So suchen Sie ein Angebot", "mitmachen": "Darf ich mitmachen?",
	"anmelden": "So melden Sie sich an", "kontakt": "So erreichen Sie uns", "barrierefreiheit": "Barrierefreiheit in Leichter Sprache",
}

// easy is a page in Leichte Sprache.
func (s *Site) easy(r *http.Request) (page, error) {
	name := r.PathValue("page")
	switch name {
	case "":
		name = "start"
	case "start":
		name = "" // it has its own address
	}
	title, ok := easyPages[name]
	if !ok || in(r.Context()) != nil {
		return page{}, &problem{Status: http.StatusNotFound}
	}
	return page{Template: "leicht/" + name, Title: title, Section: "leicht", Asked: read(r).only(), Body: s.Operator}, nil
}

// isEasy reports whether a page is one in Leichte Sprache, or its error.
func isEasy(r *http.Request) bool {
	return in(r.Context()) == nil && (r.URL.Path == easyPath || strings.HasPrefix(r.URL.Path, easyPath+"/"))
}

// silentDots hides the middle dots in the long words of such a template from voices.
func silentDots(file, source string) string {
	if !strings.HasPrefix(file, "templates/leicht") {
		return source
	}
	return strings.ReplaceAll(source, "·", `<span aria-hidden="true">·</span>`)
}
