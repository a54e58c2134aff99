package landing_test

import (
	"net/url"
	"strings"
)

// templates are addresses that show every template on the demo data.
func templates(h *hub) map[string]string {
	return map[string]string{
		"start":    "/",
		"treffer":  "/angebote?q=Datenschuz+online&myLand=he&employer=municipal&mode=online&mode=self_paced",
		"liste":    "/angebote",
		"gleich":   "/angebote?q=Pivot&myLand=he&employer=municipal",
		"gleiches": "/angebote/he:lern-he:LH-402?myLand=he&employer=municipal",
		"null":     "/angebote?q=Datenschutz&kind=mentoring&land=sl&level=advanced",
		"hinweise": "/angebote?q=E-Akte+im+Zirkus+im+August",
		"ähnlich":  "/angebote?q=Datenschutzzirkus",
		"angebot":  "/angebote/" + url.PathEscape(string(richID)) + "?myLand=he&employer=municipal",
		"weg":      "/angebote/" + url.PathEscape(string(goneID)),
		"laender":  "/laender",
		"land":     "/laender/he",
		"saarland": "/laender/sl?myLand=sl&employer=municipal",
		"themen":   "/themen",
		"thema":    "/themen/data_protection",
		"leer":     "/themen/audit",
		"alle":     "/anbieter",
		"anbieter": "/anbieter/" + url.PathEscape("Beispielakademie Rheinbogen"),
		"daten":    "/daten",
		"hilfe":    "/hilfe",
		"barriere": "/barrierefreiheit",
		"schutz":   "/datenschutz",
		"fehler":   "/gibt-es-nicht",
		"docs":     "/docs",

		"leicht":     "/leichte-sprache",
		"en-start":   "/en",
		"en-treffer": "/en/angebote?q=Datenschuz+online&myLand=he&employer=municipal&mode=online&mode=self_paced",
		"en-angebot": "/en/angebote/" + url.PathEscape(string(richID)) + "?myLand=he&employer=municipal",
	}
}

// everyTemplate are those, and every other page of fixed words, in every language.
func everyTemplate(h *hub) map[string]string {
	out := map[string]string{"impressum": "/impressum"}
	for _, name := range []string{"suchen", "mitmachen", "anmelden", "kontakt", "barrierefreiheit"} {
		out["leicht-"+name] = "/leichte-sprache/" + name
	}
	out["leicht-fehler"] = "/leichte-sprache/gibt-es-nicht"
	for name, path := range templates(h) {
		out[name] = path
		if name != "docs" && !strings.HasPrefix(name, "leicht") && !strings.HasPrefix(name, "en-") {
			out["en-"+name] = strings.TrimSuffix("/en"+path, "/")
		}
	}
	out["en-impressum"] = "/en/impressum"
	return out
}
