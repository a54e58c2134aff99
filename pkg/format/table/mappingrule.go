package table

import (
	"net/url"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

func (r *mappingReader) joins(n *yaml.Node) (all []join) {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		r.fail(n, "„lookups“ hat je Nachschlagetabelle einen Namen: name: {in: …, key: …}.")
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := r.members(n.Content[i+1], "in", "key", "each", "by")
		j := join{name: n.Content[i].Value, by: r.text(k["by"])}
		switch {
		case k["in"] == nil:
			r.fail(n.Content[i], "„in“ fehlt: wo im Dokument steht die Tabelle?")
		case k["key"] == nil && k["each"] == nil:
			r.fail(n.Content[i], "„key“ (ein Schlüssel) oder „each“ (eine Liste von Schlüsseln) fehlt.")
		}
		if k["in"] != nil {
			j.in = r.path(k["in"])
		}
		if k["key"] != nil {
			j.key = r.template(k["key"])
		}
		if k["each"] != nil {
			p := r.path(k["each"])
			j.each = &p
		}
		all = append(all, j)
	}
	return all
}

// fields reads "pointer: rule" and, as what comes last, "constant" with "pointer: value".
func (r *mappingReader) fields(n, constant *yaml.Node, targets map[string]target) (all []field) {
	at := map[string]int{}
	add := func(key *yaml.Node, make func(target) []*rule) {
		pointer, t, ok := find(targets, key.Value)
		if !ok {
			r.fail(key, "Das Ziel „%s“ gibt es nicht%s", key.Value, meant(key.Value, pointers(targets)))
			return
		}
		i, has := at[pointer]
		if !has {
			i = len(all)
			at[pointer] = i
			all = append(all, field{pointer: pointer, target: t})
		}
		all[i].rules = append(all[i].rules, make(t)...)
	}
	r.pairs(n, func(key, value *yaml.Node) {
		add(key, func(t target) (rules []*rule) {
			for _, e := range elements(value) {
				rules = append(rules, r.rule(e, t))
			}
			return rules
		})
	})
	r.pairs(constant, func(key, value *yaml.Node) {
		add(key, func(t target) []*rule {
			out := &rule{line: value.Line, constant: true, list: t.list, kind: t.kind, vocab: t.vocab, zone: r.zone, currency: "EUR", drop: true}
			out.value = r.fixed(out, value)
			return []*rule{out}
		})
	})
	return all
}

func (r *mappingReader) pairs(n *yaml.Node, f func(key, value *yaml.Node)) {
	if n == nil {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.fail(n, "Hier gehören Angaben der Form „Ziel: Quelle“ hin.")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if seen[n.Content[i].Value] {
			r.fail(n.Content[i], "„%s“ steht zweimal.", n.Content[i].Value)
		}
		seen[n.Content[i].Value] = true
		f(n.Content[i], n.Content[i+1])
	}
}

// fixed is a constant, read the way the rule's target wants it: a text,
// number, bool or object, or a list of them. nil means nothing.
func (r *mappingReader) fixed(out *rule, n *yaml.Node) any {
	if n.Kind != yaml.SequenceNode {
		return r.fixedScalar(out, n)
	}
	if !out.list {
		r.fail(n, "Dieses Ziel ist keine Liste; hier steht ein einzelner Wert.")
	}
	all := []any{}
	for _, e := range n.Content {
		all = append(all, list(r.fixedScalar(out, e))...)
	}
	return all
}

func (r *mappingReader) fixedScalar(out *rule, n *yaml.Node) any {
	if n.Kind != yaml.ScalarNode {
		r.fail(n, "Ein fester Wert ist ein Text, eine Zahl, true/false oder eine Liste davon.")
		return nil
	}
	r.m.constants = append(r.m.constants, n.Value)
	t, ok := text(scalar(n))
	if !ok || t == "" {
		return nil
	}
	v, i := out.parse(t)
	if v == nil && i != nil {
		r.fail(n, "Der feste Wert „%s“ passt nicht zum Ziel: %s", learning.Shorten(t), i.de)
	}
	return v
}

var ruleKeys = []string{
	"from", "text", "value", "if", "unless", "as", "replace", "extract", "must", "absurd", "maxLength", "map", "otherwise",
	"split", "formats", "zone", "unknown", "currency", "base", "onError",
}

func (r *mappingReader) rule(n *yaml.Node, t target) *rule {
	out := &rule{line: n.Line, list: t.list, kind: t.kind, vocab: t.vocab, most: t.most, zone: r.zone, currency: "EUR", drop: r.m.drop}
	if n.Kind == yaml.ScalarNode {
		out.from = []path{r.path(n)}
		return out
	}
	k := r.members(n, ruleKeys...)
	r.source(out, n, k)
	if k["as"] != nil {
		if s := r.text(k["as"]); slices.Contains(nameable, s) {
			out.kind = kind(s)
		} else {
			r.fail(k["as"], "Die Art „%s“ gibt es nicht%s", s, meant(s, nameable))
		}
	}
	r.pairs(k["if"], func(key, value *yaml.Node) {
		out.when = append(out.when, condition{path: r.path(key), re: r.regexp(value, r.text(value))})
	})
	r.pairs(k["unless"], func(key, value *yaml.Node) {
		out.when = append(out.when, condition{path: r.path(key), re: r.regexp(value, r.text(value)), not: true})
	})
	r.content(out, k)
	out.formats = r.texts(k["formats"])
	if k["zone"] != nil {
		out.zone = r.location(k["zone"])
	}
	if k["currency"] != nil {
		out.currency = r.text(k["currency"])
	}
	if k["base"] != nil {
		u, err := url.Parse(r.text(k["base"]))
		if err != nil || !u.IsAbs() {
			r.fail(k["base"], "„base“ ist eine vollständige Internetadresse.")
		}
		out.base = u
	}
	if k["onError"] != nil {
		out.drop = r.choice(k["onError"], "refuse", "drop") == "drop"
	}
	if out.constant {
		out.value = r.fixed(out, k["value"])
	}
	r.values(out, k)
	return out
}

// source reads where the rule's value comes from: exactly one of from, text and value.
func (r *mappingReader) source(out *rule, n *yaml.Node, k map[string]*yaml.Node) {
	given := 0
	for _, name := range []string{"from", "text", "value"} {
		if k[name] != nil {
			given++
		}
	}
	if given != 1 {
		r.fail(n, "Genau eines von „from“ (Feld), „text“ (Text mit {Feldern}) und „value“ (fester Wert) gehört hierher.")
	}
	for _, e := range elements(k["from"]) {
		out.from = append(out.from, r.path(e))
	}
	if k["text"] != nil {
		out.text = r.template(k["text"])
	}
	out.constant = k["value"] != nil
}

// content reads what is done to the text.
func (r *mappingReader) content(out *rule, k map[string]*yaml.Node) {
	for _, e := range elements(k["replace"]) {
		p := r.members(e, "match", "with")
		if p["match"] == nil {
			r.fail(e, "„match“ fehlt: was wird ersetzt?")
			continue
		}
		out.replace = append(out.replace, replacement{r.regexp(p["match"], r.text(p["match"])), r.text(p["with"])})
	}
	if k["extract"] != nil {
		out.extract = r.regexp(k["extract"], r.text(k["extract"]))
	}
	if k["must"] != nil {
		out.must = r.regexp(k["must"], r.text(k["must"]))
	}
	out.absurd = r.regexps(k["absurd"])
	if k["maxLength"] != nil {
		out.most = r.whole(k["maxLength"])
	}
	if k["split"] != nil {
		out.split = r.regexp(k["split"], r.text(k["split"]))
	}
	if k["unknown"] != nil {
		out.unknown = map[string]bool{}
		for _, u := range r.texts(k["unknown"]) {
			out.unknown[unknownKey(u)] = true
		}
	}
}

// values reads the value map and what happens to a value it does not have.
func (r *mappingReader) values(out *rule, k map[string]*yaml.Node) {
	if k["map"] != nil {
		out.values = map[string]any{}
		r.pairs(k["map"], func(key, value *yaml.Node) { out.values[unknownKey(key.Value)] = r.fixed(out, value) })
		out.otherwise = "warn"
	}
	o := k["otherwise"]
	switch {
	case o == nil:
	case out.values == nil:
		r.fail(o, "„otherwise“ gehört zu „map“.")
	case o.Kind == yaml.MappingNode:
		v := r.members(o, "value")
		if v["value"] != nil {
			out.otherwise, out.fallback = "value", r.fixed(out, v["value"])
		}
	default:
		out.otherwise = r.choice(o, "warn", "keep", "drop")
	}
}

// itemsList reads one or several ways to make sessions (or competences).
func (r *mappingReader) itemsList(n *yaml.Node, targets map[string]target, sessions bool) (all []items) {
	for _, e := range elements(n) {
		k := r.members(e, "each", "from", "pattern", "id", "fields", "constant")
		var it items
		if k["each"] != nil {
			p := r.path(k["each"])
			it.each = &p
		}
		switch {
		case k["from"] != nil && k["pattern"] != nil:
			p := r.path(k["from"])
			it.from, it.pattern = &p, r.regexp(k["pattern"], r.text(k["pattern"]))
		case k["from"] != nil, k["pattern"] != nil:
			r.fail(e, "„from“ (ein Text) und „pattern“ (ein regulärer Ausdruck mit benannten Gruppen) gehören zusammen.")
		}
		if it.each != nil && it.from != nil {
			r.fail(e, "Entweder „each“ oder „from“ mit „pattern“.")
		}
		if k["id"] != nil {
			if sessions {
				it.id = r.template(k["id"])
			} else {
				r.fail(k["id"], "„id“ ist hier ein Feld: unter „fields“ als /id.")
			}
		}
		it.fields = r.fields(k["fields"], k["constant"], targets)
		if len(it.fields) == 0 {
			r.fail(e, "„fields“ fehlt.")
		}
		all = append(all, it)
	}
	return all
}

func (r *mappingReader) person(n *yaml.Node) personField {
	if n.Kind == yaml.ScalarNode {
		return personField{path: r.path(n)}
	}
	k := r.members(n, "from", "extract")
	var p personField
	if k["from"] == nil {
		r.fail(n, "„from“ fehlt: welches Feld nennt Personen?")
	} else {
		p.path = r.path(k["from"])
	}
	if k["extract"] != nil {
		p.extract = r.regexp(k["extract"], r.text(k["extract"]))
		if p.extract.NumSubexp() == 0 {
			r.fail(k["extract"], "„extract“ braucht eine Gruppe in runden Klammern.")
		}
	}
	return p
}
