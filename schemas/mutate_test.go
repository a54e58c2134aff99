package schemas_test

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// mutator changes a JSON tree at random, the same way for the same seed.
type mutator struct {
	*rand.Rand
	names []string // member names that mean something somewhere
}

// odd are values that real feeds and our rules make one think of.
var odd = []string{
	`null`, `true`, `false`, `0`, `-0`, `-1`, `1`, `5`, `5.0`, `5e0`, `50e-1`, `0.5`, `8`, `9`, `90`, `-90.0`, `90.1`, `180`, `-180.5`,
	`1e6`, `1000000`, `1000001`, `1e400`, `1e-400`, `0.99999999999999999999999`, `5.00000000000000000000001`, `9007199254740993`, `-9007199254740993`,
	`9007199254740992`, `[]`, `{}`, `[null]`, `[[]]`, `[{}]`, `{"de":null}`, `{"de":""}`, `{"de":" "}`, `{"de":"x"}`, `{"DE":"x"}`, `{"de":7}`, `{"":"x"}`, `{"d/e~":"x"}`,
	`""`, `" "`, `"\u00a0"`, `"\u200b"`, `"x"`, `"5"`, `"true"`, `"ä"`, `"\u0000"`, `"a\u0007b"`, `"a\nb"`, `"\u202e"`, `"\ue000"`, `"😀"`, `"👩‍💻"`, `"\ufffd"`,
	`"de"`, `"de-simple"`, `"deu"`, `"de_DE"`, `"de-123456789"`, `"de-1-2-3-4-5"`, `"de-1-2-3-4-5-6"`, `"public"`, `"course"`, `"online"`, `"by"`, `"bund"`, `"BY"`, `"ended"`, `"cancelled"`,
	`"2027-03-01"`, `"2027-02-29"`, `"2028-02-29"`, `"1900-02-29"`, `"2000-02-29"`, `"0000-02-29"`, `"2027-00-01"`, `"2027-01-00"`, `"2027-1-01"`, `"31.02.2027"`, `"20270301"`,
	`"2027-03-01T09:00:00Z"`, `"2027-03-01T09:00:00z"`, `"2027-03-01t09:00:00Z"`, `"2027-03-01 09:00:00Z"`, `"2027-03-01T09:00Z"`, `"2027-03-01T24:00:00Z"`, `"2027-03-01T23:59:60Z"`,
	`"2027-03-01T09:00:00+01:00"`, `"2027-03-01T09:00:00+24:00"`, `"2027-03-01T09:00:00+0100"`, `"2027-03-01T09:00:00.123456789Z"`, `"2027-03-01T09:00:00.1234567890Z"`, `"2027-03-01T09:00:00.Z"`, `"2027-03-01T09:00:00,5Z"`, `"2027-03-01T09:00:00"`,
	`"P"`, `"PT"`, `"P1D"`, `"PT7H"`, `"P1Y2M3DT4H5M6S"`, `"P1DT"`, `"P1W"`, `"P1W1D"`, `"PT1.5H"`, `"P1M1Y"`, `"P123456D"`, `"p1d"`, `"PT0S"`, `"P1H"`,
	`"http://x"`, `"https://x.de"`, `"HTTP://x.de"`, `"http://http://x"`, `"http://"`, `"https://x.de:80"`, `"https://x.de:"`, `"https://x.de:123456/"`, `"https://a@x.de/"`, `"https://x..de"`, `"https://x.de."`,
	`"https://[::1]/"`, `"https://[::1]:8080"`, `"https://[x]/"`, `"https://[::1"`, `"https://müller.de/ä?ö#ü"`, `"https://x.de/a b"`, `"https://x.de/\"<>"`, `"https://x.de/\\"`, `"https://x.de?q=a|b{c}"`, `"https://x.de/\u00a0"`, `"//x.de"`, `"x.de"`, `"javascript:alert(1)"`, `"data:text/html,x"`, `"mailto:a@b.de"`, `"https://x de"`, `"https://-_x"`, `"https://x.de#f@g"`,
	`"a@b.de"`, `"a@b"`, `"a.b@c.d.e"`, `"a..b@c.de"`, `".a@c.de"`, `"a@b@c.de"`, `"a b@c.de"`, `"ä@c.de"`, `"a@ü.de"`, `"a@b.de."`, `"@b.de"`,
	`"47.00"`, `"47,00"`, `"47."`, `".5"`, `"-1"`, `"+1"`, `"1e3"`, `"1234567890"`, `"1.12345"`, `"0"`, `"EUR"`, `"eur"`, `"€"`, `"EURO"`,
	`"CC-BY-4.0"`, `"CC BY 4.0"`, `"proprietary"`, `"-x"`, `"1.0"`, `"0.3"`, `1.0`, `"application/json"`, `"application/json; charset=utf-8"`, `"urn:x:y"`, `"urn:"`, `"https://x/ä"`,
	`"/laender/by/bayvsa"`, `"/laender/by/"`, `"/laender/bund/x-1"`, `"/laender/xx/y"`, `"/laender/by/a/b"`, `"/hub/intake"`, `"laender/by/x"`,
	`"de.lernverbund.offer.revised.v1"`, `"de.lernverbund.offer.withdrawn.v1"`, `"de.lernverbund.delivery.completed.v1"`, `"de.lernverbund.session.seats_reported.v1"`, `"de.lernverbund.offer.published.v2"`, `"de.lernverbund.hub.released.v1"`,
}

// fillers are characters put into texts.
var fillers = []string{"a", "Z", "0", " ", "-", ".", ":", "/", "@", "T", "P", "+", "ä", "\u00a0", "\u00ad", "\u200d", "\u2028", "\u202e", "\u0000", "\u0085", "\n", "\ue000", "\uffff", "😀", "\U000e0041", "\\", "\"", "<", "`", "{", "~", "\u1680", "\u3000", "\ufeff"}

func (m *mutator) value() any {
	var v any
	switch m.IntN(12) {
	case 0: // a text at the edge of a limit
		n := []int{64, 65, 128, 129, 200, 201, 254, 255, 500, 501, 1000, 1001, 2000, 2001, 5000, 5001}[m.IntN(16)]
		return strings.Repeat([]string{"a", "ä", "😀"}[m.IntN(3)], n)
	case 1: // an address at the edge of its limit
		return "https://x.de/" + strings.Repeat("a", 1985+m.IntN(5))
	}
	d := json.NewDecoder(strings.NewReader(odd[m.IntN(len(odd))]))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		panic(err) // odd is written by us
	}
	return v
}

// list is a list in the tree and how to put another in its place.
type list struct {
	items []any
	set   func([]any)
}

// spot is one member of object or element of list that can be changed.
type spot struct {
	object map[string]any
	name   string
	list   *list
	index  int
}

// spots are all places below root that can be changed, and all objects.
func spots(root map[string]any) (objects []map[string]any, found []spot) {
	var walk func(v any, set func([]any))
	walk = func(v any, set func([]any)) {
		switch node := v.(type) {
		case map[string]any:
			objects = append(objects, node)
			for _, name := range slices.Sorted(maps.Keys(node)) {
				found = append(found, spot{object: node, name: name})
				walk(node[name], func(l []any) { node[name] = l })
			}
		case []any:
			l := &list{node, set}
			for i := range node {
				found = append(found, spot{list: l, index: i})
				walk(node[i], func(l []any) { node[i] = l })
			}
		}
	}
	walk(root, nil)
	return objects, found
}

func (m *mutator) mutate(root map[string]any) {
	objects, places := spots(root)
	if len(places) == 0 || m.IntN(8) == 0 { // a new member
		o := objects[m.IntN(len(objects))]
		name := m.names[m.IntN(len(m.names))]
		if m.IntN(4) == 0 {
			name = "x" + strconv.Itoa(m.IntN(1000))
		}
		o[name] = m.value()
		return
	}
	s := places[m.IntN(len(places))]
	if s.list != nil {
		m.element(s.list, s.index)
		return
	}
	m.member(s.object, s.name)
}

func (m *mutator) member(p map[string]any, name string) {
	switch m.IntN(6) {
	case 0:
		delete(p, name)
	case 1: // another name
		v := p[name]
		delete(p, name)
		p[m.names[m.IntN(len(m.names))]] = v
	case 2:
		if text, ok := p[name].(string); ok {
			p[name] = m.text(text)
			return
		}
		p[name] = m.value()
	case 3: // a list where one value was
		p[name] = []any{p[name]}
	default:
		p[name] = m.value()
	}
}

func (m *mutator) element(l *list, i int) {
	switch m.IntN(5) {
	case 0:
		l.set(slices.Delete(slices.Clone(l.items), i, i+1))
	case 1: // the same again, often up to the edge of a limit
		n := []int{1, 1, 100, 101, 200, 201, 1000, 1001}[m.IntN(8)] - len(l.items)
		longer := slices.Clone(l.items)
		for range max(n, 1) {
			longer = append(longer, l.items[i])
		}
		l.set(longer)
	default:
		if text, ok := l.items[i].(string); ok && m.IntN(2) == 0 {
			l.items[i] = m.text(text)
			return
		}
		l.items[i] = m.value()
	}
}

func (m *mutator) text(s string) string {
	runes := []rune(s)
	at := m.IntN(len(runes) + 1)
	switch m.IntN(3) {
	case 0:
		return string(runes[:at]) + fillers[m.IntN(len(fillers))] + string(runes[at:])
	case 1:
		if at < len(runes) {
			return string(runes[:at]) + string(runes[at+1:])
		}
	}
	if at < len(runes) {
		return string(runes[:at]) + fillers[m.IntN(len(fillers))] + string(runes[at+1:])
	}
	return s + s
}
