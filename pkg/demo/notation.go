package demo

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// text is a plain string, which is German, or a language map.
type text learning.Text

// UnmarshalYAML reads either form and drops the line end that a block scalar leaves.
func (t *text) UnmarshalYAML(node *yaml.Node) error {
	m := map[string]string{}
	if node.Kind == yaml.ScalarNode {
		m["de"] = node.Value
	} else if err := node.Decode(&m); err != nil {
		return err
	}
	for tag, s := range m {
		m[tag] = strings.TrimSpace(s)
	}
	*t = m
	return nil
}

// span is a number of days: "23d", "6w", "-10d". Unset is not the same as "0d".
type span struct {
	days int
	set  bool
}

// UnmarshalYAML reads the notation.
func (s *span) UnmarshalYAML(node *yaml.Node) error {
	number, weeks := strings.CutSuffix(node.Value, "w")
	if !weeks {
		var ok bool
		if number, ok = strings.CutSuffix(node.Value, "d"); !ok {
			return fmt.Errorf("line %d: %q is not like 23d or 6w", node.Line, node.Value)
		}
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		return fmt.Errorf("line %d: %w", node.Line, err)
	}
	if weeks {
		n *= 7
	}
	*s = span{days: n, set: true}
	return nil
}

// price is "free" or an amount in euros, "80.00"; the empty price is unknown.
type price string

var amount = regexp.MustCompile(`^[0-9]+\.[0-9]{2}$`)

func (p price) value() (*learning.Price, error) {
	switch {
	case p == "":
		return nil, nil
	case p == "free":
		yes := true
		return &learning.Price{Free: &yes}, nil
	case amount.MatchString(string(p)):
		return &learning.Price{Amount: string(p), Currency: "EUR"}, nil
	}
	return nil, fmt.Errorf("price %q is neither free nor like 80.00", p)
}

// UnmarshalYAML takes openTo alone or the whole.
func (a *access) UnmarshalYAML(node *yaml.Node) error {
	type whole access
	if node.Kind == yaml.ScalarNode {
		a.To = node.Value
		return nil
	}
	return node.Decode((*whole)(a))
}

// UnmarshalYAML takes the kind alone or the whole.
func (c *certificate) UnmarshalYAML(node *yaml.Node) error {
	type whole certificate
	if node.Kind == yaml.ScalarNode {
		c.Kind = node.Value
		return nil
	}
	return node.Decode((*whole)(c))
}

// clock reads "09:00" and a duration and gives minutes since midnight and minutes.
func clock(at, length string) (start, minutes int, err error) {
	t, err := time.Parse("15:04", at)
	if err != nil {
		return 0, 0, err
	}
	d, err := time.ParseDuration(length)
	if err != nil {
		return 0, 0, err
	}
	return t.Hour()*60 + t.Minute(), int(d.Minutes()), nil
}

// places reads "5/20".
func places(seats string) (free, total *learning.Count, err error) {
	var f, t learning.Count
	if _, err := fmt.Sscanf(seats, "%d/%d", &f, &t); err != nil {
		return nil, nil, fmt.Errorf("seats %q: %w", seats, err)
	}
	return &f, &t, nil
}
