package table

import (
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// coded are the members of an offer whose content is no text of people: codes,
// dates, identifiers; and the provider's name, which is the name of its business.
var coded = set("kind mode inLanguage topics audience funding accessibility level workload openTo laender employers price outsiderPrice licence validFrom validThrough outsidersFrom provider.name provider.id id start end status postalCode land online seatsTotal seatsFree seatsAsOf registerBy scheme learningTime")

// persons says which fields of a record were not carried because they name persons.
func (d *delivery) persons(b *builder, s *scope) {
	for _, p := range d.m.persons {
		for _, v := range s.values(p.path) {
			if t, ok := text(v); !ok || !b.isUnknown(t, nil) {
				b.tell(withSource(warnPlain("person-field", "Ein Feld, das Personen nennt, wurde nicht übernommen.",
					"A field that names persons was not carried."), p.path.source))
				break
			}
		}
	}
}

func warnPlain(rule, de, en string) learning.Problem {
	p := plain(rule, de, en)
	p.Warning = true
	return p
}

// cleanse takes persons and bank accounts out of every text of an offer.
func (d *delivery) cleanse(v any, pointer, name string, b *builder) any {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range sortedKeys(v) {
			full := key
			if name == "provider" {
				full = name + "." + key
			}
			if coded[full] {
				continue
			}
			if clean := d.cleanse(v[key], pointer+"/"+key, full, b); clean == nil {
				delete(v, key)
			} else {
				v[key] = clean
			}
		}
		if len(v) == 0 {
			return nil
		}
		return v
	case []any:
		out := v[:0]
		for i, e := range v {
			if clean := d.cleanse(e, pointer+"/"+strconv.Itoa(i), name, b); clean != nil {
				out = append(out, clean)
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	case string:
		return orNil(d.cleanText(v, pointer, name, b))
	default:
		return v
	}
}

func (d *delivery) cleanText(s, pointer, name string, b *builder) string {
	if strings.HasSuffix(name, "url") {
		if !d.names.empty() && d.names.inAddress(s) {
			b.tell(warnPlainAt(pointer, "person-removed", "Die Internetadresse nennt eine Person und wurde weggelassen.", "The web address names a person and was left out."))
			return ""
		}
		return s
	}
	if de, en := officeOnly(pointer, s); de != "" {
		b.tell(warnPlainAt(pointer, "person-contact", de, en))
		return ""
	}
	clean, found := d.names.redact(s, name == "city")
	clean, mail := withoutPersonalMail(clean)
	if found || mail {
		b.tell(warnPlainAt(pointer, "person-removed", "Der Name einer Person wurde herausgenommen.", "The name of a person was taken out."))
	}
	clean, found = account(clean)
	if found {
		b.tell(warnPlainAt(pointer, "bank-account", "Eine Bankverbindung wurde herausgenommen.", "A bank account was taken out."))
	}
	return clean
}

// officeOnly says why a contact is a person's and not an office's; "" if it is none.
func officeOnly(pointer, s string) (de, en string) {
	switch {
	case pointer == "/contact/name" && learning.PersonName(s):
		return "Der Kontakt ist eine Person, keine Stelle; der Name wurde weggelassen.", "The contact is a person, not an office; the name was left out."
	case pointer == "/contact/email" && learning.PersonEmail(s):
		return "Die E-Mail-Adresse gehört einer Person, nicht einer Stelle; sie wurde weggelassen.", "The e-mail address is a person's, not an office's; it was left out."
	case pointer == "/contact/phone" && learning.MobilePhone(s):
		return "Eine Mobilnummer gehört einer Person; sie wurde weggelassen.", "A mobile number is a person's; it was left out."
	}
	return "", ""
}

func warnPlainAt(pointer, rule, de, en string) learning.Problem {
	p := warnPlain(rule, de, en)
	p.Pointer = pointer
	return p
}

// finish cleanses a mapped offer, checks it and adds the record to the delivery.
func (d *delivery) finish(r *row) {
	if r.tree != nil {
		clean, ok := d.cleanse(r.tree, "", "", r.b).(map[string]any)
		if !ok {
			clean = map[string]any{}
		}
		d.judge(&r.rec, clean, r.b)
	}
	for _, p := range r.b.problems {
		r.rec.Problems = append(r.rec.Problems, d.names.problem(p))
	}
	d.out.Records = append(d.out.Records, r.rec)
}

// judge checks the offer by the rules of learning. What refuses it and may be
// left out, because the mapping says so, is left out with a warning; a member
// that a reader refused already is not told a second time.
func (d *delivery) judge(rec *Record, tree map[string]any, b *builder) {
	for range 20 { // each round leaves something out; what remains after it is told as it is
		raw, offer, err := encode(tree)
		if err != nil {
			b.tell(plain("type", "Das Angebot lässt sich nicht schreiben.", "The offer cannot be written: "+err.Error()))
			return
		}
		rec.Offer, rec.Title = raw, offer.Title.German()
		found := offer.Validate()
		if !d.opts.Now.IsZero() {
			found = append(found, offer.Plausible(d.opts.Now)...)
		}
		again := false
		for _, p := range found {
			if p.Warning || b.refusals[p.Pointer] || again {
				continue
			}
			if at := d.droppable(p); at != "" && remove(tree, at) {
				p.Warning = true
				p.Pointer = at
				p.Message += " Die Angabe wurde weggelassen."
				p.MessageEn += " It was left out."
				b.tell(withSource(p, d.sourceOf(at)))
				again = true
			}
		}
		if again {
			continue
		}
		for _, p := range found {
			if !b.refusals[p.Pointer] || p.Warning {
				b.problems = append(b.problems, withSource(p, d.sourceOf(p.Pointer)))
			}
		}
		return
	}
}

func encode(tree map[string]any) (jsontext.Value, *learning.Offer, error) {
	raw, err := json.Marshal(tree)
	if err != nil {
		return nil, nil, err
	}
	v := jsontext.Value(raw)
	if err := v.Canonicalize(); err != nil {
		return nil, nil, err
	}
	var o learning.Offer
	if err := json.Unmarshal(v, &o); err != nil {
		return nil, nil, err
	}
	return v, &o, nil
}

// required members cannot be left out.
var required = []string{"/title", "/title/de", "/provider", "/provider/name"}

// droppable is the pointer that may be left out because of a problem, or "".
// For an order of dates that cannot be, it is the end.
func (d *delivery) droppable(p learning.Problem) string {
	at := p.Pointer
	if at == "" || slices.Contains(required, at) {
		return ""
	}
	if d.m != nil {
		if f := d.fieldAt(at); f == nil || !f.drop() {
			return ""
		}
	}
	return at
}

func (f *field) drop() bool {
	for _, r := range f.rules {
		if !r.drop {
			return false
		}
	}
	return true
}

// fieldAt is the field of the mapping that fills a pointer.
func (d *delivery) fieldAt(pointer string) *field {
	if d.m == nil {
		return nil
	}
	lists := []struct {
		base string
		all  []items
	}{{"/sessions/", d.m.sessions}, {"/competences/", d.m.competences}}
	for _, l := range lists {
		rest, ok := strings.CutPrefix(pointer, l.base)
		if !ok {
			continue
		}
		if i := strings.IndexByte(rest, '/'); i >= 0 {
			for k := range l.all {
				if f := covering(l.all[k].fields, rest[i:]); f != nil {
					return f
				}
			}
		}
		return nil
	}
	return covering(d.m.fields, pointer)
}

func covering(fields []field, pointer string) *field {
	for i := range fields {
		if p := fields[i].pointer; pointer == p || strings.HasPrefix(pointer, p+"/") || strings.HasPrefix(p, pointer+"/") {
			return &fields[i]
		}
	}
	return nil
}

// sourceOf names the field of the source behind a pointer.
func (d *delivery) sourceOf(pointer string) string {
	f := d.fieldAt(pointer)
	if f == nil {
		return ""
	}
	var names []string
	for _, r := range f.rules {
		if s := r.source(); s != "" && !slices.Contains(names, s) {
			names = append(names, s)
		}
	}
	return strings.Join(names, ", ")
}

// remove takes the member or element at a pointer out of a tree.
func remove(tree map[string]any, pointer string) bool {
	names := strings.Split(pointer[1:], "/")
	var parent any = tree
	for i, name := range names {
		last := i == len(names)-1
		switch p := parent.(type) {
		case map[string]any:
			v, ok := p[name]
			if !ok {
				return false
			}
			if list, isList := v.([]any); isList && i == len(names)-2 {
				n, err := strconv.Atoi(names[i+1])
				if err != nil || n < 0 || n >= len(list) {
					return false
				}
				p[name] = slices.Delete(list, n, n+1)
				return true
			}
			if last {
				delete(p, name)
				return true
			}
			parent = v
		case []any:
			n, err := strconv.Atoi(name)
			if err != nil || n < 0 || n >= len(p) {
				return false
			}
			parent = p[n]
		default:
			return false
		}
	}
	return false
}
