package format

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Why a field is lost.
const (
	NoPlace      = "no-place"
	SingleValued = "single-valued"
	CodeList     = "code-list"
	NeedsLicence = "needs-licence"
	OtherText    = "language"
	Markup       = "markup"
	Precision    = "precision"
	Policy       = "policy"
)

// Why an offer as a whole is left out.
const (
	NoDatedSession = "no-dated-session"
	Withdrawn      = "withdrawn"
)

// Report says what became of one offer in one format.
type Report struct {
	Format   string           `json:"format"`
	Offer    learning.OfferID `json:"offer"`
	Exported bool             `json:"exported"`
	Reason   string           `json:"reason,omitempty"` // why not
	Lost     []Lost           `json:"lost"`
	Derived  []Derived        `json:"derived"`
}

// Lost is a field of the offer that the format does not carry.
type Lost struct {
	Pointer string `json:"pointer"`
	Why     string `json:"why"`
}

// Derived is something the format wants and the offer does not say as such:
// taken from what is true by construction, never invented.
type Derived struct {
	Target string `json:"target"`
	From   string `json:"from"`
}

// Losses are the fields a format does not carry and why, by pointer; a list's
// index is *. A field that is not named is carried, its members with it unless
// they are named.
type Losses map[string]string

// Report accounts for every field that an offer has.
func (l Losses) Report(name string, r Record) Report {
	report := Report{Format: name, Offer: r.ID, Exported: true, Lost: []Lost{}, Derived: []Derived{}}
	raw, err := json.Marshal(r.Offer)
	if err != nil {
		return report // an offer that was decoded can be encoded
	}
	var tree any
	if json.Unmarshal(raw, &tree) == nil {
		l.walk(tree, "", "", &report)
	}
	return report
}

func (l Losses) walk(at any, pointer, pattern string, report *Report) {
	if why, lost := l[pattern]; lost {
		report.Lose(pointer, why)
		return
	}
	switch v := at.(type) {
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			escaped := strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
			l.walk(v[name], pointer+"/"+escaped, pattern+"/"+escaped, report)
		}
	case []any:
		for i, one := range v {
			l.walk(one, pointer+"/"+strconv.Itoa(i), pattern+"/*", report)
		}
	}
}

// Lose adds a lost field.
func (r *Report) Lose(pointer, why string) { r.Lost = append(r.Lost, Lost{pointer, why}) }

// Derive adds something derived.
func (r *Report) Derive(target, from string) { r.Derived = append(r.Derived, Derived{target, from}) }

// LoseOthers adds the languages of a text that stand nowhere in a format with place for one.
func (r *Report) LoseOthers(pointer string, t learning.Text, kept string) {
	for _, tag := range t.Tags() {
		if tag != kept {
			r.Lose(pointer+"/"+tag, OtherText)
		}
	}
}

// Out says that the offer as a whole is left out.
func (r *Report) Out(reason string) {
	r.Exported, r.Reason, r.Lost, r.Derived = false, reason, []Lost{}, []Derived{}
}
