package table

import "github.com/lernverbund/lernverbund/pkg/learning"

// issue is what a value's reader has to say about it. With drop the value was
// left out and the record lives on; otherwise the mapping decides.
type issue struct {
	rule     string
	de, en   string
	proposal string
	warning  bool // the value was kept, mended or left out on purpose
}

func warn(rule, de, en string) *issue { return &issue{rule: rule, de: de, en: en, warning: true} }

func fault(rule, de, en string) *issue { return &issue{rule: rule, de: de, en: en} }

// problem makes the finding of an issue. The value is shortened only after
// names have been taken out of it (see redact).
func (i *issue) problem(pointer, source, value string) learning.Problem {
	p := learning.Problem{
		Pointer: pointer, Rule: i.rule, Message: i.de, MessageEn: i.en,
		Value: value, Proposal: i.proposal, Warning: i.warning,
	}
	return withSource(p, source)
}

// withSource names the field of the source in the message: people know their columns, not our pointers.
func withSource(p learning.Problem, source string) learning.Problem {
	switch {
	case source == "":
	case p.Rule == "required":
		p.Message += " Das Feld „" + source + "“ ist leer; die Zuordnung liest nur dieses."
		p.MessageEn += " The field " + source + " is empty; the mapping reads no other."
	default:
		p.Message += " Feld der Quelle: „" + source + "“."
		p.MessageEn += " Source field: " + source + "."
	}
	return p
}

// plain is a finding about a record as a whole, without a value.
func plain(rule, de, en string) learning.Problem {
	return learning.Problem{Rule: rule, Message: de, MessageEn: en}
}
