package table

import (
	"strconv"
	"strings"
)

// items makes the list of sessions (or competences) of a record.
func (b *builder) items(s *scope, all []items, base string, sessions bool) []any {
	var list []any
	ids := map[string]int{}
	for i := range all {
		it := &all[i]
		scopes := it.scopes(s)
		if len(scopes) == 0 && it.from != nil {
			if t := b.first(s, *it.from, nil); t != "" {
				b.tell(warn("no-session", "In diesem Text wurde kein Termin gefunden.", "No session was found in this text.").problem(base, it.from.source, t))
			}
		}
		for _, inner := range scopes {
			tree := map[string]any{}
			was := b.sourced
			b.sourced = false
			told := len(b.problems)
			at := base + "/" + strconv.Itoa(len(list))
			for j := range it.fields {
				b.field(inner, &it.fields[j], tree, at)
			}
			found := b.sourced
			b.sourced = was || found
			if !found { // only constants: there is no session; what refused it counts all the same
				b.keepRefusals(told)
				continue
			}
			if sessions {
				tree["id"] = unique(b.sessionID(it, inner, tree), ids)
			}
			list = append(list, tree)
		}
	}
	return list
}

// keepRefusals drops the warnings since told: they are about an item that does not exist.
func (b *builder) keepRefusals(told int) {
	kept := b.problems[:told]
	for _, p := range b.problems[told:] {
		if !p.Warning {
			kept = append(kept, p)
		}
	}
	b.problems = kept
}

// scopes are the items of a record, each with what its paths see.
func (it *items) scopes(s *scope) []*scope {
	if it.each == nil && it.from == nil {
		return []*scope{s}
	}
	var all []*scope
	if it.each != nil {
		for n, v := range s.values(*it.each) {
			inner := *s
			inner.self, inner.nth = v, n
			inner.item, _ = v.(*object)
			all = append(all, &inner)
		}
		return all
	}
	for _, v := range s.values(*it.from) {
		t, ok := text(v)
		if !ok {
			continue
		}
		if looksLikeHTML(t) {
			t = plainText(t)
		}
		t, _ = tidy(t)
		for _, o := range it.matches(oneLine(t)) {
			inner := *s
			inner.item, inner.self, inner.nth = o, nil, len(all)
			all = append(all, &inner)
		}
	}
	return all
}

// matches makes an item of each match: its named groups, and as "rest" the
// text up to the next match.
func (it *items) matches(t string) (found []*object) {
	at := it.pattern.FindAllStringSubmatchIndex(t, -1)
	for i, g := range at {
		o := newObject(0)
		end := len(t)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		o.put("rest", strings.TrimSpace(t[g[1]:end]))
		for n, name := range it.pattern.SubexpNames() {
			if name != "" && g[2*n] >= 0 {
				o.put(name, t[g[2*n]:g[2*n+1]])
			}
		}
		found = append(found, o)
	}
	return found
}

// sessionID is what the mapping says, else the digits of the start, else "1":
// the same session must have the same id in the next delivery.
func (b *builder) sessionID(it *items, s *scope, tree map[string]any) string {
	if it.id != nil {
		if id := strings.TrimSpace(it.id.fill(func(p path) string { return b.first(s, p, nil) })); id != "" {
			return id
		}
	}
	start, _ := tree["start"].(string)
	id := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == 'T' {
			return r
		}
		return -1
	}, start[:min(len(start), 16)])
	if id == "" {
		return "1"
	}
	return id
}

// unique numbers an id that the offer has already: x, x-2, x-3.
func unique(id string, seen map[string]int) string {
	seen[id]++
	if n := seen[id]; n > 1 {
		return unique(id+"-"+strconv.Itoa(n), seen)
	}
	return id
}
