package table

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// builder makes the offer of one record.
type builder struct {
	m        *Mapping
	problems []learning.Problem
	refusals map[string]bool // pointers at which something refused the record already
	sourced  bool            // a value came from the source, not from a constant
}

func (b *builder) tell(p learning.Problem) {
	if !p.Warning {
		b.refusals[p.Pointer] = true
	}
	b.problems = append(b.problems, p)
}

// offer fills all targets of an offer from one record.
func (b *builder) offer(s *scope) map[string]any {
	tree := map[string]any{}
	for i := range b.m.fields {
		b.field(s, &b.m.fields[i], tree, "")
	}
	if list := b.items(s, b.m.sessions, "/sessions", true); len(list) > 0 {
		tree["sessions"] = list
	}
	if list := b.items(s, b.m.competences, "/competences", false); len(list) > 0 {
		tree["competences"] = list
	}
	untitle(tree)
	if image, ok := tree["image"].(map[string]any); ok && image["url"] == nil {
		delete(tree, "image")
	}
	if price, ok := tree["price"].(map[string]any); ok && price["amount"] == nil && price["free"] == nil {
		delete(tree, "price")
	}
	return tree
}

// untitle takes the title off the beginning of the description: pages cut out of
// a web site repeat it as their heading.
func untitle(tree map[string]any) {
	titles, _ := tree["title"].(map[string]any)
	descriptions, _ := tree["description"].(map[string]any)
	for tag, t := range titles {
		title, _ := t.(string)
		description, _ := descriptions[tag].(string)
		rest, repeated := strings.CutPrefix(description, title+"\n")
		if repeated && title != "" {
			descriptions[tag] = strings.TrimSpace(rest)
		}
	}
}

// field fills one target: with the first rule that gives something, or with
// all of them if it is a list.
func (b *builder) field(s *scope, f *field, tree map[string]any, base string) {
	var list []any
	seen := map[any]bool{}
	for _, r := range f.rules {
		if !r.applies(s) {
			continue
		}
		found := b.apply(s, r, base+f.pointer)
		if len(found) == 0 {
			continue
		}
		b.sourced = b.sourced || !r.constant
		if !f.target.list {
			put(tree, f.pointer, found[0])
			return
		}
		for _, v := range found {
			if !seen[v] {
				seen[v] = true
				list = append(list, v)
			}
		}
	}
	if len(list) > 0 {
		put(tree, f.pointer, list)
	}
}

// applies reports whether the rule's conditions hold.
func (r *rule) applies(s *scope) bool {
	for _, c := range r.when {
		hit := false
		for _, v := range s.values(c.path) {
			if t, ok := text(v); ok && c.re.MatchString(oneLine(t)) {
				hit = true
				break
			}
		}
		if !hit && len(s.values(c.path)) == 0 {
			hit = c.re.MatchString("")
		}
		if hit == c.not {
			return false
		}
	}
	return true
}

// apply gives the values of a rule: none, one, or for a list target many.
func (b *builder) apply(s *scope, r *rule, pointer string) []any {
	switch {
	case r.constant:
		return list(r.value)
	case r.text != nil:
		joined := r.text.fill(func(p path) string { return b.first(s, p, r) })
		return b.texts(r, pointer, r.text.source, joined)
	}
	var all []any
	for _, p := range r.from {
		for _, v := range s.values(p) {
			t, ok := text(v)
			if !ok {
				b.tell(warn("not-a-text", "Hier steht ein Objekt statt eines Wertes; es wurde weggelassen.",
					"This is an object, not a value; it was left out.").problem(pointer, p.source, ""))
				continue
			}
			all = append(all, b.texts(r, pointer, p.source, t)...)
			if len(all) > 0 && !r.list {
				return all
			}
		}
	}
	return all
}

// first is the first known text at a path, for templates.
func (b *builder) first(s *scope, p path, r *rule) string {
	for _, v := range s.values(p) {
		if t, ok := text(v); ok && !b.isUnknown(t, r) {
			return strings.TrimSpace(t)
		}
	}
	return ""
}

// mostUnknown is how long, in bytes, a value may be that means nothing.
const mostUnknown = 200

func (b *builder) isUnknown(t string, r *rule) bool {
	if len(t) > mostUnknown {
		return false
	}
	key := unknownKey(t)
	return b.m.unknown[key] || r != nil && r.unknown[key]
}

// texts makes values of one text: it is split if the rule says so.
func (b *builder) texts(r *rule, pointer, source, t string) []any {
	parts := []string{t}
	if r.split != nil && r.list {
		parts = r.split.Split(t, -1)
	}
	var all []any
	for _, part := range parts {
		v := b.one(r, pointer, source, part)
		switch {
		case v == nil:
		case r.list:
			all = append(all, list(v)...)
		default:
			return []any{v}
		}
	}
	return all
}

func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	case []string:
		out := make([]any, len(v))
		for i, s := range v {
			out[i] = s
		}
		return out
	default:
		return []any{v}
	}
}

// one takes a text through the rule: absurd, markup, tidy, replace, extract,
// unknown, must, map, length, type. nil means nothing is there.
func (b *builder) one(r *rule, pointer, source, raw string) any {
	if b.isUnknown(raw, r) {
		return nil
	}
	for _, re := range r.absurd {
		if re.MatchString(raw) {
			b.tell(absurd("Dieser Inhalt gehört nicht hierher; er wurde weggelassen.", "This content does not belong here; it was left out.").problem(pointer, source, raw))
			return nil
		}
	}
	t := b.readable(r, pointer, source, raw)
	for _, p := range r.replace {
		t = strings.TrimSpace(p.re.ReplaceAllString(t, p.with))
	}
	if r.extract != nil {
		g := r.extract.FindStringSubmatch(t)
		if g == nil {
			return nil
		}
		t = strings.TrimSpace(g[len(g)-1])
	}
	if b.isUnknown(t, r) {
		return nil
	}
	if n := utf8.RuneCountInString(t); r.most > 0 && n > r.most {
		b.tell(absurd(fmt.Sprintf("Der Inhalt ist mit %d Zeichen absurd lang (höchstens %d); er wurde weggelassen.", n, r.most),
			fmt.Sprintf("The content is absurdly long: %d characters, at most %d; it was left out.", n, r.most)).problem(pointer, source, t))
		return nil
	}
	if r.must != nil && !r.must.MatchString(t) {
		b.tell(warn("unexpected", "Der Inhalt hat nicht die erwartete Form; er wurde weggelassen.", "The content does not look as expected; it was left out.").problem(pointer, source, t))
		return nil
	}
	if r.values != nil {
		v, done := b.lookUp(r, pointer, source, t)
		if done {
			return v
		}
	}
	v, i := r.parse(t)
	if i != nil {
		i.warning = i.warning || r.drop
		b.tell(i.problem(pointer, source, t))
	}
	return v
}

func absurd(de, en string) *issue { return warn("absurd", de, en) }

// readable is the text without markup, controls and line breaks that the kind does not want.
func (b *builder) readable(r *rule, pointer, source, raw string) string {
	t := raw
	switch {
	case r.kind == asID:
		return strings.TrimSpace(raw)
	case r.kind == asHTML:
		t = plainText(raw)
	case (r.kind == asText || r.kind == asLine) && looksLikeHTML(raw):
		t = plainText(withBreaks(raw))
	}
	t, cleaned := tidy(t)
	if cleaned {
		b.tell(warn("controls", "Unsichtbare Steuerzeichen wurden herausgenommen.", "Invisible control characters were taken out.").problem(pointer, source, ""))
	}
	switch r.kind {
	case asText, asHTML:
		return paragraphs(t)
	case asMarkdown:
		return t
	}
	return oneLine(t)
}

// lookUp finds a value in the rule's map. done is false if the text goes on as it is.
func (b *builder) lookUp(r *rule, pointer, source, t string) (v any, done bool) {
	if v, ok := r.values[unknownKey(t)]; ok {
		return v, true
	}
	switch r.otherwise {
	case "keep":
		return nil, false
	case "value":
		return r.fallback, true
	case "warn":
		b.tell(warn("unknown-value", "Die Zuordnung kennt diesen Wert nicht; er wurde weggelassen.", "The mapping does not know this value; it was left out.").problem(pointer, source, t))
	}
	return nil, true
}

// put sets the value at a pointer ("/title/de"), objects in between included.
func put(tree map[string]any, pointer string, v any) {
	names := strings.Split(pointer[1:], "/")
	for _, name := range names[:len(names)-1] {
		inner, ok := tree[name].(map[string]any)
		if !ok {
			inner = map[string]any{}
			tree[name] = inner
		}
		tree = inner
	}
	last := names[len(names)-1]
	if m, ok := v.(map[string]any); ok { // a price read as a whole beside its parts
		if have, ok := tree[last].(map[string]any); ok {
			for k, e := range m {
				have[k] = e
			}
			return
		}
		clone := map[string]any{}
		for k, e := range m {
			clone[k] = e
		}
		v = clone
	}
	tree[last] = v
}

// printable reports whether s can be a subject: 1 to 200 characters, none of them a control or format character.
func printable(s string) bool {
	n := utf8.RuneCountInString(s)
	if n < 1 || n > 200 || !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if unicode.In(r, unicode.C, unicode.Zl, unicode.Zp) {
			return false
		}
	}
	return true
}
