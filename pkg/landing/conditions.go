package landing

import (
	"slices"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// condition is one thing that the access rule of an offer says, and what it
// means for the reader: ja, bed, nein, frage; "" if she has not said who she is.
type condition struct {
	Class, Text string
}

// conditions are the access rule of an offer, sentence by sentence.
func (j judgement) conditions() []condition {
	if j.access == nil {
		return nil
	}
	r := j.access.Admission(j.land, j.price)
	if r.Silent() {
		return nil
	}
	v := r.Admits(learning.Attendee(j.reader), j.now)
	out := []condition{{mayClass[v.May], j.opening(&r)}, j.employers(&r)}
	if v.Reason == learning.ReasonEmployer {
		out[0].Class = "" // it is the employer that is missing
	}
	outside := v.May == learning.MayConditional || v.Reason == learning.ReasonOutsiders
	if !r.From.IsZero() {
		c := condition{"ja", "Seit " + day(r.From, j.now) + " auch für andere."}
		if r.From.After(j.now) {
			c = condition{"ja", "Bis " + day(r.From, j.now) + " zuerst für " + j.first() + "."}
			if outside {
				c.Class = "bed"
			}
		}
		out = append(out, c)
	}
	if a := j.access; a.OutsiderPrice != nil && money(a.OutsiderPrice) != "" {
		c := condition{"ja", "Gäste zahlen " + money(a.OutsiderPrice) + "."}
		switch nothing, _ := a.OutsiderPrice.Nothing(); {
		case nothing:
			c.Text = "Kostenlos, auch für Gäste aus anderen Ländern."
		case v.Pays:
			c.Class = "bed"
		}
		out = append(out, c)
	}
	for i := range out {
		// Once it is a no, what else would hold says nothing for the reader.
		if !j.reader.known() || v.May != learning.MayYes && v.May != learning.MayConditional && out[i].Class == "ja" {
			out[i].Class = ""
		}
	}
	return slices.DeleteFunc(out, func(c condition) bool { return c.Text == "" })
}

// first are those who go first.
func (j judgement) first() string {
	if j.access.OpenTo == learning.OpenToOwnStaff {
		return staffOf(j.holder)
	}
	return "Beschäftigte " + of(j.land)
}

// opening says for which Länder an offer is open.
func (j judgement) opening(r *learning.Admission) string {
	var laender []string
	for _, l := range r.Laender {
		laender = append(laender, l.Name())
	}
	also := ""
	if len(laender) > 0 {
		also = " Auch für Beschäftigte aus " + sum(laender) + "."
	}
	switch r.OpenTo {
	case learning.OpenToPublic:
		if len(r.Employers) > 0 {
			return "Offen für Beschäftigte in ganz Deutschland."
		}
		return "Offen für alle, auch privat."
	case learning.OpenToLaender:
		return "Offen für Beschäftigte der Verwaltung in allen 16 Ländern."
	case learning.OpenToLand:
		if j.land == learning.Bund {
			return "Offen für Beschäftigte des Bundes." + also
		}
		return "Offen für Beschäftigte der Verwaltung " + within(j.land) + "." + also
	case learning.OpenToOwnStaff:
		return "Für " + staffOf(j.holder) + "." + also
	}
	return "Offen für Beschäftigte aus " + sum(laender) + "."
}

// employers says for which employers an offer is open.
func (j judgement) employers(r *learning.Admission) condition {
	who := j.reader.Employer
	if len(r.Employers) == 0 {
		switch {
		case r.OpenTo == learning.OpenToPublic, r.OpenTo == learning.OpenToLand && j.land == learning.Bund, r.OpenTo == learning.OpenToOwnStaff:
			return condition{}
		case who == learning.FederalEmployer || who == learning.OtherEmployer:
			return condition{"frage", "Für Land, Gemeinden, Städte und Kreise. Über andere Arbeitgeber steht nichts da."}
		}
		return condition{"ja", "Auch für Gemeinden, Städte und Landkreise."}
	}
	var names []string
	for _, e := range []struct{ code, name string }{
		{"state", "Land"},
		{"municipal", "Kommunen (Gemeinden, Städte, Kreise)"},
		{"federal", "Bund"},
		{"other", "andere öffentliche Arbeitgeber"},
	} {
		if slices.Contains(r.Employers, e.code) {
			names = append(names, e.name)
		}
	}
	c := condition{"ja", "Für diese Arbeitgeber: " + sum(names) + "."}
	if len(names) == 1 {
		c.Text = "Nur für diesen Arbeitgeber: " + names[0] + "."
	}
	if who != "" && !slices.Contains(r.Employers, who) {
		c.Class = "nein"
	}
	return c
}

// mayClass are the icons of the answers; what is conditional stands in sentences of its own.
var mayClass = map[learning.May]string{
	learning.MayYes: "ja", learning.MayConditional: "ja", learning.MayNo: "nein", learning.MayUnknown: "frage",
}
