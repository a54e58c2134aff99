package learning_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, learning.Berlin)

func TestPlausibleOffer(t *testing.T) {
	yes := true
	for name, c := range map[string]struct {
		change func(*learning.Offer)
		want   []string
	}{
		"good":              {nil, nil},
		"NUL":               {func(o *learning.Offer) { o.Summary = learning.Text{"de": "a\x00b"} }, []string{"/summary/de control"}},
		"C1":                {func(o *learning.Offer) { o.Description = learning.Text{"de": "a\u0085b"} }, []string{"/description/de control"}},
		"DEL":               {func(o *learning.Offer) { o.Keywords = []string{"a\x7fb"} }, []string{"/keywords/0 control"}},
		"long text breaks":  {func(o *learning.Offer) { o.Description = learning.Text{"de": "a\r\n\tb"} }, nil},
		"title breaks":      {func(o *learning.Offer) { o.Title["de"] = "a\nb" }, []string{"/title/de control"}},
		"bidi override":     {func(o *learning.Offer) { o.Title["de"] = "a\u202eb" }, []string{"/title/de bidi"}},
		"bidi isolate":      {func(o *learning.Offer) { o.Provider.Name = "a\u2066b" }, []string{"/provider/name bidi"}},
		"marks are allowed": {func(o *learning.Offer) { o.Title["ar"] = "\u200fمرحبا" }, nil},
		"markup":            {func(o *learning.Offer) { o.Description = learning.Text{"de": `<p class="MsoNormal">Hallo</p>`} }, []string{"/description/de markup?"}},
		"script":            {func(o *learning.Offer) { o.Title["de"] = "<script>alert(1)</script>" }, []string{"/title/de markup?"}},
		"entity":            {func(o *learning.Offer) { o.Summary = learning.Text{"de": "a&nbsp;b"} }, []string{"/summary/de markup?"}},
		"no markup": {func(o *learning.Offer) {
			o.Summary = learning.Text{"de": "Auskunft <1 Monat>, Kinder & Jugend, a < b, <https://x.de>"}
		}, nil},
		"script address":   {func(o *learning.Offer) { o.Description = learning.Text{"de": "[hier](javascript:alert(1))"} }, []string{"/description/de script?"}},
		"about JavaScript": {func(o *learning.Offer) { o.Title["de"] = "JavaScript: Grundlagen" }, nil},
		"person's mail":    {func(o *learning.Offer) { o.Description = learning.Text{"de": "Fragen an erika.muster@bvs.example."} }, []string{"/description/de person-text?"}},
		"office's mail": {func(o *learning.Offer) {
			o.Description = learning.Text{"de": "Fragen an team.fortbildung@bvs.example oder info@bvs.example"}
		}, nil},
		"mobile in text":  {func(o *learning.Offer) { o.Description = learning.Text{"de": "Tel. 0171 / 123 45 67"} }, []string{"/description/de person-text?"}},
		"mobile with +49": {func(o *learning.Offer) { o.Description = learning.Text{"de": "Tel. +49 (0) 151-23456789"} }, []string{"/description/de person-text?"}},
		"no mobile": {func(o *learning.Offer) {
			o.Description = learning.Text{"de": "am 01.06.2027 von 10:15 bis 16:00, Tel. 0611 1612345, ISBN 9780151234567"}
		}, nil},

		"unknown topic":              {func(o *learning.Offer) { o.Topics = []string{"data_protection", "Raketen"} }, []string{"/topics/1 unknown-code?"}},
		"unknown audience":           {func(o *learning.Offer) { o.Audience = []string{"Lehrkräfte"} }, []string{"/audience/0 unknown-code?"}},
		"unknown funding":            {func(o *learning.Offer) { o.Funding = []string{"Lotto"} }, []string{"/funding/0 unknown-code?"}},
		"unknown language":           {func(o *learning.Offer) { o.InLanguage, o.Summary = []string{"xx"}, learning.Text{"qq": "a"} }, []string{"/summary/qq language-unknown?", "/inLanguage/0 language-unknown?"}},
		"own network":                {func(o *learning.Offer) { o.URL = "https://intranet/kurs" }, []string{"/url url-private?"}},
		"own address":                {func(o *learning.Offer) { o.URL = "http://192.168.0.1:8080/" }, []string{"/url url-private?"}},
		"image without url":          {func(o *learning.Offer) { o.Image = &learning.Image{} }, []string{"/image/url image-url?"}},
		"empty competence":           {func(o *learning.Offer) { o.Competences = []learning.Competence{{Scheme: "ESCO"}} }, []string{"/competences/0 competence-empty?"}},
		"free and a price":           {func(o *learning.Offer) { o.Price = &learning.Price{Free: &yes, Amount: "5.00", Currency: "EUR"} }, []string{"/price price-free"}},
		"free and zero":              {func(o *learning.Offer) { o.Price = &learning.Price{Free: &yes, Amount: "0.00", Currency: "EUR"} }, nil},
		"no currency":                {func(o *learning.Offer) { o.Price = &learning.Price{Amount: "5.00"} }, []string{"/price/currency price-currency?"}},
		"outsiders' currency":        {func(o *learning.Offer) { o.Access = &learning.Access{OutsiderPrice: &learning.Price{Amount: "5.00"}} }, []string{"/access/outsiderPrice/currency price-currency?"}},
		"valid until the day before": {func(o *learning.Offer) { o.ValidFrom, o.ValidThrough = "2027-02-02", "2027-02-01" }, []string{"/validThrough date-order"}},
		"valid the wrong way":        {func(o *learning.Offer) { o.ValidFrom, o.ValidThrough = "2027-02-01", "2027-01-01" }, []string{"/validThrough date-order"}},
		"valid for one day":          {func(o *learning.Offer) { o.ValidFrom, o.ValidThrough = "2027-02-01", "2027-02-01" }, nil},
		"year 2107":                  {func(o *learning.Offer) { o.ValidThrough = "2107-10-21" }, []string{"/validThrough date-range"}},
		"year 1899":                  {func(o *learning.Offer) { o.ValidFrom = "1899-12-31" }, []string{"/validFrom date-range"}},
		"eleven years ahead":         {func(o *learning.Offer) { o.ValidThrough = "2037-12-01" }, []string{"/validThrough date-far?"}},
		"nine years ahead":           {func(o *learning.Offer) { o.ValidThrough = "2035-12-01" }, nil},
		"outsiders from 2150":        {func(o *learning.Offer) { o.Access = &learning.Access{OutsidersFrom: "2150-01-01"} }, []string{"/access/outsidersFrom date-range"}},
		"over":                       {func(o *learning.Offer) { o.ValidThrough = "2026-11-22" }, []string{"/validThrough past?"}},
		"all sessions past":          {func(o *learning.Offer) { o.Sessions = []learning.Session{{ID: "1", Start: "2026-01-01"}} }, []string{"/sessions past?"}},
		"past but valid": {func(o *learning.Offer) {
			o.Sessions, o.ValidThrough = []learning.Session{{ID: "1", Start: "2026-01-01"}}, "2027-06-30"
		}, nil},
		"one session to come": {func(o *learning.Offer) {
			o.Sessions = []learning.Session{{ID: "1", Start: "2026-01-01"}, {ID: "2", Start: "2026-11-23"}}
		}, nil},
		"session twice": {func(o *learning.Offer) { o.Sessions = []learning.Session{{ID: "1"}, {ID: "2"}, {ID: "1"}} }, []string{"/sessions/2/id session-twice"}},
		"end before start": {func(o *learning.Offer) {
			o.Sessions = []learning.Session{{ID: "1", Start: "2027-03-02T09:00:00+01:00", End: "2027-03-02T08:00:00+01:00"}}
		}, []string{"/sessions/0/end date-order"}},
		"other offset": {func(o *learning.Offer) {
			o.Sessions = []learning.Session{{ID: "1", Start: "2027-03-02T09:00:00+01:00", End: "2027-03-02T08:30:00Z"}}
		}, nil},
		"end is the day": {func(o *learning.Offer) {
			o.Sessions = []learning.Session{{ID: "1", Start: "2027-03-02T09:00:00+01:00", End: "2027-03-02"}}
		}, nil},
		"more free than seats": {func(o *learning.Offer) {
			o.Sessions = []learning.Session{{ID: "1", SeatsFree: count(9), SeatsTotal: count(8)}}
		}, []string{"/sessions/0/seatsFree seats-order?"}},
		"half a place": {func(o *learning.Offer) {
			o.Sessions = []learning.Session{{ID: "1", Place: &learning.Place{Lat: new(48.1)}}}
		}, []string{"/sessions/0/place place-half?"}},
		"contact": {func(o *learning.Offer) {
			o.Contact = &learning.Contact{Name: "Herr Muster", Email: "e.muster@bvs.example", Phone: "0171/1234567"}
		}, []string{"/contact/name person", "/contact/email person", "/contact/phone person"}},
		"provider is a person": {func(o *learning.Offer) { o.Provider.Name = "Dr. Erika Muster" }, []string{"/provider/name person-text?"}},
		"office": {func(o *learning.Offer) {
			o.Contact = &learning.Contact{Name: "Kontaktstelle Frau und Beruf", Email: "fortbildung@bvs.example", Phone: "+49 89 5405-0"}
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			o := offer(c.change)
			if p := o.Validate(); len(p) > 0 {
				t.Fatalf("the schema refuses it already: %v", brief(p))
			}
			got := o.Plausible(now)
			if diff := cmp.Diff(c.want, brief(got)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			checkWords(t, got)
		})
	}
}

func TestCleanProposals(t *testing.T) {
	for value, want := range map[string]string{"Haushalts-\r\nrecht": "Haushalts-  recht", "a\x00b\x07": "ab", "a\u202ethcer": "athcer"} {
		p := offer(func(o *learning.Offer) { o.Title["de"] = value }).Plausible(now)
		if len(p) != 1 || p[0].Proposal != want {
			t.Errorf("%q: problems %+v, want one with proposal %q", value, p, want)
		}
	}
	p := offer(func(o *learning.Offer) { o.Topics = []string{"DSGVO"} }).Plausible(now)
	if len(p) != 1 || p[0].Proposal != "data_protection" {
		t.Errorf("topic DSGVO: problems %+v, want proposal data_protection", p)
	}
}

func TestPersons(t *testing.T) {
	for s, want := range map[string]bool{
		"Frau Muster": true, "Herr Dr. Muster": true, "Dr. Erika Muster": true, "Dr.Muster": true, "Prof. Muster": true, "Prof Muster": true,
		"Ansprechpartnerin: Frau Muster": true, "HERR MUSTER": true, "Herrn Muster": true, "Sekretariat (Frau Muster)": true, "Prof. Dr. Muster": true, "Frau Muster, Muster GmbH": true, "Dr. Muster Coaching": true,
		"Dr. Muster GmbH": false, "Fachschule Dr. Muster GmbH & Co. KG": false, "Dr. Muster e. V.": false,
		"Frau und Beruf": false, "Netzwerk Frau": false, "Frauenbüro": false, "Dr.-Karl-Renner-Schule": false, "Sekretariat": false,
		"Herrenberg": false, "Prof.-Huber-Platz 2": false, "Frau & Beruf": false, "Referat Drucksachen": false, "Profil Fortbildung": false, "": false,
	} {
		if got := learning.PersonName(s); got != want {
			t.Errorf("PersonName(%q) = %v, want %v", s, got, want)
		}
	}
	for s, want := range map[string]bool{
		"erika.muster@x.de": true, "e.muster@x.de": true, "anna-lena.muster@x.de": true, "roland.bauer@x.de": true, "Jörg.Müller2@x.de": true, "anna.von.muster@x.de": true,
		"info@x.de": false, "info.fortbildung@x.de": false, "poststelle.bm@x.de": false, "team.nord@x.de": false, "it.sued@x.de": false, "fortbildung@vorname.nachname.de": false, "a.b@x.de": false, "": false,
	} {
		if got := learning.PersonEmail(s); got != want {
			t.Errorf("PersonEmail(%q) = %v, want %v", s, got, want)
		}
	}
	for s, want := range map[string]bool{
		"0171 1234567": true, "015112345678": true, "+49 171 1234567": true, "+49 (0)160/1234567": true, "0049 176 12345678": true, "0171": false,
		"089 1234567": false, "+49 89 1234567": false, "0180 1234567": false, "0611 171 1234": false, "+43 171 1234567": false, "": false, "115": false,
	} {
		if got := learning.MobilePhone(s); got != want {
			t.Errorf("MobilePhone(%q) = %v, want %v", s, got, want)
		}
	}
	for s, want := range map[string]bool{"person": true, "firstName": true, "last_name": true, "Vorname": true, "provider": false, "name": false, "personal": false} {
		if got := learning.PersonMember(s); got != want {
			t.Errorf("PersonMember(%q) = %v, want %v", s, got, want)
		}
	}
}
