package learning

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/schemas"
)

// patterns are those of common.schema.json, by the name of the definition.
func patterns(t *testing.T) map[string]*regexp.Regexp {
	t.Helper()
	raw, err := schemas.FS.ReadFile("common.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	type definition struct {
		Pattern    string
		Properties map[string]definition
	}
	var common struct {
		Defs map[string]definition `json:"$defs"`
	}
	if err := json.Unmarshal(raw, &common); err != nil {
		t.Fatal(err)
	}
	common.Defs["amount"] = common.Defs["price"].Properties["amount"]
	common.Defs["currency"] = common.Defs["price"].Properties["currency"]
	all := map[string]*regexp.Regexp{}
	for name, d := range common.Defs {
		if d.Pattern != "" {
			all[name] = regexp.MustCompile(d.Pattern)
		}
	}
	return all
}

// TestFormsEqualPatterns holds each scanner equal to the pattern the Länder read.
func TestFormsEqualPatterns(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("LVTEST_SEED"); s != "" {
		var err error
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("LVTEST_SEED=%d", seed)
	all := patterns(t)
	for name, c := range map[string]struct {
		is       func(string) bool
		seeds    []string
		alphabet string
	}{
		"moment":      {isMoment, []string{"2027-03-01", "2028-02-29", "1900-02-29", "2027-03-01T09:00:00+01:00", "2027-12-31T23:59:59.123456789Z"}, "0123456789-:TZ+. tz"},
		"instant":     {isInstant, []string{"2027-03-01", "2027-03-01T09:00:00+01:00", "2400-02-29T00:00:00Z"}, "0123456789-:TZ+."},
		"duration":    {isDuration, []string{"PT7H", "P3D", "P2W", "P1Y2M3DT4H5M6S", "PT90M", "P12345D"}, "PTYMWDHMS0123456789."},
		"url":         {isURL, []string{"https://www.example.de/a?b=c#d", "http://x:80", "https://[::1]:8080/", "https://müller.de./ä"}, "abx.:/?#@[]-_ %\"<>\\`{}|0189~!ä\u00a0\u200b\u3000😀"},
		"email":       {isEmail, []string{"a.b@c.de", "fortbildung@ämter.example", "a+b@x-y.z"}, "ab.@-_+ ä\"<\u00a0!#~"},
		"amount":      {isAmount, []string{"47.00", "0", "123456789.1234"}, "0123456789.,+-e"},
		"currency":    {isCurrency, []string{"EUR", "CHF"}, "ABEURa€"},
		"licence":     {isLicence, []string{"CC-BY-4.0", "proprietary", "GPL-2.0+"}, "ACBY-.+04 _/"},
		"languageTag": {isLanguage, []string{"de", "de-simple", "sr-Latn-RS", "x-1-2-3-4-5"}, "abdeAZ-_0129 "},
		"visible":     {visible, []string{" ", "\u00a0a", "\u200b\u2028"}, " \t\n\u00a0\u00ad\u1680\u180e\u2000\u200f\u2010\u2028\u202f\u2030\u205f\u206f\u2070\u3000\ufeffa\x7f"},
	} {
		pattern := all[name]
		if pattern == nil {
			t.Errorf("common.schema.json has no pattern %q", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			letters, yes := []rune(c.alphabet), 0
			for range 20_000 {
				s := change(random, c.seeds[random.IntN(len(c.seeds))], letters)
				want := pattern.MatchString(s)
				if s == "" && name != "languageTag" && name != "visible" {
					want = false // an optional empty text is absent and never scanned
				}
				if got := c.is(s); got != want {
					t.Fatalf("%q: scanner says %v, pattern says %v", s, got, want)
				}
				if want {
					yes++
				}
			}
			if yes < 200 {
				t.Errorf("only %d of 20,000 texts were valid: the test looks at one side", yes)
			}
		})
	}
}

// change replaces, inserts and deletes up to three characters.
func change(random *rand.Rand, s string, letters []rune) string {
	runes := []rune(s)
	for range random.IntN(4) {
		at := random.IntN(len(runes) + 1)
		letter := letters[random.IntN(len(letters))]
		switch {
		case at == len(runes) || random.IntN(3) == 0:
			runes = append(runes[:at], append([]rune{letter}, runes[at:]...)...)
		case random.IntN(2) == 0:
			runes[at] = letter
		default:
			runes = append(runes[:at], runes[at+1:]...)
		}
	}
	return string(runes)
}

// TestPrintableEqualsPattern holds the characters of ids and subjects equal, every one of them.
func TestPrintableEqualsPattern(t *testing.T) {
	raw, err := schemas.FS.ReadFile("event.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var envelope struct {
		Properties map[string]struct{ Pattern string }
	}
	if err := json.Unmarshal(raw, &envelope); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"id", "subject"} {
		pattern := regexp.MustCompile(envelope.Properties[name].Pattern)
		for r := rune(0); r <= utf8.MaxRune; r++ {
			if r >= 0xD800 && r <= 0xDFFF {
				continue // no character
			}
			if got, want := Printable(r), pattern.MatchString(string(r)); got != want {
				t.Fatalf("%s: Printable(%U) = %v, pattern says %v", name, r, got, want)
			}
		}
	}
}

// TestDatesExist holds isDate equal to the calendar of package time.
func TestDatesExist(t *testing.T) {
	for y := 1890; y < 2110; y++ {
		for m := range 14 {
			for d := range 33 {
				s := pad(y, 4) + "-" + pad(m, 2) + "-" + pad(d, 2)
				_, err := time.Parse(time.DateOnly, s)
				if got, want := isDate(s), err == nil; got != want {
					t.Fatalf("isDate(%s) = %v, want %v", s, got, want)
				}
			}
		}
	}
}

func pad(n, width int) string {
	s := strconv.Itoa(n)
	for len(s) < width {
		s = "0" + s
	}
	return s
}

// TestEveryMomentIsRead holds that what passes the form can be read as a time.
func TestEveryMomentIsRead(t *testing.T) {
	for _, s := range []string{"2027-03-01", "0000-01-01", "2027-03-01T23:59:59.123456789Z", "2027-03-01T09:00:00+23:59", "2027-03-01T09:00:00-00:00"} {
		if _, _, err := Moment(s); !isMoment(s) || err != nil {
			t.Errorf("%s: form %v, error %v; want it read", s, isMoment(s), err)
		}
	}
}

func TestWholeNumbers(t *testing.T) {
	for s, want := range map[string]string{
		"5": "5", "5.0": "5", "5e0": "5", "50e-1": "5", "0.5e1": "5", "-0": "0", "0.0": "0", "0e99999": "0", "-12": "-12", "1e6": "1000000",
		"9007199254740992": "9007199254740992", "9007199254740993": "", "1e17": "", "0.5": "", "5e-1": "", "1e400": "", "1e-400": "",
		"0.99999999999999999999999": "", "5.00000000000000000001": "", `"5"`: "", "null": "", "true": "", "[]": "", "{}": "", "": "", "+5": "",
	} {
		var c Count
		err := c.UnmarshalJSON([]byte(s))
		got := ""
		if err == nil {
			got = strconv.Itoa(int(c))
		}
		if got != want {
			t.Errorf("%s is read as %q, want %q", s, got, want)
		}
	}
}
