package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// ownMembers are the members of a line of our own offers; asof and snapshot write all of them.
var ownMembers = []string{"subject", "offer", "id", "land", "system"}

// own reads our own offers: values one after the other, or one list of them.
// The JSON is strict; what a line has wrong refuses that line, and a line that
// is no JSON makes the rest of the file unreadable.
func (d *delivery) own(doc *document) {
	if f := doc.source.Format; f != formatJSON && f != formatNDJSON {
		d.unreadable(doc, unread("mapping", "Ohne Zuordnung (--mapping) werden nur eigene Angebote gelesen: je Zeile {\"subject\": …, \"offer\": {…}}.",
			"Without a mapping (--mapping) only our own offers are read: {\"subject\": …, \"offer\": {…}} a line."))
		return
	}
	dec := jsontext.NewDecoder(bytes.NewBuffer(doc.text), jsontext.AllowDuplicateNames(true))
	list := dec.PeekKind() == '['
	if list {
		if _, err := dec.ReadToken(); err != nil {
			d.unreadable(doc, brokenJSON(doc.text, dec, err))
			return
		}
	} else {
		doc.source.Format = formatNDJSON
	}
	at, lines := 0, 1
	for !list || dec.PeekKind() != ']' {
		raw, err := dec.ReadValue()
		if errors.Is(err, io.EOF) && !list {
			break
		}
		if err != nil {
			d.unreadable(doc, brokenJSON(doc.text, dec, err))
			return
		}
		begin := int(dec.InputOffset()) - len(raw)
		lines += bytes.Count(doc.text[at:begin], []byte("\n"))
		at = begin
		doc.source.Records++
		where := Where{File: doc.source.Name, Line: lines, Index: doc.source.Records}
		d.out.Records = append(d.out.Records, d.ownRecord(raw.Clone(), where))
	}
}

func brokenJSON(text []byte, dec *jsontext.Decoder, err error) error {
	return (&jsonReader{text: text, dec: dec}).explain(err)
}

// ownRecord reads one line.
func (d *delivery) ownRecord(raw jsontext.Value, where Where) Record {
	rec := Record{Where: where}
	members, twice, err := ownMembersOf(raw)
	if err != nil {
		rec.Problems = append(rec.Problems, plain("own-line", "Je Zeile steht {\"subject\": …, \"offer\": {…}}.", "A line is {\"subject\": …, \"offer\": {…}}."))
		return rec
	}
	if twice != nil {
		rec.Problems = append(rec.Problems, *twice)
	}
	if err := json.Unmarshal(members["subject"], &rec.Subject); err != nil || !printable(rec.Subject) {
		rec.Subject = ""
		rec.Problems = append(rec.Problems, plain("subject", "„subject“ fehlt oder ist kein Text mit 1 bis 200 druckbaren Zeichen.",
			"subject is missing or no text of 1 to 200 printable characters."))
	}
	for name := range members {
		if !slices.Contains(ownMembers, name) {
			rec.Problems = append(rec.Problems, warnPlain("unknown-member", "„"+learning.Shorten(name)+"“ neben „offer“ kennen wir nicht; es wurde nicht übernommen.",
				"We do not know this member beside offer; it was not carried."))
		}
	}
	offer := members["offer"]
	if twice != nil {
		return rec
	}
	if offer.Kind() != '{' {
		rec.Problems = append(rec.Problems, plain("required", "„offer“ fehlt oder ist kein Objekt.", "offer is missing or no object."))
		return rec
	}
	d.ownOffer(&rec, offer)
	return rec
}

// ownMembersOf reads the members of a line. Where a name stands twice in it, the
// line is refused, but its subject is known all the same, unless it is that name.
func ownMembersOf(raw jsontext.Value) (members map[string]jsontext.Value, twice *learning.Problem, err error) {
	err = json.Unmarshal(raw, &members)
	if !errors.Is(err, jsontext.ErrDuplicateName) {
		return members, nil, err
	}
	p := plain("duplicate-name", "Derselbe Name steht zweimal in einem Objekt; welcher Wert gilt, weiß niemand.",
		"The same name stands twice in one object; nobody knows which value counts.")
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		p.Value = string(syntactic.JSONPointer)
	}
	members = nil
	err = json.Unmarshal(raw, &members, jsontext.AllowDuplicateNames(true))
	if p.Value == "/subject" {
		delete(members, "subject")
	}
	delete(members, "offer")
	return members, &p, err
}

// ownOffer checks the offer of a line. Members we do not know stay in it.
func (d *delivery) ownOffer(rec *Record, offer jsontext.Value) {
	var o learning.Offer
	if err := json.Unmarshal(offer, &o); err != nil {
		p := plain("type", "Eine Angabe hat nicht die erwartete Form.", "A member does not have the expected form.")
		var semantic *json.SemanticError
		if errors.As(err, &semantic) {
			p.Pointer = string(semantic.JSONPointer)
			p.Value = learning.Shorten(string(semantic.JSONValue))
			p.MessageEn = fmt.Sprintf("This cannot be read as %v.", semantic.GoType)
		}
		rec.Problems = append(rec.Problems, p)
		return
	}
	rec.Title = o.Title.German()
	rec.Problems = append(rec.Problems, o.Validate()...)
	if !d.opts.Now.IsZero() {
		rec.Problems = append(rec.Problems, o.Plausible(d.opts.Now)...)
	}
	canonical := offer.Clone()
	if err := canonical.Canonicalize(); err != nil {
		rec.Problems = append(rec.Problems, plain("json", "Das Angebot lässt sich nicht kanonisch schreiben.", "The offer has no canonical form."))
		return
	}
	rec.Offer = canonical
}
