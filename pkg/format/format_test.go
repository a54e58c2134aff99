package format_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/format"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

func TestLink(t *testing.T) {
	for in, want := range map[string]string{
		"https://a.example/?art=präsenz&a=b c": "https://a.example/?art=pr%C3%A4senz&a=b%20c", " https://a.example/x ": "https://a.example/x",
		"https://a.example/%2F?z=1&a=2": "https://a.example/%2F?z=1&a=2", "javascript:alert(1)": "", "//a.example": "", "/x": "", "http://http://x": "",
		"http://info@x.example": "", "https://a.example:0/": "", "https://": "", "": "", "https://a.example/\n": "https://a.example/", "https://a.example/a\nb": "",
		"https://a.example/'\"><": "https://a.example/%27%22%3E%3C", "mailto:a@b.example": "", "https://a.example/\xff": "",
	} {
		if got := format.Link(in); got != want {
			t.Errorf("Link(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"Was **gilt** im *Amt*?":                           "Was gilt im Amt?",
		"# Ziel\n\nText\nmit Umbruch\n\n- a\n- b\n\nEnde":  "Ziel\n\nText\nmit Umbruch\n\n- a\n- b\n\nEnde",
		"Auskunft <1 Monat>":                               "Auskunft <1 Monat>",
		"<b>fett</b> [Link](https://a.example) ![Bild](x)": "<b>fett</b> Link Bild",
		"a \\* b &amp; c &uuml;":                           "a * b & c ü",
		"<https://a.example>":                              "https://a.example",
		"`code` und\n\n    Block\n":                        "code und\n\nBlock",
		"1. eins\n2. zwei":                                 "- eins\n- zwei",
		"a\r\nb\u2028c\x00d":                               "a\nb\ncd",
	} {
		if got := format.Plain(in); got != want {
			t.Errorf("Plain(%q) = %q, want %q", in, got, want)
		}
	}
	if long := strings.Repeat("[", format.MostBlock+1); format.Plain(long) != long {
		t.Error("a text that is made to be slow is read as CommonMark")
	}
}

func TestClean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		got := format.Clean(s)
		if i := strings.IndexFunc(got, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' || r == 0x2028 }); i >= 0 {
			t.Fatalf("Clean(%q) = %q has a control at %d", s, got, i)
		}
		if format.Clean(got) != got {
			t.Fatalf("Clean(Clean(%q)) differs", s)
		}
	})
}

func TestLanguage(t *testing.T) {
	for name, c := range map[string]struct {
		offer learning.Offer
		want  string
	}{
		"german":   {learning.Offer{Title: learning.Text{"de": "x", "en": "y"}, InLanguage: []string{"en"}}, "de"},
		"taught":   {learning.Offer{Title: learning.Text{"en": "x", "fr": "y"}, InLanguage: []string{"pl", "fr"}}, "fr"},
		"any":      {learning.Offer{Title: learning.Text{"fr": "x", "en": "y"}}, "en"},
		"no title": {learning.Offer{}, ""},
	} {
		if got := format.Language(&c.offer); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	for tag, want := range map[string]string{"de": "de", "de-simple": "de-simple", "d e": "", "": "", "de:x": "", "1a": "", "de;X=1": ""} {
		if got := format.Tag(tag); got != want {
			t.Errorf("Tag(%q) = %q, want %q", tag, got, want)
		}
	}
}

// The UUIDs are those of RFC 9562 over our name space, and may never change.
func TestIdentities(t *testing.T) {
	r := format.Record{ID: "by:a:1", Origin: "https://lernverbund.example"}
	for name, pair := range map[string][2]string{
		"offer": {r.UUID().String(), "2a6577f5-864c-5563-b140-f8439be49c3e"}, "session": {r.SessionUUID("1").String(), "e56b0ea8-921b-50bd-af8a-f14b5a065b03"},
		"change": {r.ChangeUUID(1).String(), "5a2604b1-88d7-521f-ad6e-10d2b13f882d"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %s, want %s", name, pair[0], pair[1])
		}
	}
	if format.Namespace.String() != "d68f93b4-797c-5153-b0d6-5ea1ed71d2d4" {
		t.Errorf("name space %s", format.Namespace)
	}
}

func TestReport(t *testing.T) {
	r := format.Record{ID: "by:a:1", Offer: &learning.Offer{
		Title: learning.Text{"de": "x", "en": "y"}, Provider: learning.Provider{Name: "p", ID: "1"}, Workload: "PT1H", Sessions: []learning.Session{{ID: "a"}, {ID: "b", Online: new(true)}},
	}}
	got := format.Losses{"/provider/id": format.NoPlace, "/sessions/*/online": format.CodeList, "/workload": format.NoPlace, "/licence": format.NoPlace}.Report("x", r)
	got.LoseOthers("/title", r.Offer.Title, "de")
	want := []format.Lost{
		{Pointer: "/provider/id", Why: "no-place"}, {Pointer: "/sessions/1/online", Why: "code-list"}, {Pointer: "/workload", Why: "no-place"}, {Pointer: "/title/en", Why: "language"},
	}
	if diff := cmp.Diff(want, got.Lost); diff != "" || !got.Exported {
		t.Errorf("lost (-want +got):\n%s", diff)
	}
}
