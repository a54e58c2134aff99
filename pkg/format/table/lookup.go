package table

import (
	"strconv"

	"golang.org/x/text/unicode/norm"
)

// join looks up what the mapping's tables have for this record.
func (d *delivery) join(doc *document, s *scope) map[string]any {
	if len(d.m.joins) == 0 {
		return nil
	}
	root, _ := doc.root.(*object)
	joined := map[string]any{}
	for _, j := range d.m.joins {
		if root == nil {
			break
		}
		table := root.at(j.in)
		var found []any
		if j.each != nil {
			for _, v := range s.values(*j.each) {
				if key, ok := text(v); ok {
					found = append(found, findIn(table, key, j.by)...)
				}
			}
		} else {
			key := j.key.fill(func(p path) string {
				for _, v := range s.values(p) {
					if t, ok := text(v); ok {
						return t
					}
				}
				return ""
			})
			found = findIn(table, key, j.by)
		}
		joined[j.name] = found
	}
	return joined
}

// at is the value at a path as it stands, lists not unfolded.
func (o *object) at(p path) any {
	var v any = o
	for _, st := range p.steps {
		inner, ok := v.(*object)
		if !ok {
			return nil
		}
		v = inner.members[st.name]
	}
	return v
}

// findIn looks a key up: a member's name, an index, or the element whose member by has it.
func findIn(table any, key, by string) []any {
	key = norm.NFC.String(key)
	switch t := table.(type) {
	case *object:
		if v, ok := t.members[key]; ok && v != nil {
			if list, isList := v.([]any); isList { // a pair such as [lat, lon] stays together
				return []any{pair(list)}
			}
			return []any{v}
		}
	case []any:
		if by == "" {
			if i, err := strconv.Atoi(key); err == nil && i >= 0 && i < len(t) && t[i] != nil {
				return []any{t[i]}
			}
			return nil
		}
		for _, e := range t {
			if o, ok := e.(*object); ok {
				if k, ok := text(o.members[by]); ok && k == key {
					return []any{o}
				}
			}
		}
	}
	return nil
}

// pair makes a list readable by position: place[0] is the path "place.0".
func pair(list []any) *object {
	o := newObject(0)
	for i, v := range list {
		o.put(strconv.Itoa(i), v)
	}
	return o
}
