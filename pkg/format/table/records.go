package table

import (
	"sort"
	"strings"
)

// rawRecord is a record before it is mapped.
type rawRecord struct {
	object *object
	key    string // its name, if the records are the members of an object
}

// recordsOf finds the records: under the first of the mapping's paths that exists.
func recordsOf(doc *document, m *Mapping) ([]rawRecord, error) {
	if doc.rows {
		return rawList(doc.root.([]any)), nil
	}
	var tried []string
	for _, p := range m.records {
		if len(p.steps) == 0 {
			if list, ok := doc.root.([]any); ok {
				return rawList(list), nil
			}
			if o, ok := doc.root.(*object); ok && (m.format == formatNDJSON || strings.Contains(doc.source.Name, ".ndjson") || strings.Contains(doc.source.Name, ".jsonl")) {
				return []rawRecord{{object: o}}, nil
			}
			tried = append(tried, "(am Anfang eine Liste)")
			continue
		}
		tried = append(tried, p.source)
		v := doc.root
		for i, st := range p.steps {
			o, ok := v.(*object)
			if !ok {
				v = nil
				break
			}
			if st.name == "*" && i == len(p.steps)-1 {
				return rawMembers(o), nil
			}
			v = o.members[st.name]
			if list, ok := v.([]any); ok && st.nth >= 0 {
				v = nil
				if st.nth < len(list) {
					v = list[st.nth]
				}
			}
		}
		switch v := v.(type) {
		case []any:
			return rawList(v), nil
		case *object:
			return []rawRecord{{object: v}}, nil
		}
	}
	return nil, unread("records", "Unter keinem der Pfade stehen Datensätze: "+strings.Join(tried, ", ")+".",
		"There are no records under any of the paths: "+strings.Join(tried, ", ")+".")
}

func rawList(list []any) []rawRecord {
	out := make([]rawRecord, len(list))
	for i, v := range list {
		out[i].object, _ = v.(*object)
	}
	return out
}

func rawMembers(o *object) []rawRecord {
	var out []rawRecord
	for _, key := range sortedKeys(o.members) {
		inner, _ := o.members[key].(*object)
		out = append(out, rawRecord{object: inner, key: key})
	}
	return out
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
