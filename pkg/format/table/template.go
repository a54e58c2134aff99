package table

import (
	"errors"
	"fmt"
	"strings"
)

// template is a text with {paths} in it; what stands in [[ ]] vanishes if a
// path in it is empty.
type template struct {
	source string
	parts  []part
}

type part struct {
	literal  string
	path     *path
	optional []part
}

func parseTemplate(s string) (*template, error) {
	t := &template{source: s}
	for rest := s; rest != ""; {
		before, after, found := strings.Cut(rest, "[[")
		parts, err := parseParts(before)
		if err != nil {
			return nil, fmt.Errorf("„%s“: %w", s, err)
		}
		t.parts = append(t.parts, parts...)
		if !found {
			break
		}
		inner, after, closed := strings.Cut(after, "]]")
		if !closed {
			return nil, fmt.Errorf("„%s“: nach „[[“ fehlt „]]“", s)
		}
		parts, err = parseParts(inner)
		if err != nil {
			return nil, fmt.Errorf("„%s“: %w", s, err)
		}
		t.parts = append(t.parts, part{optional: parts})
		rest = after
	}
	return t, nil
}

func parseParts(s string) (parts []part, err error) {
	for s != "" {
		before, after, found := strings.Cut(s, "{")
		if before != "" {
			parts = append(parts, part{literal: before})
		}
		if !found {
			break
		}
		inner, after, closed := strings.Cut(after, "}")
		if !closed {
			return nil, errors.New("nach „{“ fehlt „}“")
		}
		p, err := parsePath(inner)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part{path: &p})
		s = after
	}
	return parts, nil
}

// paths are all paths of the template.
func (t *template) paths() (all []path) {
	var collect func([]part)
	collect = func(parts []part) {
		for _, p := range parts {
			if p.path != nil {
				all = append(all, *p.path)
			}
			collect(p.optional)
		}
	}
	collect(t.parts)
	return all
}

// fill puts the values in. get gives the text at a path, "" if there is none.
// Without any value the template is empty, unless it has no path at all.
func (t *template) fill(get func(path) string) string {
	var b strings.Builder
	filled, asked := false, false
	var write func(parts []part, b *strings.Builder) bool
	write = func(parts []part, b *strings.Builder) bool {
		whole := true
		for _, p := range parts {
			switch {
			case p.path != nil:
				asked = true
				s := get(*p.path)
				b.WriteString(s)
				whole = whole && s != ""
				filled = filled || s != ""
			case p.optional != nil:
				var inner strings.Builder
				if was := filled; write(p.optional, &inner) {
					b.WriteString(inner.String())
				} else {
					filled = was
				}
			default:
				b.WriteString(p.literal)
			}
		}
		return whole
	}
	write(t.parts, &b)
	if asked && !filled {
		return ""
	}
	return b.String()
}
