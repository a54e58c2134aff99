package table

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// path leads to values in a record: "preis.betrag", "text[0].text",
// "adresse[].ort", "adresse[#].ort" (as many as the session's number), "*"
// (every member). A column name is taken as it stands, dots and all.
type path struct {
	source string
	steps  []step
}

type step struct {
	name string
	nth  int // index in a list, or one of the two below
}

const (
	every   = -1 // all elements; also what a list is without brackets
	current = -2 // [#]: the element with the number of the item
)

func parsePath(s string) (path, error) {
	p := path{source: norm.NFC.String(s)}
	if s == "" || s == "." {
		return p, nil
	}
	for part := range strings.SplitSeq(p.source, ".") {
		name, bracket, has := strings.Cut(part, "[")
		st := step{name: name, nth: every}
		if has {
			inner, ok := strings.CutSuffix(bracket, "]")
			n, err := strconv.Atoi(inner)
			switch {
			case !ok:
				return p, fmt.Errorf("„%s“: nach „[“ fehlt „]“", s)
			case inner == "":
			case inner == "#":
				st.nth = current
			case err != nil || n < 0:
				return p, fmt.Errorf("„%s“: zwischen [ und ] steht nichts, eine Zahl oder #", s)
			default:
				st.nth = n
			}
		}
		p.steps = append(p.steps, st)
	}
	return p, nil
}

// scope is where the paths of a mapping look, from the inside out: the item
// (a session), the joined tables, the file's own names (@file, @stem,
// @index, @key, @sheet), the record.
type scope struct {
	item   *object
	self   any // the item as it stands: "."
	nth    int // number of the item, from 0
	joined map[string]any
	meta   map[string]string
	record *object
}

// values are all values at a path that are not nothing, lists unfolded.
func (s *scope) values(p path) []any {
	if len(p.steps) == 0 {
		return unfold(s.self, every, s.nth, nil)
	}
	for _, o := range []*object{s.item, s.record} {
		if o == nil {
			continue
		}
		if v, ok := o.members[p.source]; ok {
			return unfold(v, every, s.nth, nil)
		}
	}
	first := p.steps[0]
	if v, ok := s.meta[first.name]; ok && strings.HasPrefix(first.name, "@") {
		return []any{v}
	}
	if s.item != nil {
		if v, ok := s.item.members[first.name]; ok {
			return walk(v, p.steps, s.nth)
		}
	}
	if v, ok := s.joined[first.name]; ok {
		return walk(v, p.steps, s.nth)
	}
	if s.record == nil {
		return nil
	}
	if first.name == "*" {
		return walkMember(s.record, p.steps, s.nth)
	}
	return walk(s.record.members[first.name], p.steps, s.nth)
}

// walk goes on from v, the value of steps[0].
func walk(v any, steps []step, nth int) []any {
	found := unfold(v, steps[0].nth, nth, nil)
	if len(steps) == 1 {
		return found
	}
	var out []any
	for _, v := range found {
		if o, ok := v.(*object); ok {
			out = append(out, walkMember(o, steps[1:], nth)...)
		}
	}
	return out
}

func walkMember(o *object, steps []step, nth int) []any {
	if steps[0].name != "*" {
		return walk(o.members[steps[0].name], steps, nth)
	}
	var out []any
	for _, name := range sortedKeys(o.members) {
		out = append(out, walk(o.members[name], steps, nth)...)
	}
	return out
}

// unfold makes a list of a value: of a list its elements (or the nth), of
// anything else itself. A field that is an object or a list by count reads the same.
func unfold(v any, nth, item int, out []any) []any {
	list, ok := v.([]any)
	if !ok {
		if v == nil || nth > 0 {
			return out
		}
		return append(out, v)
	}
	if nth == current {
		nth = item
	}
	if nth >= 0 {
		if nth >= len(list) {
			return out
		}
		return unfold(list[nth], every, item, out)
	}
	for _, e := range list {
		out = unfold(e, every, item, out)
	}
	return out
}
