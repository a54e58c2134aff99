package search

import (
	"strconv"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// accessRule is who may attend as one word that many offers share:
// "by;land;he,th;state,municipal;1764716400;pays". It is "" if nothing is known.
func accessRule(land learning.Land, o *learning.Offer) string {
	r := o.Access.Admission(land, o.Price)
	if r.Silent() {
		return ""
	}
	b := []byte(r.Publisher)
	b = append(append(append(b, ';'), r.OpenTo...), ';')
	for i, l := range r.Laender {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, l...)
	}
	b = append(append(append(b, ';'), strings.Join(r.Employers, ",")...), ';')
	if !r.From.IsZero() {
		b = strconv.AppendInt(b, r.From.Unix(), 10)
	}
	b = append(b, ';')
	if r.GuestsPay {
		b = append(b, "pays"...)
	}
	return string(b)
}

// admission reads what accessRule wrote.
func admission(rule string) *learning.Admission {
	part := func() (p string) { p, rule, _ = strings.Cut(rule, ";"); return p }
	r := &learning.Admission{Publisher: learning.Land(part()), OpenTo: part()}
	for l := range strings.SplitSeq(part(), ",") {
		if l != "" {
			r.Laender = append(r.Laender, learning.Land(l))
		}
	}
	if employers := part(); employers != "" {
		r.Employers = strings.Split(employers, ",")
	}
	if at, err := strconv.ParseInt(part(), 10, 64); err == nil {
		r.From = time.Unix(at, 0)
	}
	r.GuestsPay = part() != ""
	return r
}

// numMays is how many verdicts there are.
const numMays = 4

// mays are the documents by verdict, in the order of learning.Mays.
type mays [numMays]bitset

// admit judges every document for an attendee: once for each rule, which many
// documents share, at this moment.
func (x *Index) admit(who learning.Attendee, from *scratch) *mays {
	var sets mays
	for i := range sets {
		sets[i] = from.get()
	}
	now := x.now()
	for _, id := range x.attrs.of[byRule] {
		a := x.attrs.all.at(id)
		may := a.rule.Admits(who, now).May
		for i, m := range learning.Mays {
			if m == may {
				a.docs.into(sets[i], from)
			}
		}
	}
	// What has no rule is unknown.
	rest := sets[numMays-1]
	rest.or(x.everything(from))
	for _, decided := range sets[:numMays-1] {
		rest.andNot(decided)
	}
	return &sets
}

// among are the documents with one of some verdicts.
func (s *mays) among(wanted []string, from *scratch) bitset {
	docs := from.get()
	for i, m := range learning.Mays {
		for _, w := range wanted {
			if w == string(m) {
				docs.or(s[i])
			}
		}
	}
	return docs
}
