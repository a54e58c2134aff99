package relevance_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/search/relevance"
)

func TestRules(t *testing.T) {
	violin := &relevance.Facts{"title": {"Geigenbau für Anfänger"}, "place": {"Mittenwald", "Werkstatt a/b"}, "kind": {"course"}}
	for rule, want := range map[string]bool{
		`title~/GEIGE/`:                  true,
		`title~/anfänger$/`:              true,
		`title~/geige$/`:                 false,
		`kind=event,course`:              true,
		`kind=event`:                     false,
		`land=by`:                        false,
		`not land=by`:                    true,
		`place~/a\/b/`:                   true,
		`kind=event and kind=course`:     false,
		`kind=course or not kind=course`: true,
		`kind=course or kind=event and kind=event`:   true,
		`(kind=course or kind=event) and kind=event`: false,
		`not (kind=event or title~/bratsche/)`:       true,
	} {
		r, err := relevance.ParseRule(rule)
		if err != nil {
			t.Errorf("%s: %v", rule, err)
			continue
		}
		if got := r(violin); got != want {
			t.Errorf("%s = %v, want %v", rule, got, want)
		}
	}
	for _, rule := range []string{``, `title~/(/`, `titel~/x/`, `kind=`, `kind=a kind=b`, `(kind=a`, `kind=a)`, `and`, `not`, `kind=a or`, `title~/x`} {
		if _, err := relevance.ParseRule(rule); err == nil {
			t.Errorf("%q is read as a rule, want an error", rule)
		}
	}
}

func TestReadSet(t *testing.T) {
	set, err := relevance.Read(strings.NewReader(`# made up
[compound hard]
Bau von Geigen
  title~/geige/
  title~/bratsche/
  never title~/trompete/
  with land=by mode=online free=yes
[nonsense base]
wblgrmpf
  nothing
`))
	if err != nil || len(set) != 2 {
		t.Fatalf("Read = %d queries, %v, want 2", len(set), err)
	}
	q := set[0]
	if q.Class != "compound" || q.Group != relevance.Hard || q.Text != "Bau von Geigen" || q.Line != 3 || q.Nothing ||
		len(q.Filter.Land) != 1 || len(q.Filter.Mode) != 1 || q.Filter.Free == nil || !*q.Filter.Free {
		t.Errorf("first query = %+v", q)
	}
	if !q.Rule(&relevance.Facts{"title": {"Bratschen"}}) || q.Rule(&relevance.Facts{"title": {"Trompete"}}) || !q.Never(&relevance.Facts{"title": {"Trompete"}}) {
		t.Error("the rules of the first query are not either of its lines, and never the third")
	}
	if !set[1].Nothing || set[1].Rule != nil {
		t.Errorf("second query = %+v, want one that finds nothing", set[1])
	}
	for _, broken := range []string{"[x]\na\n nothing\n", " title~/a/\n", "[x base]\nGeige\n", "[x base]\nGeige\n with pace=Ulm\n", "[x base]\nGeige\n title\n"} {
		if _, err := relevance.Read(strings.NewReader(broken)); !errors.Is(err, relevance.ErrSet) {
			t.Errorf("%q is read: %v, want ErrSet", broken, err)
		}
	}
}
