package table

import (
	"errors"
	"fmt"
	"sort"
	"strconv"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Read reads the files of one delivery. It never fails as a whole: an
// unreadable file and a refused record are findings, and the rest is read.
// m may be nil: then the files hold our own offers.
func Read(files []File, m *Mapping, opts Options) *Delivery {
	most := opts.MaxBytes
	if most <= 0 {
		most = DefaultMaxBytes
	}
	d := &delivery{opts: opts, m: m}
	docs := make([]document, 0, len(files))
	for _, f := range files {
		doc, err := open(f, m, most)
		if err == nil && m != nil {
			doc.records, err = recordsOf(&doc, m)
		}
		if err != nil {
			d.unreadable(&doc, err)
		}
		docs = append(docs, doc)
	}
	if m != nil {
		d.names = collectNames(docs, m)
		d.missing(docs)
	}
	for i := range docs {
		doc := &docs[i]
		switch {
		case doc.source.Unreadable:
		case m == nil:
			d.own(doc)
		default:
			d.mapped(doc)
		}
		d.out.Sources = append(d.out.Sources, doc.source)
	}
	d.duplicates()
	return &d.out
}

// delivery is a [Delivery] in the making.
type delivery struct {
	out   Delivery
	opts  Options
	m     *Mapping
	names *names
}

func (d *delivery) unreadable(doc *document, err error) {
	doc.source.Unreadable = true
	p := plain("unreadable", "Die Datei lässt sich nicht lesen.", err.Error())
	where := Where{File: doc.source.Name}
	if u, ok := errors.AsType[*unreadable](err); ok {
		p.Rule, p.Message, p.MessageEn = u.rule, u.de, u.en
		where.Line = u.line
	}
	d.out.Findings = append(d.out.Findings, Finding{Where: where, Problem: p})
}

// mapped maps every record of a file.
func (d *delivery) mapped(doc *document) {
	doc.source.Records = len(doc.records)
	for _, n := range doc.notes {
		n.Problem = d.names.problem(n.Problem)
		d.out.Findings = append(d.out.Findings, n)
	}
	rows := map[string]*row{} // first row of each subject, for rows that are sessions
	var held []*row
	for i, raw := range doc.records {
		where := Where{File: doc.source.Name, Sheet: doc.sheet, Index: i + 1}
		if doc.lined && raw.object != nil {
			where.Line = raw.object.line
		}
		now := &row{b: &builder{m: d.m, refusals: map[string]bool{}}}
		now.rec, now.tree = d.record(doc, now.b, raw, where)
		switch first := rows[now.rec.Subject]; {
		case !d.m.repeated:
			d.finish(now)
		case first != nil && now.rec.Subject != "":
			first.add(now)
		default:
			rows[now.rec.Subject] = now
			held = append(held, now)
		}
	}
	for _, r := range held {
		d.finish(r)
	}
}

// row is a record in the making: a row of a table or an object of a feed.
type row struct {
	rec  Record
	tree map[string]any
	b    *builder
}

// record maps one record up to its tree.
func (d *delivery) record(doc *document, b *builder, raw rawRecord, where Where) (Record, map[string]any) {
	rec := Record{Where: where}
	if raw.object == nil {
		b.tell(plain("not-an-object", "Der Datensatz ist kein Objekt mit Feldern.", "The record is no object with fields."))
		return rec, nil
	}
	s := &scope{record: raw.object, self: raw.object, meta: map[string]string{
		"@file": doc.source.Name, "@stem": stem(doc.source.Name), "@sheet": doc.sheet, "@key": raw.key, "@index": strconv.Itoa(where.Index),
	}}
	s.joined = d.join(doc, s)
	rec.Subject = d.subject(b, s)
	if w, ok := raw.object.members[tooWide].(string); ok {
		b.tell(plain("columns", "Die Zeile hat "+w+" Felder, mehr als die Kopfzeile: ein Trennzeichen steht wohl ohne Anführungszeichen im Text.",
			"The row has "+w+" fields, more than the header: a separator seems to stand in a text without quotation marks."))
	}
	tree := b.offer(s)
	d.persons(b, s)
	return rec, tree
}

// subject is the id of the offer: every field of the template outside [[ ]] must be known.
func (d *delivery) subject(b *builder, s *scope) string {
	for _, p := range d.m.subject.parts {
		if p.path != nil && b.first(s, *p.path, nil) == "" {
			b.tell(withSource(plain("subject", "Die Kennung fehlt; ohne sie ist das Angebot nicht wiederzufinden.",
				"The subject is missing; without it the offer cannot be found again."), p.path.source))
			return ""
		}
	}
	id := d.m.subject.fill(func(p path) string { return b.first(s, p, nil) })
	if !printable(id) {
		p := plain("subject", "Die Kennung hat 1 bis 200 druckbare Zeichen.", "The subject has 1 to 200 printable characters.")
		p.Value = learning.Shorten(id)
		b.tell(withSource(p, d.m.subject.source))
		return ""
	}
	return id
}

// missing tells fields of the mapping that no record of the delivery has. (A
// table tells its columns itself.)
func (d *delivery) missing(docs []document) {
	have := map[string]bool{}
	for _, doc := range docs {
		if doc.rows {
			continue
		}
		for _, r := range doc.records {
			if r.object != nil {
				for name := range r.object.members {
					have[name] = true
				}
			}
		}
	}
	if len(have) == 0 {
		return
	}
	names := make([]string, 0, len(have))
	for n := range have {
		names = append(names, n)
	}
	sort.Strings(names)
	told := map[string]bool{}
	for _, p := range d.m.roots() {
		name := p.steps[0].name
		if have[p.source] || have[name] || told[name] {
			continue
		}
		told[name] = true
		f := Finding{Problem: warnPlain("field-missing", fmt.Sprintf("Die Zuordnung liest das Feld „%s“; kein Datensatz hat es.", name),
			fmt.Sprintf("The mapping reads the field %s; no record has it.", name))}
		f.Problem.Proposal = nearest(name, names)
		d.out.Findings = append(d.out.Findings, f)
	}
}
