package demo_test

import (
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/demo"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// monday is a day in the middle of nothing.
var monday = time.Date(2026, time.November, 23, 10, 0, 0, 0, learning.Berlin)

// past are the offers that are over on purpose: pages must show that, too.
var past = []learning.OfferID{"sn:lernraum-sn:nacht-archive", "st:bildung-st:klimatag-st", "th:thuelern:T-1190"}

// read remembers what was read: the tests of this package run one after the other.
var read = map[time.Time][]demo.Offering{}

func offerings(t *testing.T, now time.Time) []demo.Offering {
	t.Helper()
	if _, ok := read[now]; !ok {
		read[now] = fresh(t, now)
	}
	return read[now]
}

func fresh(t *testing.T, now time.Time) []demo.Offering {
	t.Helper()
	all, err := demo.Offerings(now)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestOffersStandInOrderAndOnce(t *testing.T) {
	all := offerings(t, monday)
	rank := func(o demo.Offering) int { return slices.Index(learning.Laender, o.Land) }
	for i, o := range all[1:] {
		before := all[i]
		switch {
		case rank(o) != rank(before):
			if rank(o) < rank(before) {
				t.Errorf("%s stands behind %s", o.ID(), before.ID())
			}
		case o.System != before.System:
			if o.System < before.System {
				t.Errorf("%s stands behind %s", o.ID(), before.ID())
			}
		case o.Subject <= before.Subject: // equal: a subject twice
			t.Errorf("%s stands behind %s", o.ID(), before.ID())
		}
	}
}

func TestSystems(t *testing.T) {
	for _, land := range learning.Laender {
		systems, err := demo.Systems(land)
		if err != nil || len(systems) < 1 || len(systems) > 2 || !slices.IsSorted(systems) {
			t.Errorf("Systems(%s) = %v, %v; want one or two in order", land, systems, err)
		}
		used := map[learning.System]bool{}
		for _, o := range offerings(t, monday) {
			if o.Land == land {
				used[o.System] = true
			}
		}
		for _, s := range systems {
			if !s.Valid() || !used[s] {
				t.Errorf("%s: system %q is invalid or has no offer", land, s)
			}
			delete(used, s)
		}
		if len(used) > 0 {
			t.Errorf("%s: offers of undeclared systems %v", land, used)
		}
	}
	if _, err := demo.Systems("xx"); !errors.Is(err, demo.ErrUnknownLand) {
		t.Errorf("Systems(xx): got %v, want ErrUnknownLand", err)
	}
}

func TestThereIsEnoughOfEverything(t *testing.T) {
	kinds := map[learning.Kind]map[learning.Land]bool{}
	perLand, licensed, titles := map[learning.Land]int{}, 0, map[string]map[learning.Land]bool{}
	for _, o := range offerings(t, monday) {
		perLand[o.Land]++
		put(kinds, o.Offer.Kind, o.Land)
		put(titles, o.Offer.Title.German(), o.Land)
		if o.Offer.Licence != "" && (o.Offer.Kind == learning.Course || o.Offer.Kind == learning.SelfStudy) {
			licensed++
		}
	}
	for _, land := range learning.Laender {
		if perLand[land] < 13 {
			t.Errorf("%s has %d offers, want 13 or more", land, perLand[land])
		}
	}
	for _, term := range learning.Terms(learning.VocabKinds) {
		if got := len(kinds[learning.Kind(term.Code)]); got < 5 {
			t.Errorf("kind %s is in %d Länder, want 5 or more", term.Code, got)
		}
	}
	if licensed < 45 {
		t.Errorf("%d courses and self-study offers have a licence, want 45 or more", licensed)
	}
	twice := 0
	for _, laender := range titles {
		if len(laender) > 1 {
			twice++
		}
	}
	if twice < 3 {
		t.Errorf("%d titles are in several Länder, want 3 or more", twice)
	}
}

func put[K comparable](m map[K]map[learning.Land]bool, k K, land learning.Land) {
	if m[k] == nil {
		m[k] = map[learning.Land]bool{}
	}
	m[k][land] = true
}

func TestVarietyOfMembers(t *testing.T) {
	seen := map[string]int{}
	count := func(what string, holds bool) {
		if holds {
			seen[what]++
		}
	}
	for _, x := range offerings(t, monday) {
		o := x.Offer
		count("title in English", o.Title["en"] != "")
		count("something in Leichte Sprache", o.Title["de-simple"] != "" || o.Summary["de-simple"] != "")
		count("no price", o.Price == nil)
		count("free", o.Price != nil && o.Price.Free != nil)
		count("an amount", o.Price != nil && o.Price.Amount != "")
		count("no access", o.Access == nil)
		count("a dqr", o.Level != nil && o.Level.DQR != nil)
		count("an image", o.Image != nil)
		count("mode "+string(o.Mode), true)
		if a := o.Access; a != nil {
			count("open to "+a.OpenTo, true)
			count("further Länder", len(a.Laender) > 0)
			count("employers", len(a.Employers) > 0)
			count("no employers", len(a.Employers) == 0)
			count("outsiders later", a.OutsidersFrom != "")
			count("outsiders pay", a.OutsiderPrice != nil)
		}
		for _, s := range o.Sessions {
			count("session "+s.Status, true)
			count("seats", s.SeatsFree != nil && s.SeatsAsOf != "")
			count("sold out", s.SeatsFree != nil && *s.SeatsFree == 0)
		}
	}
	for what, want := range map[string]int{
		"title in English": 20, "something in Leichte Sprache": 5, "no price": 10, "free": 100, "an amount": 50, "no access": 5, "a dqr": 20, "an image": 2,
		"mode onsite": 50, "mode online": 30, "mode hybrid": 30, "mode self_paced": 30,
		"open to own_staff": 5, "open to land": 50, "open to all_laender": 40, "open to public": 40,
		"further Länder": 20, "employers": 50, "no employers": 20, "outsiders later": 10, "outsiders pay": 15,
		"session cancelled": 4, "session rescheduled": 2, "seats": 100, "sold out": 10,
	} {
		if seen[what] < want {
			t.Errorf("%s: %d times, want %d or more", what, seen[what], want)
		}
	}
}

func TestOneOfferTeachesTheLearningPlatform(t *testing.T) {
	var found []learning.OfferID
	for _, o := range offerings(t, monday) {
		if strings.Contains(strings.ToLower(o.Offer.Title.German()), "lernplattform") {
			found = append(found, o.ID())
		}
	}
	if want := []learning.OfferID{"sl:saarlern:LP-100"}; !slices.Equal(found, want) {
		t.Errorf("offers with Lernplattform in the title: %v, want %v", found, want)
	}
}

func TestTextsAddressesAndSize(t *testing.T) {
	html := regexp.MustCompile(`<[A-Za-z/!]|&[a-z#0-9]+;`)
	for _, x := range offerings(t, monday) {
		raw, err := json.Marshal(x.Offer, json.Deterministic(true))
		if err != nil || len(raw) > 256<<10 {
			t.Errorf("%s: %d bytes of JSON, %v; want at most 256 KiB", x.ID(), len(raw), err)
		}
		for _, text := range []learning.Text{x.Offer.Title, x.Offer.Summary, x.Offer.Description, x.Offer.Prerequisites} {
			for tag, s := range text {
				if html.MatchString(s) {
					t.Errorf("%s: HTML in %s: %s", x.ID(), tag, html.FindString(s))
				}
			}
		}
		if n := len(sentences.FindAllString(x.Offer.Description.German(), -1)); n < 3 {
			t.Errorf("%s: a description of %d sentences, want 3 or more", x.ID(), n)
		}
		for _, s := range addresses(x.Offer) {
			if u, err := url.Parse(s); err != nil || u.Scheme != "https" || !strings.HasSuffix(u.Host, ".example") {
				t.Errorf("%s: address %q, want https under .example", x.ID(), s)
			}
		}
		if c := x.Offer.Contact; c != nil && c.Email != "" && !strings.HasSuffix(c.Email, ".example") {
			t.Errorf("%s: e-mail %q, want one under .example", x.ID(), c.Email)
		}
	}
}

var sentences = regexp.MustCompile(`[.?!:“](\s|$)`)

func addresses(o learning.Offer) []string {
	all := []string{o.URL, o.Provider.URL}
	if o.Contact != nil && o.Contact.URL != "" {
		all = append(all, o.Contact.URL)
	}
	if o.Image != nil {
		all = append(all, o.Image.URL)
	}
	return all
}

func TestTheSameDayGivesTheSame(t *testing.T) {
	for _, day := range []time.Time{days[0], days[4], days[8], days[12]} { // two of them change the clocks
		first := offerings(t, day)
		for _, other := range []time.Time{
			time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, learning.Berlin),
			time.Date(day.Year(), day.Month(), day.Day(), 23, 59, 59, 0, learning.Berlin).UTC(),
		} {
			if diff := cmp.Diff(first, fresh(t, other)); diff != "" {
				t.Errorf("%s and %s differ (-want +got):\n%s", day, other, diff)
			}
		}
		if cmp.Equal(first, fresh(t, day.AddDate(0, 0, 1))) {
			t.Errorf("%s: the next day gives the same, want later dates", day)
		}
	}
}
