package landing

import (
	"slices"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// reader is who asks "Darf ich teilnehmen?": any half may be unknown.
type reader learning.Attendee

// known reports whether the question was answered as a whole.
func (r reader) known() bool { return learning.Attendee(r).Known() }

// String is the answer in words: "Kommune in Hessen".
func (r reader) String() string {
	switch {
	case r.Employer == learning.FederalEmployer:
		return "Bund"
	case r.Employer == learning.StateEmployer && r.Land != "":
		return "Land " + r.Land.Name()
	case r.Employer == learning.OtherEmployer && r.Land != "":
		return "anderer Arbeitgeber in " + r.Land.Name()
	case r.Employer != "" && r.Land != "":
		return learning.Label(learning.VocabEmployers, r.Employer) + " in " + r.Land.Name()
	case r.Employer != "":
		return learning.Label(learning.VocabEmployers, r.Employer)
	}
	return r.Land.Name()
}

// verdict answers "Darf ich teilnehmen?" in words.
type verdict struct {
	Class string // ja, bed, nein, frage: icon, border and colour
	Words string
	Rule  string
	Ask   bool   // the reader has not said enough
	Link  string // of Words: where to say it
	Alike link   // other offers that are open for the reader
}

const (
	mayAttend    = "Ja, Sie dürfen teilnehmen"
	mayNotAttend = "Nein, nicht für Sie"
	notSaid      = "Nicht angegeben"
	askProvider  = "Fragen Sie den Anbieter, bevor Sie sich anmelden."
)

// judgement is what a verdict is made of.
type judgement struct {
	access *learning.Access
	land   learning.Land // that publishes
	holder string        // the provider
	price  *learning.Price
	reader reader
	now    time.Time
}

// worded is the rule without codes that nobody knows: they have no words.
func worded(a *learning.Access) *learning.Access {
	if a == nil {
		return nil
	}
	b := *a
	b.Employers = slices.DeleteFunc(slices.Clone(a.Employers), func(e string) bool { return !learning.Known(learning.VocabEmployers, e) })
	b.Laender = slices.DeleteFunc(slices.Clone(a.Laender), func(l learning.Land) bool { return !l.Valid() })
	return &b
}

// verdict words what learning judges.
func (j judgement) verdict() verdict {
	v := j.access.Admits(learning.Attendee(j.reader), j.land, j.price, j.now)
	j.access = worded(j.access)
	if !j.reader.known() && v.Reason != learning.ReasonNotSaid && (v.Reason != learning.ReasonPublic || len(j.access.Employers) > 0) &&
		v.May != learning.MayNo && v.Reason != learning.ReasonPriority {
		return verdict{Class: "frage", Words: "Noch nicht geprüft", Rule: j.open(), Ask: true}
	}
	switch v.May {
	case learning.MayYes:
		return verdict{Class: "ja", Words: mayAttend, Rule: j.why(v)}
	case learning.MayConditional:
		return j.conditional(v)
	case learning.MayNo:
		return verdict{Class: "nein", Words: mayNotAttend, Rule: j.whyNot(v)}
	}
	return verdict{Class: "frage", Words: notSaid, Rule: j.unknown(v)}
}

// why is the rule that says yes.
func (j judgement) why(v learning.Verdict) string {
	switch {
	case v.Reason == learning.ReasonPublic && len(j.access.Employers) == 0:
		return "Offen für alle, auch privat."
	case v.Reason == learning.ReasonOutsiders:
		return "Seit " + day(v.From, j.now) + " auch für Beschäftigte anderer Länder."
	}
	return j.open()
}

// conditional is a yes from a day on, or at a price of its own.
func (j judgement) conditional(v learning.Verdict) verdict {
	guests := money(j.access.OutsiderPrice)
	out := verdict{Class: "bed"}
	if v.Reason == learning.ReasonPriority {
		first := "Beschäftigte " + of(j.land)
		if j.access.OpenTo == learning.OpenToOwnStaff {
			first = staffOf(j.holder)
		}
		out.Words, out.Rule = "Ja, ab "+day(v.From, j.now), "Bis dahin zuerst für "+first+"."
		if v.Pays && guests != "" {
			out.Rule += " Gäste zahlen " + guests + "."
		}
		return out
	}
	out.Words = "Ja, gegen " + orElse(guests, "Entgelt")
	switch own := money(j.price); own {
	case "":
		out.Rule = j.open()
	default:
		out.Rule = "Für Beschäftigte aus " + j.land.Name() + " " + own + "."
		if j.land == learning.Bund {
			out.Rule = "Für Beschäftigte des Bundes " + own + "."
		}
	}
	return out
}

// whyNot is the rule that says no.
func (j judgement) whyNot(v learning.Verdict) string {
	if v.Reason == learning.ReasonOtherLand && len(j.access.Employers) == 0 && len(j.access.Laender) == 0 {
		return "Nur für Beschäftigte " + of(j.land) + "."
	}
	open := j.open()
	switch {
	case j.access.OpenTo == learning.OpenToPublic:
		return strings.Replace(open, "Offen für alle. Arbeitgeber:", "Nur für diese Arbeitgeber:", 1)
	case strings.HasPrefix(open, "Offen für alle Kommunen"):
		return strings.Replace(open, "Offen für alle", "Nur für", 1)
	}
	return strings.Replace(open, "Offen für ", "Nur für ", 1)
}

// unknown says what is missing.
func (j judgement) unknown(v learning.Verdict) string {
	switch {
	case v.Reason == learning.ReasonLandOpen:
		return j.open() + " Geben Sie dafür auch Ihr Land an."
	case v.Reason != learning.ReasonEmployerOpen:
		return askProvider
	}
	rest := "Ob auch für den Bund, steht nicht dabei."
	if j.reader.Employer == learning.OtherEmployer {
		rest = "Ob auch für andere Arbeitgeber, steht nicht dabei."
	}
	if j.access.OpenTo == learning.OpenToLaender {
		return "Offen für Länder und Kommunen. " + rest
	}
	return j.open() + " " + rest
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
	case a.OpenTo == learning.OpenToPublic:
		return "Offen für alle." + only
	case a.OpenTo == learning.OpenToLaender && ordinary(a.Employers):
		return "Offen für Beschäftigte aller Länder."
	case a.OpenTo == learning.OpenToLaender:
		return "Offen für Beschäftigte aller Länder." + only
	case a.OpenTo == learning.OpenToOwnStaff && len(a.Laender) == 0:
		return "Nur für " + staffOf(j.holder) + "."
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
	if a.OpenTo == learning.OpenToLand {
		laender = append(laender, j.land.Name())
	}
	for _, l := range a.Laender {
		laender = append(laender, l.Name())
	}
	if len(laender) == 0 {
		return askProvider
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

// genitives are the first words of names that say how the name is declined.
var genitives = map[string]string{
	"Stadt": "der Stadt", "Gemeinde": "der Gemeinde", "Samtgemeinde": "der Samtgemeinde", "Verbandsgemeinde": "der Verbandsgemeinde",
	"Landeshauptstadt": "der Landeshauptstadt", "Hansestadt": "der Hansestadt", "Universitätsstadt": "der Universitätsstadt",
	"Landkreis": "des Landkreises", "Kreis": "des Kreises", "Bezirk": "des Bezirks", "Amt": "des Amtes", "Landesamt": "des Landesamtes",
	"Universität": "der Universität", "Hochschule": "der Hochschule", "Ministerium": "des Ministeriums",
}

// staffOf are the people of a provider: "Beschäftigte der Stadt Musterstadt".
func staffOf(name string) string {
	first, rest, _ := strings.Cut(name, " ")
	if g, ok := genitives[first]; ok && rest != "" {
		return "Beschäftigte " + g + " " + rest
	}
	return "eigene Beschäftigte (" + name + ")"
}

// of is a Land in the genitive: "des Landes Hessen".
func of(land learning.Land) string {
	if land == learning.Bund {
		return "des Bundes"
	}
	return "des Landes " + land.Name()
}
