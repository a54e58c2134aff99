package table

import (
	"strconv"
	"strings"

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
		p := plain("subject-twice", "Diese Kennung steht zweimal in der Lieferung (zuerst: "+where+"); der erste Datensatz gilt. Es wird nichts zurückgezogen.",
			"This subject stands twice in the delivery (first: "+where+"); the first record counts. Nothing is withdrawn.")
		p.Value = learning.Shorten(rec.Subject)
		rec.Problems = append(rec.Problems, p)
	}
}

// add takes the sessions of a further row with the same subject into the offer
// of the first row, and what that row has to be told.
func (r *row) add(more *row) {
	if r.tree == nil || more.tree == nil {
		return
	}
	sessions, _ := r.tree["sessions"].([]any)
	from := len(sessions)
	ids := map[string]int{}
	for _, s := range sessions {
		ids[sessionIDOf(s)]++
	}
	further, _ := more.tree["sessions"].([]any)
	for _, s := range further {
		if o, ok := s.(map[string]any); ok {
			o["id"] = unique(sessionIDOf(o), ids)
			sessions = append(sessions, o)
		}
	}
	if len(sessions) > 0 {
		r.tree["sessions"] = sessions
	}
	for _, p := range more.b.problems {
		if at, ok := strings.CutPrefix(p.Pointer, "/sessions/"); ok || !p.Warning {
			if ok {
				p.Pointer = renumbered(at, from)
			}
			p.Message = more.rec.Where.String() + ": " + p.Message
			r.b.tell(p)
		}
	}
	if was, is := germanTitle(r.tree), germanTitle(more.tree); was != is && is != "" {
		p := warnPlainAt("/title", "rows-differ", more.rec.Where.String()+": Die Zeilen mit dieser Kennung haben verschiedene Titel; der erste gilt.",
			"The rows with this subject have different titles; the first one counts.")
		p.Value, p.Proposal = is, was
		r.b.tell(p)
	}
}

func germanTitle(tree map[string]any) string {
	titles, _ := tree["title"].(map[string]any)
	s, _ := titles["de"].(string)
	return s
}

func sessionIDOf(s any) string {
	o, _ := s.(map[string]any)
	id, _ := o["id"].(string)
	return id
}

// renumbered moves a pointer ("0/start", after "/sessions/") to its place in the offer.
func renumbered(at string, by int) string {
	number, rest, _ := strings.Cut(at, "/")
	n, err := strconv.Atoi(number)
	if err != nil {
		return "/sessions/" + at
	}
	pointer := "/sessions/" + strconv.Itoa(n+by)
	if rest != "" {
		pointer += "/" + rest
	}
	return pointer
}
