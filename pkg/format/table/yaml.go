package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"
)

// maxYAMLNodes bounds what aliases may unfold to: nine lines of YAML can mean a billion values.
const maxYAMLNodes = 5_000_000

// readYAML reads a YAML file; several documents in one become a list.
func readYAML(text []byte) (any, error) {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	r := &yamlReader{open: map[*yaml.Node]bool{}}
	var values []any
	for {
		var n yaml.Node
		err := dec.Decode(&n)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, unread("yaml", "Das ist kein gültiges YAML: "+err.Error(), "This is not valid YAML: "+err.Error())
		}
		v, err := r.value(&n)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	if len(values) == 1 {
		return values[0], nil
	}
	return values, nil
}

type yamlReader struct {
	nodes int
	depth int
	open  map[*yaml.Node]bool // aliases being unfolded
}

func (r *yamlReader) value(n *yaml.Node) (any, error) {
	r.nodes++
	r.depth++
	defer func() { r.depth-- }()
	if r.nodes > maxYAMLNodes || r.depth > 1000 {
		return nil, unread("yaml-size", "Das YAML entfaltet sich zu mehr, als gelesen wird (Verweise auf Verweise).",
			"The YAML unfolds to more than is read (aliases of aliases).")
	}
	switch n.Kind {
	case yaml.DocumentNode:
		if len(n.Content) == 0 {
			return nil, nil
		}
		return r.value(n.Content[0])
	case yaml.AliasNode:
		if r.open[n.Alias] {
			return nil, unread("yaml-size", fmt.Sprintf("Der Verweis in Zeile %d enthält sich selbst.", n.Line), fmt.Sprintf("The alias in line %d contains itself.", n.Line))
		}
		r.open[n.Alias] = true
		v, err := r.value(n.Alias)
		delete(r.open, n.Alias)
		return v, err
	case yaml.SequenceNode:
		list := make([]any, 0, len(n.Content))
		for _, c := range n.Content {
			v, err := r.value(c)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case yaml.MappingNode:
		return r.object(n)
	default:
		return scalar(n), nil
	}
}

func (r *yamlReader) object(n *yaml.Node) (any, error) {
	o := newObject(n.Line)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		v, err := r.value(n.Content[i+1])
		if err != nil {
			return nil, err
		}
		if key.Tag != "!!merge" {
			o.put(key.Value, v)
			continue
		}
		if base, ok := v.(*object); ok { // <<: *base
			for name, value := range base.members {
				if _, has := o.members[name]; !has {
					o.members[name] = value
				}
			}
		}
	}
	return o, nil
}

func scalar(n *yaml.Node) any {
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return n.Value == "true" || n.Value == "True" || n.Value == "TRUE"
	case "!!int", "!!float":
		return number(n.Value)
	default:
		return n.Value
	}
}
