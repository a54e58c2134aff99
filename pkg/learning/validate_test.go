package learning_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

func offer(change func(*learning.Offer)) *learning.Offer {
	o := &learning.Offer{
		Title:    learning.Text{"de": "Datenschutz für Einsteiger"},
		Provider: learning.Provider{Name: "Bayerische Verwaltungsschule"},
	}
	if change != nil {
		change(o)
	}
	return o
}

// brief is what a test compares of problems: "pointer rule", with "?" behind warnings.
func brief(problems []learning.Problem) (out []string) {
	for _, p := range problems {
		s := p.Pointer + " " + p.Rule
		if p.Warning {
			s += "?"
		}
		out = append(out, s)
	}
	return out
}

func checkWords(t *testing.T, problems []learning.Problem) {
	t.Helper()
	for _, p := range problems {
		if p.Message == "" || p.MessageEn == "" || p.Message == p.MessageEn {
			t.Errorf("problem without words in both languages: %+v", p)
		}
		if n := len([]rune(p.Value)); n > 200 {
			t.Errorf("%s: value of %d characters, want at most 200", p.Pointer, n)
		}
	}
}

func count(n int) *learning.Count { return new(learning.Count(n)) }

func many(n int, s string) (list []string) {
	for range n {
		list = append(list, s)
	}
	return list
}

func TestValidateOffer(t *testing.T) {
	x := strings.Repeat
	for name, c := range map[string]struct {
		change func(*learning.Offer)
		want   []string
	}{
		"good":           {nil, nil},
		"no title":       {func(o *learning.Offer) { o.Title = nil }, []string{"/title required"}},
		"blank title":    {func(o *learning.Offer) { o.Title = learning.Text{"de": "Gut", "en": "\u00a0"} }, []string{"/title/en blank"}},
		"longest title":  {func(o *learning.Offer) { o.Title["de"] = x("ä", 1000) }, nil},
		"title too long": {func(o *learning.Offer) { o.Title["de"] = x("ä", 1001) }, []string{"/title/de max-length"}},
		"longest texts":  {func(o *learning.Offer) { o.Summary, o.Description = text(5000), text(100_000) }, nil},
		"texts too long": {func(o *learning.Offer) { o.Summary, o.Description = text(5001), text(100_001) }, []string{"/summary/de max-length", "/description/de max-length"}},
		"prerequisites":  {func(o *learning.Offer) { o.Prerequisites = text(5001) }, []string{"/prerequisites/de max-length"}},
		"language":       {func(o *learning.Offer) { o.Summary = learning.Text{"Deutsch/1": "x"} }, []string{"/summary/Deutsch~11 language-tag"}},
		"no provider":    {func(o *learning.Offer) { o.Provider.Name = "" }, []string{"/provider/name required"}},
		"blank provider": {func(o *learning.Offer) { o.Provider.Name = " " }, []string{"/provider/name blank"}},
		"provider":       {func(o *learning.Offer) { o.Provider.Name, o.Provider.ID = x("x", 501), x("x", 201) }, []string{"/provider/name max-length", "/provider/id max-length"}},
		"kind":           {func(o *learning.Offer) { o.Kind = "Seminar" }, []string{"/kind code"}},
		"mode":           {func(o *learning.Offer) { o.Mode = "live" }, []string{"/mode code"}},
		"url":            {func(o *learning.Offer) { o.URL = "ftp://x.de" }, []string{"/url url"}},
		"url too long":   {func(o *learning.Offer) { o.URL = "https://x.de/" + x("a", 2000) }, []string{"/url max-length"}},
		"workload":       {func(o *learning.Offer) { o.Workload = "7h" }, []string{"/workload duration"}},
		"level":          {func(o *learning.Offer) { o.Level = &learning.Level{Grade: "A1", DQR: count(0)} }, []string{"/level/grade code", "/level/dqr range"}},
		"in language":    {func(o *learning.Offer) { o.InLanguage = []string{"de", "Englisch"} }, []string{"/inLanguage/1 language-tag"}},
		"empty word":     {func(o *learning.Offer) { o.Topics, o.Keywords = []string{""}, []string{"a", " "} }, []string{"/topics/0 blank", "/keywords/1 blank"}},
		"long word":      {func(o *learning.Offer) { o.Audience = []string{x("x", 201)} }, []string{"/audience/0 max-length"}},
		"keywords":       {func(o *learning.Offer) { o.Keywords = many(101, "x") }, []string{"/keywords max-items"}},
		"lists":          {func(o *learning.Offer) { o.Funding, o.Topics = many(201, "x"), many(200, "x") }, []string{"/funding max-items"}},
		"accessibility":  {func(o *learning.Offer) { o.Accessibility = []string{"wheelchair", ""} }, []string{"/accessibility/1 code"}},
		"sessions":       {func(o *learning.Offer) { o.Sessions = sessions(1001) }, []string{"/sessions max-items"}},
		"session":        {func(o *learning.Offer) { o.Sessions = []learning.Session{{}} }, []string{"/sessions/0/id required"}},
		"access": {func(o *learning.Offer) {
			o.Access = &learning.Access{OpenTo: "alle", Laender: []learning.Land{"by", "xx"}, Employers: []string{"privat"}, OutsidersFrom: "bald"}
		}, []string{"/access/openTo code", "/access/laender/1 land", "/access/employers/0 code", "/access/outsidersFrom time"}},
		"outsider price": {func(o *learning.Offer) { o.Access = &learning.Access{OutsiderPrice: &learning.Price{Amount: "5,-"}} }, []string{"/access/outsiderPrice/amount amount"}},
		"price":          {func(o *learning.Offer) { o.Price = &learning.Price{Amount: "1.2.3", Currency: "Euro"} }, []string{"/price/amount amount", "/price/currency currency"}},
		"certificate":    {func(o *learning.Offer) { o.Certificate = &learning.Certificate{Kind: "IHK", Name: text(1001)} }, []string{"/certificate/kind code", "/certificate/name/de max-length"}},
		"recognition": {func(o *learning.Offer) {
			o.Recognition = &learning.Recognition{LearningTime: "5", Credits: x("x", 201)}
		}, []string{"/recognition/learningTime duration", "/recognition/credits max-length"}},
		"licence":    {func(o *learning.Offer) { o.Licence = "CC BY" }, []string{"/licence licence"}},
		"contact":    {func(o *learning.Offer) { o.Contact = &learning.Contact{Email: "x", URL: "x", Phone: x("1", 201)} }, []string{"/contact/email email", "/contact/phone max-length", "/contact/url url"}},
		"image":      {func(o *learning.Offer) { o.Image = &learning.Image{URL: "bild.jpg", Licence: "frei verwendbar"} }, []string{"/image/url url", "/image/licence licence"}},
		"competence": {func(o *learning.Offer) { o.Competences = []learning.Competence{{Label: learning.Text{"D": "x"}}} }, []string{"/competences/0/label/D language-tag"}},
		"valid":      {func(o *learning.Offer) { o.ValidFrom, o.ValidThrough = "1.1.2027", "2027-02-30" }, []string{"/validFrom time", "/validThrough time"}},
		"empty means absent": {func(o *learning.Offer) {
			o.Contact, o.Price, o.Sessions = &learning.Contact{}, &learning.Price{}, []learning.Session{{ID: "1", Place: &learning.Place{}}}
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := offer(c.change).Validate()
			if diff := cmp.Diff(c.want, brief(got)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			checkWords(t, got)
		})
	}
}

func text(n int) learning.Text { return learning.Text{"de": strings.Repeat("ö", n)} }

func sessions(n int) (all []learning.Session) {
	for range n {
		all = append(all, learning.Session{ID: "x"})
	}
	return all
}

func TestValidateSession(t *testing.T) {
	lat, lon := 90.5, -181.0
	s := learning.Session{
		ID: " ", Start: "heute", End: "2027-13-01", Status: "ausgebucht", SeatsTotal: count(-1), SeatsFree: count(1_000_001),
		SeatsAsOf: "2027-01-01", RegisterBy: "2027-01-01T10:00", URL: "www.x.de",
		Place: &learning.Place{Name: strings.Repeat("x", 501), Land: "no", Lat: &lat, Lon: &lon},
	}
	want := []string{
		"/id blank", "/start time", "/end time", "/status code", "/place/name max-length", "/place/land land", "/place/lat range", "/place/lon range",
		"/seatsTotal range", "/seatsFree range", "/seatsAsOf time", "/registerBy time", "/url url",
	}
	got := s.Validate()
	if diff := cmp.Diff(want, brief(got)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	checkWords(t, got)
}

func TestValidateAllocatesNothingForAGoodOffer(t *testing.T) {
	o := offer(func(o *learning.Offer) {
		o.URL, o.Workload, o.Topics = "https://www.bvs.example/ds-101", "PT7H", []string{"data_protection"}
		o.Sessions = []learning.Session{{ID: "1", Start: "2027-03-09T09:00:00+01:00", Place: &learning.Place{City: "Hof", Land: "by"}}}
	})
	if got := testing.AllocsPerRun(100, func() { o.Validate() }); got > 0 {
		t.Errorf("Validate allocates %v times for a good offer, want 0", got)
	}
}

func TestProposals(t *testing.T) {
	moment := func(s string) (*learning.Offer, string) {
		return offer(func(o *learning.Offer) { o.ValidThrough = s }), "/validThrough"
	}
	url := func(s string) (*learning.Offer, string) { return offer(func(o *learning.Offer) { o.URL = s }), "/url" }
	amount := func(s string) (*learning.Offer, string) {
		return offer(func(o *learning.Offer) { o.Price = &learning.Price{Amount: s} }), "/price/amount"
	}
	workload := func(s string) (*learning.Offer, string) {
		return offer(func(o *learning.Offer) { o.Workload = s }), "/workload"
	}
	licence := func(s string) (*learning.Offer, string) {
		return offer(func(o *learning.Offer) { o.Licence = s }), "/licence"
	}
	email := func(s string) (*learning.Offer, string) {
		return offer(func(o *learning.Offer) { o.Contact = &learning.Contact{Email: s} }), "/contact/email"
	}
	currency := func(s string) (*learning.Offer, string) {
		return offer(func(o *learning.Offer) { o.Price = &learning.Price{Currency: s} }), "/price/currency"
	}
	land := func(s string) (*learning.Offer, string) {
		return offer(func(o *learning.Offer) { o.Access = &learning.Access{Laender: []learning.Land{learning.Land(s)}} }), "/access/laender/0"
	}
	language := func(s string) (*learning.Offer, string) {
		return offer(func(o *learning.Offer) { o.InLanguage = []string{s} }), "/inLanguage/0"
	}
	kind := func(s string) (*learning.Offer, string) {
		return offer(func(o *learning.Offer) { o.Kind = learning.Kind(s) }), "/kind"
	}
	for _, c := range []struct {
		of          func(string) (*learning.Offer, string)
		value, want string
	}{
		{moment, "31.02.2026", "2026-02-28"},
		{moment, "1.3.2027", "2027-03-01"},
		{moment, "01.07.2027 9:30 Uhr", "2027-07-01T09:30:00+02:00"},
		{moment, "01.07.2027, 09.30 Uhr", "2027-07-01T09:30:00+02:00"},
		{moment, "2027-03-01 09:00", "2027-03-01T09:00:00+01:00"},
		{moment, "2027-03-01T09:00:00", "2027-03-01T09:00:00+01:00"},
		{moment, "2027-03-01T24:00:00+01:00", ""},
		{moment, "2027-02-28T24:00", "2027-03-01T00:00:00+01:00"},
		{moment, " 2027-03-01 ", "2027-03-01"},
		{moment, "Auf Anfrage", ""},
		{moment, "--", ""},
		{url, "http://http://x", "http://x"},
		{url, "http://https://x.de/a", "https://x.de/a"},
		{url, "HTTPS://X.de/A", "https://X.de/A"},
		{url, "www.x.de/kurs", "https://www.x.de/kurs"},
		{url, "https://x.de/mein kurs ", "https://x.de/mein%20kurs"},
		{url, "https://anna:geheim@x.de/", "https://x.de/"},
		{url, "info@x.de", ""},
		{url, "http://kontakt@x.de", ""},
		{url, "javascript:alert(1)", ""},
		{url, "data:text/html,x.y", ""},
		{url, "auf Anfrage", ""},
		{amount, "47,00 EUR", "47.00"},
		{amount, "1.250,50 €", "1250.50"},
		{amount, "47,-", "47.00"},
		{amount, "47,5", "47.5"},
		{amount, "kostenlos", `"free": true`},
		{amount, "auf Anfrage", ""},
		{workload, "7 Stunden", "PT7H"},
		{workload, "1,5 h", "PT1H30M"},
		{workload, "90 Min.", "PT90M"},
		{workload, "3 Tage", "P3D"},
		{workload, "2 Wochen", "P2W"},
		{workload, "6 Monate", "P6M"},
		{workload, "lang", ""},
		{licence, "CC BY 4.0", "CC-BY-4.0"},
		{licence, "CC BY-SA 3.0", "CC-BY-SA-3.0"},
		{licence, "https://creativecommons.org/licenses/by-nc/4.0/", "CC-BY-NC-4.0"},
		{licence, "CC 0", "CC0-1.0"},
		{licence, "Alle Rechte vorbehalten", "proprietary"},
		{email, "fortbildung(at)bvs.example", "fortbildung@bvs.example"},
		{email, "mailto:info@bvs.example", "info@bvs.example"},
		{email, "keine", ""},
		{currency, "€", "EUR"},
		{currency, "eur", "EUR"},
		{land, "Bayern", "by"},
		{land, "DE-NW", "nw"},
		{land, "NDS", "ni"},
		{land, "Österreich", ""},
		{language, "Deutsch", "de"},
		{language, "de_DE", "de-de"},
		{kind, "Seminar", "course"},
		{kind, "Hospitation", "work_shadowing"},
		{kind, "Ding", ""},
	} {
		o, pointer := c.of(c.value)
		problems := o.Validate()
		if len(problems) != 1 || problems[0].Pointer != pointer {
			t.Errorf("%q: problems = %v, want one at %s", c.value, brief(problems), pointer)
			continue
		}
		if got := problems[0].Proposal; got != c.want {
			t.Errorf("%s %q: proposal = %q, want %q", pointer, c.value, got, c.want)
		}
	}
}
