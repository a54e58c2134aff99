package table

import (
	"strconv"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// duplicates marks every subject that stands more than once in the delivery.
// The first is kept, whatever the others say: nobody can know which one counts.
func (d *delivery) duplicates() {
	first := map[string]int{}
	for i := range d.out.Records {
		rec := &d.out.Records[i]
		if rec.Subject == "" {
			continue
		}
		at, has := first[rec.Subject]
		if !has {
			first[rec.Subject] = i
			continue
		}
		kept := &d.out.Records[at]
		kept.Duplicate, rec.Duplicate = true, true
		where := kept.Where.String()
		if kept.Where.File != rec.Where.File {
			where = kept.Where.File + ", " + where
		}
		p := plain("", "subject-twice", "Diese Kennung steht zweimal in der Lieferung (zuerst: "+where+"); der erste Datensatz gilt. Es wird nichts zurückgezogen.",
			"This subject stands twice in the delivery (first: "+where+"); the first record counts. Nothing is withdrawn.")
		p.Value = learning.Shorten(rec.Subject)
		rec.Problems = append(rec.Problems, p)
	}
}

// merge adds the sessions of a further row with the same subject to its offer.
func (d *delivery) merge(rec *Record, tree map[string]any, told []learning.Problem) {
	b := &builder{m: d.m, refusals: map[string]bool{}}
	var have map[string]any
	if rec.Offer == nil || unmarshalTree(rec.Offer, &have) != nil {
		return
	}
	sessions, _ := have["sessions"].([]any)
	more, _ := tree["sessions"].([]any)
	ids := map[string]int{}
	for _, s := range sessions {
		if o, ok := s.(map[string]any); ok {
			id, _ := o["id"].(string)
			ids[id]++
		}
	}
	for _, s := range more {
		if o, ok := s.(map[string]any); ok {
			id, _ := o["id"].(string)
			o["id"] = unique(id, ids)
			sessions = append(sessions, o)
		}
	}
	have["sessions"] = sessions
	for _, p := range told {
		p.Pointer = renumber(p.Pointer, len(sessions)-len(more))
		b.tell(p)
	}
	d.finish(rec, have, b)
}

// renumber moves the pointer of a row's own session to its place in the offer.
func renumber(pointer string, by int) string {
	const base = "/sessions/0"
	if len(pointer) < len(base) || pointer[:len(base)] != base {
		return pointer
	}
	return "/sessions/" + strconv.Itoa(by) + pointer[len(base):]
}
