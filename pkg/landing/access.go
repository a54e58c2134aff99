package landing

import (
	"slices"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// reader is who asks "Darf ich teilnehmen?": any half may be unknown.
type reader struct {
	Land     learning.Land
	Employer string // state, municipal, federal, other
}

// known reports whether the question was answered as a whole; whoever works
// for the federal level needs no Land.
func (r reader) known() bool { return r.Employer != "" && (r.Land != "" || r.Employer == "federal") }

// String is the answer in words: "Kommune in Hessen".
func (r reader) String() string {
	switch {
	case r.Employer == "federal":
		return "Bund"
	case r.Employer == "state" && r.Land != "":
		return "Land " + r.Land.Name()
	case r.Employer != "" && r.Land != "":
		return learning.Label(learning.VocabEmployers, r.Employer) + " in " + r.Land.Name()
	case r.Employer != "":
		return learning.Label(learning.VocabEmployers, r.Employer)
	}
	return r.Land.Name()
}

// verdict answers "Darf ich teilnehmen?".
type verdict struct {
	Class string // ja, bed, nein, frage: icon, border and colour
	Words string
	Rule  string
	Ask   bool // the reader has not said enough
}

const (
	mayAttend    = "Ja, Sie dürfen teilnehmen"
	mayNotAttend = "Nein, nicht für Sie"
	notSaid      = "Nicht angegeben"
)

// judgement is what a verdict is made of.
type judgement struct {
	access  *learning.Access
	land    learning.Land // that publishes
	holder  string        // the provider
	price   *learning.Price
	reader  reader
	now     time.Time
	outside bool // the reader works elsewhere than in the publishing Land; found out by verdict
}

// verdict judges whether the reader may attend. Unknown is never yes.
func (j judgement) verdict() verdict {
	access := j.access
	if access == nil || access.OpenTo == "" && len(access.Laender) == 0 {
		return verdict{Class: "frage", Words: notSaid, Rule: "Fragen Sie den Anbieter, bevor Sie sich anmelden."}
	}
	if j.reader.Employer == "federal" {
		j.reader.Land = learning.Bund
	}
	j.outside = j.reader.Land != j.land
	if access.OpenTo == "public" && len(access.Employers) == 0 {
		return j.yes("Offen für alle, auch privat.")
	}
	if !j.reader.known() {
		return verdict{Class: "frage", Words: "Noch nicht geprüft", Rule: j.open(), Ask: true}
	}
	if v, decided := j.employer(); decided {
		return v
	}
	return j.lands()
}

// employer decides what the employer alone decides.
func (j judgement) employer() (verdict, bool) {
	a, who := j.access, j.reader.Employer
	named := slices.Contains(a.Employers, who)
	switch {
	case len(a.Employers) > 0 && !named:
		return j.no(j.open()), true
	case len(a.Employers) > 0, who == "state", who == "municipal":
		return verdict{}, false
	case a.OpenTo == "land" && j.land == learning.Bund && who == "federal":
		return verdict{}, false
	}
	unclear := "Ob auch für den Bund, steht nicht dabei."
	if who == "other" {
		unclear = "Ob auch für andere Arbeitgeber, steht nicht dabei."
	}
	switch {
	case a.OpenTo == "own_staff":
		return verdict{}, false
	case a.OpenTo == "all_laender":
		return verdict{Class: "frage", Words: notSaid, Rule: "Offen für Länder und Kommunen. " + unclear}, true
	case j.outside && a.OpenTo == "land" && !slices.Contains(a.Laender, j.reader.Land):
		return verdict{}, false
	}
	return verdict{Class: "frage", Words: notSaid, Rule: j.open() + " " + unclear}, true
}

// lands decides by the Land.
func (j judgement) lands() verdict {
	a := j.access
	invited := slices.Contains(a.Laender, j.reader.Land)
	switch {
	case a.OpenTo == "public", a.OpenTo == "all_laender" && (j.reader.Land != learning.Bund || slices.Contains(a.Employers, "federal")):
		return j.later(j.yes(j.open()))
	case a.OpenTo == "land" && !j.outside, invited:
		return j.later(j.yes(j.open()))
	case a.OpenTo == "all_laender":
		return verdict{Class: "frage", Words: notSaid, Rule: "Offen für Länder und Kommunen. Ob auch für den Bund, steht nicht dabei."}
	case a.OpenTo == "own_staff":
		return j.no(j.open())
	}
	if from, _, err := learning.Moment(a.OutsidersFrom); err == nil {
		if from.After(j.now) {
			return j.waiting(from)
		}
		return j.yes("Seit " + day(from, j.now) + " auch für Beschäftigte anderer Länder.")
	}
	return j.no("Nur für Beschäftigte " + of(j.land) + ".")
}

// later turns a yes into a conditional one while others go first.
func (j judgement) later(v verdict) verdict {
	if !j.outside {
		return v
	}
	if from, _, err := learning.Moment(j.access.OutsidersFrom); err == nil && from.After(j.now) {
		return j.waiting(from)
	}
	return v
}

func (j judgement) waiting(from time.Time) verdict {
	return verdict{Class: "bed", Words: "Ja, ab " + day(from, j.now), Rule: "Bis dahin zuerst für Beschäftigte " + of(j.land) + "."}
}

// yes is a yes, or a conditional one if guests pay and the reader is one.
func (j judgement) yes(rule string) verdict {
	guests := j.access.OutsiderPrice
	if j.reader.Land != "" && j.outside && guests != nil && !free(guests) && money(guests) != "" && money(guests) != money(j.price) {
		v := verdict{Class: "bed", Words: "Ja, gegen " + money(guests), Rule: rule}
		if own := money(j.price); own != "" {
			v.Rule = "Für Beschäftigte aus " + j.land.Name() + " " + own + "."
		}
		return v
	}
	return verdict{Class: "ja", Words: mayAttend, Rule: rule}
}

func (j judgement) no(rule string) verdict {
	return verdict{Class: "nein", Words: mayNotAttend, Rule: rule}
}

// open says who an offer is open to, whoever reads.
func (j judgement) open() string {
	a := j.access
	employers := make([]string, 0, len(a.Employers))
	for _, e := range a.Employers {
		employers = append(employers, orElse(map[string]string{"other": "andere"}[e], learning.Label(learning.VocabEmployers, e)))
	}
	only := ""
	if len(employers) > 0 {
		only = " Arbeitgeber: " + sum(employers) + "."
	}
	switch {
	case a.OpenTo == "public":
		return "Offen für alle." + only
	case a.OpenTo == "all_laender" && ordinary(a.Employers):
		return "Offen für Beschäftigte aller Länder."
	case a.OpenTo == "all_laender":
		return "Offen für Beschäftigte aller Länder." + only
	case a.OpenTo == "own_staff" && len(a.Laender) == 0:
		return "Nur für eigene Beschäftigte: " + j.holder + "."
	}
	return j.openLaender(only)
}

// ordinary reports whether a list of employers says no more than its absence: Land and municipality.
func ordinary(employers []string) bool {
	return len(employers) == 0 || len(employers) == 2 && slices.Contains(employers, "state") && slices.Contains(employers, "municipal")
}

// openLaender says for which Länder an offer is open.
func (j judgement) openLaender(only string) string {
	a := j.access
	var laender []string
	if a.OpenTo == "land" {
		laender = append(laender, j.land.Name())
	}
	for _, l := range a.Laender {
		laender = append(laender, l.Name())
	}
	if len(laender) > 1 {
		if ordinary(a.Employers) {
			only = ""
		}
		return "Offen für Beschäftigte aus " + sum(laender) + "." + only
	}
	name := laender[0]
	switch {
	case name == learning.Bund.Name():
		return "Offen für Beschäftigte des Bundes."
	case ordinary(a.Employers):
		return "Offen für Land und Kommunen in " + name + "."
	case slices.Equal(a.Employers, []string{"municipal"}):
		return "Offen für alle Kommunen in " + name + "."
	case slices.Equal(a.Employers, []string{"state"}):
		return "Nur für Beschäftigte des Landes " + name + "."
	}
	return "Offen für Beschäftigte aus " + name + "." + only
}

// of is a Land in the genitive: "des Landes Hessen".
func of(land learning.Land) string {
	if land == learning.Bund {
		return "des Bundes"
	}
	return "des Landes " + land.Name()
}
