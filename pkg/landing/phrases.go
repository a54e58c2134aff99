package landing

import (
	"embed"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

//go:embed texts
var textFiles embed.FS

// phrases translate the fixed words of the pages. A phrase is written without
// what varies in it: {n} a number, {d} a day, {t} a time of day, {p} a price,
// {l} a Land, {q} words in quotation marks, {x} anything. Each stands in the
// translation too; several of one sort keep their order. {w} there are the
// words in quotation marks as they are, because they are somebody's.
type phrases struct {
	whole map[string]string
	open  []openPhrase // those with {x}
	known *memo
}

// memo remembers translations: most texts of a page stand on many.
type memo struct {
	mu    sync.Mutex
	texts map[string]remembered
}

type remembered struct {
	text string
	ok   bool
}

// mostRemembered is how many texts are remembered before all are forgotten,
// the others are how long texts may be, in bytes.
const (
	mostRemembered = 10_000
	longest        = 200
	longestPhrase  = 800 // that is looked at part by part
)

// openPhrase is a phrase with a part that may be anything.
type openPhrase struct{ before, after, to string }

// What varies stands in a phrase as a character of the private use area, so
// that no text of a provider can look like it.
var (
	marks  = strings.NewReplacer("{q}", "\ue001", "{p}", "\ue002", "{d}", "\ue003", "{t}", "\ue004", "{n}", "\ue005", "{l}", "\ue006", "{x}", "\ue007", "{w}", "\ue008")
	sorts  = [...]string{"", "\ue001", "\ue002", "\ue003", "\ue004", "\ue005", "\ue006"}
	marked = regexp.MustCompile("[\ue001-\ue008]")
)

const (
	anything = "\ue007"
	asItIs   = "\ue008"
)

// mustPhrases reads texts/<tag>.txt: pairs of lines, German and translation,
// a blank line after each; # begins a comment. The labels of the vocabularies
// need no line. It panics if the embedded file is malformed.
func mustPhrases(tag string) phrases {
	raw, err := textFiles.ReadFile("texts/" + tag + ".txt")
	if err != nil {
		panic(err)
	}
	p := phrases{whole: map[string]string{}, known: &memo{texts: map[string]remembered{}}}
	for _, vocabulary := range []string{
		learning.VocabTopics, learning.VocabAudience, learning.VocabFunding, learning.VocabAccessibility, learning.VocabKinds, learning.VocabModes,
		learning.VocabLevels, learning.VocabOpenTo, learning.VocabEmployers, learning.VocabCertificates, learning.VocabReasons, learning.VocabStatus,
	} {
		for _, t := range learning.Terms(vocabulary) {
			p.add(t.Label["de"], learning.LabelIn(vocabulary, t.Code, tag))
		}
	}
	from := ""
	for i, line := range strings.Split(string(raw), "\n") {
		switch {
		case strings.HasPrefix(line, "#"):
		case line == "" && from != "":
			panic(fmt.Sprintf("texts/%s.txt:%d: %q has no translation", tag, i+1, from))
		case line == "":
		case from == "":
			from = line
		default:
			p.add(from, line)
			from = ""
		}
	}
	return p
}

func (p *phrases) add(from, to string) {
	from, to = marks.Replace(from), marks.Replace(to)
	if before, after, open := strings.Cut(from, anything); open {
		p.open = append(p.open, openPhrase{before, after, to})
		return
	}
	p.whole[from] = to
}

// varying finds what varies in the words of a page: quotation, price, day,
// time, number, Land.
var varying = regexp.MustCompile(`(„[^“]*“)` +
	`|(\d[\d.]*,\d\d[\x{a0} ](?:€|[A-Z]{3}\b))` +
	`|((?:(?:Mo|Di|Mi|Do|Fr|Sa|So) )?\b\d{1,2}\. (?:` + strings.Join(append(months[1:], shortMonths[1:]...), "|") + `)(?: \d{4}\b)?)` +
	`|((?:\b\d{1,2}(?::\d\d)? bis )?\b\d{1,2}(?::\d\d)? Uhr\b|\b\d{1,2}:\d\d\b)` +
	`|(\b\d+(?:\.\d{3})*(?:,\d+)?)` +
	`|(\b(?:` + landNames() + `)\b)`)

func landNames() string {
	names := []string{"dem Saarland"}
	for _, l := range learning.Laender {
		// The longer first: Sachsen begins Sachsen-Anhalt.
		if name := l.Name(); l != learning.Bund && l != "sn" {
			names = append(names, name)
		}
	}
	return strings.Join(append(names, "Sachsen"), "|")
}

// part is something that varies, with its mark, or the words between.
type part struct{ mark, text string }

func parse(text string) (parts []part) {
	at := 0
	for _, m := range varying.FindAllStringSubmatchIndex(text, -1) {
		if m[0] > at {
			parts = append(parts, part{"", text[at:m[0]]})
		}
		for g := 1; g < len(sorts); g++ {
			if m[2*g] >= 0 {
				parts = append(parts, part{sorts[g], text[m[0]:m[1]]})
			}
		}
		at = m[1]
	}
	if at < len(text) {
		parts = append(parts, part{"", text[at:]})
	}
	return parts
}

// translate is a text in the language of the phrases; ok is false if a part of
// it is unknown. Blanks around it stay.
func (p *phrases) translate(text string) (out string, ok bool) {
	inner := strings.TrimSpace(text)
	if inner == "" || utf8.RuneCountInString(inner) == 1 {
		return text, true
	}
	p.known.mu.Lock()
	r, known := p.known.texts[inner]
	p.known.mu.Unlock()
	if !known {
		r.text, r.ok = p.work(inner)
		p.remember(inner, r)
	}
	if !r.ok {
		return text, false
	}
	at := strings.Index(text, inner)
	return text[:at] + r.text + text[at+len(inner):], true
}

func (p *phrases) remember(text string, r remembered) {
	if len(text) > longest {
		return
	}
	p.known.mu.Lock()
	defer p.known.mu.Unlock()
	if len(p.known.texts) >= mostRemembered {
		clear(p.known.texts)
	}
	p.known.texts[text] = r
}

// work translates a text without blanks around it.
func (p *phrases) work(text string) (string, bool) {
	if marked.MatchString(text) {
		return "", false
	}
	if to, ok := p.whole[text]; ok || len(text) > longestPhrase {
		return to, ok
	}
	if name, ok := strings.CutSuffix(text, ":"); ok { // a name before a value: "Preis: 60,00 €"
		if to, ok := p.whole[name]; ok {
			return to + ":", true
		}
	}
	whole := strings.ReplaceAll(text, softHyphen, "")
	got, ok := p.parts(parse(strings.Join(strings.Fields(whole), " ")), new(mostPieces))
	if whole != text {
		got = hyphens.Replace(got)
	}
	return got, ok
}

// loosely is a text of which some parts are known and the others stay, as in
// "Mainz · 1 Tag · kostenlos".
func (p *phrases) loosely(text string) (out string, any bool) {
	parts := strings.Split(text, " · ")
	for i, one := range parts {
		if to, ok := p.translate(one); ok && strings.TrimSpace(one) != "" {
			parts[i], any = to, true
		}
	}
	return strings.Join(parts, " · "), any
}

// mostPieces is how many pieces of a text are looked at before it is given up,
// mostParts how much may vary in it: a text of a provider may be made to be slow.
const (
	mostPieces = 120
	mostParts  = 40
)

func (p *phrases) parts(parts []part, budget *int) (string, bool) {
	if *budget--; *budget < 0 || len(parts) > mostParts {
		return "", false
	}
	var key, text strings.Builder
	words := false
	for _, one := range parts {
		text.WriteString(one.text)
		if one.mark != "" {
			key.WriteString(one.mark)
			continue
		}
		key.WriteString(one.text)
		words = words || strings.ContainsFunc(one.text, isLetter)
	}
	if to, ok := p.whole[text.String()]; ok {
		return to, true
	}
	if to, ok := p.whole[key.String()]; ok {
		return p.fill(to, parts, ""), true
	}
	if !words {
		return p.values(parts), true
	}
	if out, ok := p.anyOpen(key.String(), parts, budget, true); ok {
		return out, true
	}
	if out, ok := p.divided(parts, budget); ok {
		return out, true
	}
	return p.anyOpen(key.String(), parts, budget, false)
}

// anyOpen translates a text that is one of the open phrases; known says that
// what stands for {x} must be a phrase too.
func (p *phrases) anyOpen(key string, parts []part, budget *int, known bool) (string, bool) {
	for _, o := range p.open {
		if out, ok := p.opened(o, key, parts, budget, known); ok {
			return out, true
		}
	}
	return "", false
}

// opened translates a text that is an open phrase.
func (p *phrases) opened(o openPhrase, key string, parts []part, budget *int, known bool) (string, bool) {
	if len(key) <= len(o.before)+len(o.after) || !strings.HasPrefix(key, o.before) || !strings.HasSuffix(key, o.after) {
		return "", false
	}
	var values []part
	for _, one := range parts {
		if one.mark != "" {
			values = append(values, one)
		}
	}
	first, last := len(marked.FindAllString(o.before, -1)), len(values)-len(marked.FindAllString(o.after, -1))
	inner := values[first:last]
	x := marked.ReplaceAllStringFunc(key[len(o.before):len(key)-len(o.after)], func(string) string {
		v := inner[0].text
		inner = inner[1:]
		return v
	})
	if to, ok := p.parts(parse(x), budget); ok {
		x = to
	} else if known {
		return "", false
	}
	return p.fill(o.to, append(values[:first:first], values[last:]...), x), true
}

// joints are where a text may be divided, the strongest first.
var joints = []string{" · ", ". ", "? ", "; ", ": ", ", ", " und ", " statt "}

// divided translates a text in two pieces, if both are known.
func (p *phrases) divided(parts []part, budget *int) (string, bool) {
	if n := len(parts); n > 0 && parts[n-1].mark == "" {
		if rest, dot := strings.CutSuffix(parts[n-1].text, "."); dot {
			if out, ok := p.parts(append(parts[:n-1:n-1], part{"", rest}), budget); ok {
				return out + ".", true
			}
		}
	}
	for _, joint := range joints {
		for i, one := range parts {
			at := strings.Index(one.text, joint)
			if one.mark != "" || at < 0 {
				continue
			}
			between, kept := joint, ""
			switch joint {
			case ". ", "? ":
				between, kept = " ", joint[:1]
			case " und ":
				between = " and "
			case " statt ":
				between = " instead of "
			}
			left, okLeft := p.parts(append(parts[:i:i], part{"", one.text[:at] + kept}), budget)
			right, okRight := p.parts(append([]part{{"", one.text[at+len(joint):]}}, parts[i+1:]...), budget)
			if okLeft && okRight {
				return left + between + right, true
			}
		}
	}
	return "", false
}

// fill writes what varies into a translation.
func (p *phrases) fill(to string, parts []part, x string) string {
	for _, one := range parts {
		switch {
		case one.mark == "":
		case one.mark == sorts[1] && strings.Contains(to, asItIs):
			to = strings.Replace(to, asItIs, quoted(one.text), 1)
		default:
			to = strings.Replace(to, one.mark, p.value(one), 1)
		}
	}
	return strings.Replace(to, anything, x, 1)
}

// values are parts of which none are words.
func (p *phrases) values(parts []part) string {
	var b strings.Builder
	for _, one := range parts {
		b.WriteString(p.value(one))
	}
	return b.String()
}

func isLetter(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0xc0
}
