package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// defaultUnknown are the values that never mean anything: Excel's errors among them.
var defaultUnknown = []string{"", "-", "--", "---", "–", "—", "n/a", "#n/a", "#nv", "#ref!", "#wert!", "#value!", "#name?", "#div/0!", "null"}

// ParseMapping reads a mapping file. It is strict: every key it does not know,
// every target an offer does not have and every pattern that cannot be read is
// an error with its line and the nearest name that exists. The error is a
// [*MappingError] that holds all of them.
func ParseMapping(raw []byte) (*Mapping, error) {
	var doc yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, &MappingError{[]MappingProblem{{1, "Die Zuordnung ist leer."}}}
		}
		return nil, &MappingError{[]MappingProblem{{lineOfYAML(err), "Das ist kein gültiges YAML: " + err.Error()}}}
	}
	r := &mappingReader{m: &Mapping{unknown: map[string]bool{}}, zone: learning.Berlin}
	for _, u := range defaultUnknown {
		r.m.unknown[u] = true
	}
	if len(doc.Content) == 1 {
		resolve(doc.Content[0])
		r.mapping(doc.Content[0])
	}
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b MappingProblem) int { return a.Line - b.Line })
		return nil, &MappingError{r.problems}
	}
	return r.m, nil
}

// resolve puts the values of YAML's anchors in the place of their aliases. An
// alias that holds itself stays and is no value.
func resolve(n *yaml.Node) {
	for i, c := range n.Content {
		if c.Kind == yaml.AliasNode {
			n.Content[i] = c.Alias
			continue
		}
		resolve(c)
	}
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

func lineOfYAML(err error) int {
	n := 1
	if g := yamlLine.FindStringSubmatch(err.Error()); g != nil {
		_, _ = fmt.Sscan(g[1], &n)
	}
	return n
}

// mappingReader collects the problems of a mapping file.
type mappingReader struct {
	m        *Mapping
	zone     *time.Location
	problems []MappingProblem
}

func (r *mappingReader) fail(n *yaml.Node, format string, args ...any) {
	r.problems = append(r.problems, MappingProblem{n.Line, fmt.Sprintf(format, args...)})
}

// members are the keys of a YAML mapping in their order; unknown ones are told.
func (r *mappingReader) members(n *yaml.Node, known ...string) map[string]*yaml.Node {
	out := map[string]*yaml.Node{}
	if n.Kind != yaml.MappingNode {
		r.fail(n, "Hier gehören Angaben der Form „Name: Wert“ hin.")
		return out
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		switch {
		case out[key.Value] != nil:
			r.fail(key, "„%s“ steht zweimal.", key.Value)
		case !slices.Contains(known, key.Value):
			r.fail(key, "Unbekannter Schlüssel „%s“%s", key.Value, meant(key.Value, known))
		default:
			out[key.Value] = n.Content[i+1]
		}
	}
	return out
}

func meant(name string, known []string) string {
	if near := nearest(name, known); near != "" {
		return "; gemeint: „" + near + "“?"
	}
	return ". Bekannt: " + strings.Join(known, ", ") + "."
}

var mappingKeys = []string{
	"name", "records", "format", "encoding", "sheet", "separator", "header", "subject", "repeated", "unknown", "zone",
	"onError", "lookups", "constant", "fields", "sessions", "competences", "persons", "personPatterns",
}

func (r *mappingReader) mapping(n *yaml.Node) {
	k := r.members(n, mappingKeys...)
	m := r.m
	m.Name = r.text(k["name"])
	r.reading(k)
	if z := r.text(k["zone"]); z != "" {
		r.zone = r.location(k["zone"])
	}
	for _, u := range r.texts(k["unknown"]) {
		m.unknown[unknownKey(u)] = true
	}
	m.drop = r.choice(k["onError"], "refuse", "drop") == "drop"
	m.repeated = r.choice(k["repeated"], "refuse", "sessions") == "sessions"
	if k["subject"] == nil {
		r.fail(n, "„subject“ fehlt: woraus wird die Kennung eines Angebots? Zum Beispiel subject: \"{nummer}\".")
		m.subject = &template{}
	} else {
		m.subject = r.template(k["subject"])
		if len(m.subject.paths()) == 0 {
			r.fail(k["subject"], "„subject“ braucht mindestens ein Feld der Quelle in geschweiften Klammern, zum Beispiel \"{nummer}\".")
		}
	}
	m.joins = r.joins(k["lookups"])
	m.fields = r.fields(k["fields"], k["constant"], offerTargets)
	m.sessions = r.itemsList(k["sessions"], sessionTargets, true)
	m.competences = r.itemsList(k["competences"], competenceTargets, false)
	for _, e := range elements(k["persons"]) {
		m.persons = append(m.persons, r.person(e))
	}
	for _, e := range elements(k["personPatterns"]) {
		m.patterns = append(m.patterns, r.regexp(e, strings.ReplaceAll(r.text(e), "{name}", namePattern)))
	}
}

// reading reads how the file itself is read.
func (r *mappingReader) reading(k map[string]*yaml.Node) {
	m := r.m
	for _, e := range elements(k["records"]) {
		m.records = append(m.records, r.path(e))
	}
	if len(m.records) == 0 {
		m.records = []path{{}}
	}
	if f := r.choice(k["format"], "", "json", "ndjson", "yaml", "csv", "xlsx"); f != "" && f != "xlsx" {
		m.format = strings.ToUpper(f)
	}
	m.encoding, m.sheet = r.text(k["encoding"]), r.text(k["sheet"])
	switch s := r.text(k["separator"]); {
	case s == "tab", s == `\t`:
		m.separator = '\t'
	case len(s) == 1:
		m.separator = s[0]
	case s != "":
		r.fail(k["separator"], "„separator“ ist ein Zeichen, zum Beispiel \";\" oder tab.")
	}
	m.header = r.whole(k["header"])
}

func unknownKey(s string) string { return strings.ToLower(oneLine(norm.NFC.String(s))) }

// elements are the elements of a list, or the node itself if it is none.
func elements(n *yaml.Node) []*yaml.Node {
	switch {
	case n == nil:
		return nil
	case n.Kind == yaml.SequenceNode:
		return n.Content
	}
	return []*yaml.Node{n}
}

func (r *mappingReader) text(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		r.fail(n, "Hier gehört ein Text hin.")
		return ""
	}
	if n.Tag == "!!null" {
		return ""
	}
	return n.Value
}

func (r *mappingReader) texts(n *yaml.Node) (all []string) {
	for _, e := range elements(n) {
		all = append(all, r.text(e))
	}
	return all
}

func (r *mappingReader) whole(n *yaml.Node) int {
	if n == nil {
		return 0
	}
	v, i := readCount(r.text(n))
	if i != nil {
		r.fail(n, "Hier gehört eine ganze Zahl hin.")
	}
	return v
}

// choice is one of the given words; the first is what an absent key means.
func (r *mappingReader) choice(n *yaml.Node, words ...string) string {
	s := r.text(n)
	if n == nil {
		return words[0]
	}
	if !slices.Contains(words, s) {
		r.fail(n, "„%s“ gibt es hier nicht%s", s, meant(s, words))
	}
	return s
}

func (r *mappingReader) location(n *yaml.Node) *time.Location {
	z, err := time.LoadLocation(r.text(n))
	if err != nil {
		r.fail(n, "Die Zeitzone „%s“ kennen wir nicht; zum Beispiel Europe/Berlin.", r.text(n))
		return learning.Berlin
	}
	return z
}

func (r *mappingReader) path(n *yaml.Node) path {
	p, err := parsePath(r.text(n))
	if err != nil {
		r.fail(n, "%s.", err)
	}
	return p
}

func (r *mappingReader) template(n *yaml.Node) *template {
	t, err := parseTemplate(r.text(n))
	if err != nil {
		r.fail(n, "%s.", err)
		return &template{}
	}
	return t
}

func (r *mappingReader) regexp(n *yaml.Node, s string) *regexp.Regexp {
	re, err := regexp.Compile(s)
	if err != nil {
		r.fail(n, "Der Ausdruck „%s“ ist kein regulärer Ausdruck: %s.", r.text(n), err)
		return regexp.MustCompile(`^\b$`)
	}
	return re
}

func (r *mappingReader) regexps(n *yaml.Node) (all []*regexp.Regexp) {
	for _, e := range elements(n) {
		all = append(all, r.regexp(e, r.text(e)))
	}
	return all
}
