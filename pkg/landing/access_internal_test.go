package landing

import (
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

func TestVerdicts(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 44, 0, 0, learning.Berlin)
	clerk := reader{"he", "municipal"}
	ministry := reader{"he", "state"}
	federal := reader{"", "federal"}
	club := reader{"he", "other"}
	eur := func(s string) *learning.Price { return &learning.Price{Amount: s, Currency: "EUR"} }
	access := func(open string, more ...learning.Land) *learning.Access {
		return &learning.Access{OpenTo: open, Laender: more}
	}
	with := func(a *learning.Access, change func(*learning.Access)) *learning.Access { change(a); return a }
	for name, c := range map[string]struct {
		access *learning.Access
		land   learning.Land
		reader reader
		price  *learning.Price
		class  string
		words  string
		rule   string
	}{
		"nothing said":             {nil, "by", clerk, nil, "frage", "Nicht angegeben", "Fragen Sie den Anbieter, bevor Sie sich anmelden."},
		"public":                   {access("public"), "by", clerk, nil, "ja", "Ja, Sie dürfen teilnehmen", "Offen für alle, auch privat."},
		"public, reader unknown":   {access("public"), "by", reader{}, nil, "ja", "Ja, Sie dürfen teilnehmen", "Offen für alle, auch privat."},
		"all Länder":               {access("all_laender"), "by", clerk, nil, "ja", "Ja, Sie dürfen teilnehmen", "Offen für Beschäftigte aller Länder."},
		"all Länder, federal":      {access("all_laender"), "by", federal, nil, "frage", "Nicht angegeben", "Offen für Länder und Kommunen. Ob auch für den Bund, steht nicht dabei."},
		"all Länder, club":         {access("all_laender"), "by", club, nil, "frage", "Nicht angegeben", "Offen für Länder und Kommunen. Ob auch für andere Arbeitgeber, steht nicht dabei."},
		"all, federal named":       {with(access("all_laender"), func(a *learning.Access) { a.Employers = []string{"state", "federal"} }), "by", federal, nil, "ja", "Ja, Sie dürfen teilnehmen", "Offen für Beschäftigte aller Länder. Arbeitgeber: Land und Bund."},
		"own Land":                 {access("land"), "he", clerk, nil, "ja", "Ja, Sie dürfen teilnehmen", "Offen für Land und Kommunen in Hessen."},
		"own Land's municipal":     {with(access("land"), func(a *learning.Access) { a.Employers = []string{"municipal"} }), "he", clerk, nil, "ja", "Ja, Sie dürfen teilnehmen", "Offen für alle Kommunen in Hessen."},
		"municipal, from ministry": {with(access("land"), func(a *learning.Access) { a.Employers = []string{"municipal"} }), "he", ministry, nil, "nein", "Nein, nicht für Sie", "Nur für Kommunen in Hessen."},
		"other Land":               {access("land"), "bw", clerk, nil, "nein", "Nein, nicht für Sie", "Nur für Beschäftigte des Landes Baden-Württemberg."},
		"other Land, invited":      {access("land", "he"), "bw", clerk, nil, "ja", "Ja, Sie dürfen teilnehmen", "Offen für Beschäftigte aus Baden-Württemberg und Hessen."},
		"own staff":                {access("own_staff"), "he", clerk, nil, "nein", "Nein, nicht für Sie", "Nur für Beschäftigte der Stadt Musterstadt."},
		"own staff, and Hessen":    {access("own_staff", "he"), "by", clerk, nil, "ja", "Ja, Sie dürfen teilnehmen", "Offen für Land und Kommunen in Hessen."},
		"federal's own":            {access("land"), "bund", federal, nil, "ja", "Ja, Sie dürfen teilnehmen", "Offen für Beschäftigte des Bundes."},
		"federal's own, clerk":     {access("land"), "bund", clerk, nil, "nein", "Nein, nicht für Sie", "Nur für Beschäftigte des Bundes."},
		"first others":             {with(access("land"), func(a *learning.Access) { a.OutsidersFrom = "2026-12-03" }), "rp", clerk, nil, "bed", "Ja, ab 3. Dezember", "Bis dahin zuerst für Beschäftigte des Landes Rheinland-Pfalz."},
		"others had their time":    {with(access("land"), func(a *learning.Access) { a.OutsidersFrom = "2026-11-03" }), "rp", clerk, nil, "ja", "Ja, Sie dürfen teilnehmen", "Seit 3. November auch für Beschäftigte anderer Länder."},
		"first others, all":        {with(access("all_laender"), func(a *learning.Access) { a.OutsidersFrom = "2026-12-03" }), "rp", clerk, nil, "bed", "Ja, ab 3. Dezember", "Bis dahin zuerst für Beschäftigte des Landes Rheinland-Pfalz."},
		"guests pay":               {with(access("all_laender"), func(a *learning.Access) { a.OutsiderPrice = eur("80.00") }), "by", clerk, &learning.Price{Free: new(true)}, "bed", "Ja, gegen 80,00\u00a0€", "Für Beschäftigte aus Bayern kostenlos."},
		"no guest":                 {with(access("all_laender"), func(a *learning.Access) { a.OutsiderPrice = eur("80.00") }), "he", clerk, eur("40.00"), "ja", "Ja, Sie dürfen teilnehmen", "Offen für Beschäftigte aller Länder."},
		"reader unknown":           {access("all_laender"), "by", reader{}, nil, "frage", "Noch nicht geprüft", "Offen für Beschäftigte aller Länder."},
		"employer unknown":         {access("land"), "by", reader{"by", ""}, nil, "frage", "Noch nicht geprüft", "Offen für Land und Kommunen in Bayern."},
	} {
		t.Run(name, func(t *testing.T) {
			got := judgement{access: c.access, land: c.land, holder: "Stadt Musterstadt", price: c.price, reader: c.reader, now: now}.verdict()
			if got.Class != c.class || got.Words != c.words || got.Rule != c.rule {
				t.Errorf("got %s %q %q\nwant %s %q %q", got.Class, got.Words, got.Rule, c.class, c.words, c.rule)
			}
			if got.Ask != (c.words == "Noch nicht geprüft") {
				t.Errorf("asks %v", got.Ask)
			}
		})
	}
}
