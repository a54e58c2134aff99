package table

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// namePattern stands for {name} in a mapping's personPatterns: first name and
// surname, with titles before and particles between.
const namePattern = `(?:(?:Herrn?|Frau|Dr\.|Prof\.|Professor(?:in)?|Dipl\.-?\p{L}*\.?)\s+)*(\p{Lu}[\p{L}’'-]+\s+(?:(?:von|van|de|der|den|zu|zum|zur|di|da|la|le)\s+)*\p{Lu}[\p{L}’'-]+)`

// names are the persons of a delivery, all words in lower case.
type names struct {
	family map[string]bool // surnames
	given  map[string]bool // first names that belong to a surname: they go only beside one
	alone  map[string]bool // what stood alone in a field of persons: a first name or a surname
	stop   map[string]bool // never a name: words of the mapping's own constants, labels, weekdays
}

var (
	titles    = set("herr herrn frau dr prof professor professorin dipl ing med phil jur rer nat h c mag ma ba msc bsc mba llm")
	particles = set("von van de der den zu zum zur di da la le vom")
	labels    = set("nummer ort preis zeiten anzahl termin termine leitung kursleitung dozent dozentin dozenten dozierende referent referentin trainer trainerin lehrkraft uhr online präsenz kurs seminar workshop team kontakt montag dienstag mittwoch donnerstag freitag samstag sonntag weitere veranstaltungen")
	// Surnames that are ordinary words: alone they stay, with a title or a first name they go.
	ordinary = set("koch bäcker bauer fischer schneider weber jäger richter kaiser könig herzog graf ritter vogel wolf fuchs hase berg stein bach wald feld winter sommer herbst frühling lang klein groß gross kurz schwarz weiß weiss braun roth rot grün jung alt neu stark ernst frei fromm gut reich schön sauer süß kraft licht sturm schnee regen sonntag montag freitag abend morgen mai freund vater mann kind meister schäfer gärtner maler schreiber zimmermann kaufmann berger schuster müller becker wagner hahn engel")
	// First names that say: the capitalised word after this one is a surname.
	firstNames = set("achim albert alexander alexandra alfred alina amelie andrea andreas angela angelika anja anke anna anne annette antje antonia armin arne astrid axel barbara bastian beate ben benjamin bernd bernhard bettina bianca birgit birte björn britta brigitte carina carla carmen carolin caroline carsten cem charlotte christa christian christiane christina christine christof christoph claudia clemens cornelia dagmar daniel daniela david denise dennis diana dieter dirk dominik doris eberhard edith elena elfriede elisabeth elke ella emma erich erika ernst esther eva fabian fatma felix finn florian frank franz franziska frederik friederike friedrich gabi gabriele georg gerald gerd gerda gerhard gisela günter günther hannah hannelore hans harald heide heidi heike heiko heiner heinrich heinz helga helmut hendrik henning herbert hermann hilde holger horst hubert hugo ilse ina ines inge ingeborg ingo ingrid irene iris isabel isabell jan jana janina jasmin jens jessica joachim jochen johanna johannes jonas jörg josef judith julia julian jürgen jutta kai karin karl karsten katharina kathrin katja katrin kerstin kevin kirsten klaus konrad konstantin kristin kristina kurt lara larissa lars laura lea lena leon leonie linda lisa lothar louis luca lucas luise lukas lutz lydia maike manfred manuel manuela marc marcel marco marcus maren margarete maria marianne marie marina mario marion markus marlene martin martina mathias matthias max maximilian mehmet melanie mia michael michaela mira miriam mona monika moritz nadine nadja nicole niklas nils nina norbert olaf ole oliver oskar otto patricia patrick paul paula peter petra philipp pia rainer ralf ramona regina reinhard renate rené ricarda richard rita robert roland rolf rosa rosemarie rudolf rüdiger sabine sabrina sandra sara sarah sascha sebastian siegfried silke silvia simon simone sofia sonja sophia sophie stefan stefanie steffen stephan stephanie susanne sven svenja sylvia tamara tanja theo theresa thomas thorsten tilman tim timo tobias tom torsten udo ulf uli ulrich ulrike ursula ute uwe vanessa vera verena veronika viktor viktoria volker walter waltraud werner wilhelm willi wolfgang yasmin yvonne")
)

var (
	organisation = regexp.MustCompile(`(?i)\b(?:e\.\s?v\.|gmbh|ggmbh|ag|kg|vhs|volkshochschule|universität|hochschule|akademie|institut|verein|verband|zentrum|amt|ministerium|schule|stiftung|team|n\.\s?n\.|diverse|verschiedene|wechselnde|mehrere)\b`)
	lastFirst    = regexp.MustCompile(`^(\p{Lu}[\p{L}’'-]+),\s*(?:(?:Dr|Prof)\.?\s*)*(\p{Lu}[\p{L}’'-]+)(?:\s+\p{Lu}[\p{L}’'-]+)?$`)
	between      = regexp.MustCompile(`\s*(?:[;,/&|\n]|\bund\b|\bsowie\b|\bu\.)\s*`)
	parenthesis  = regexp.MustCompile(`\([^)]*\)`)
	nameAtStart  = regexp.MustCompile(`^` + namePattern)
	nameWord     = regexp.MustCompile(`\p{L}[\p{L}’'-]*`)
)

// collectNames finds the persons of all files: in the fields that the mapping
// names, and by its patterns in every text.
func collectNames(docs []document, m *Mapping) *names {
	n := &names{family: map[string]bool{}, given: map[string]bool{}, alone: map[string]bool{}, stop: map[string]bool{}}
	for _, c := range m.constants {
		for _, w := range nameWord.FindAllString(c, -1) {
			n.stop[strings.ToLower(w)] = true
		}
	}
	each := func(f func(o *object)) {
		for i := range docs {
			for _, rec := range docs[i].records {
				if rec.object != nil {
					f(rec.object)
				}
			}
		}
	}
	each(func(o *object) {
		s := &scope{record: o, self: o}
		for _, p := range m.persons {
			for _, v := range s.values(p.path) {
				n.field(v, p.extract)
			}
		}
	})
	patterns := m.patterns
	if len(m.persons) > 0 { // whoever names persons in a field names them in texts, too
		patterns = append(slices.Clone(patterns), n.fromFirstNames()...)
	}
	if len(patterns) > 0 {
		each(func(o *object) { eachText(o, func(t string) { n.search(t, patterns) }) })
	}
	return n
}

var addressed = regexp.MustCompile(`\b(?:Herrn?|Frau)\s+(?:(?:Dr|Prof)\.\s*)*(\p{Lu}[\p{L}’'-]{3,})`)

// fromFirstNames are the patterns of surnames that no field gives: after Herr
// and Frau, and, where a field gives a first name alone, the word after it in
// "mit Tim Muster", "Leitung: Tim Muster" and before it in "Muster, Tim".
func (n *names) fromFirstNames() []*regexp.Regexp {
	patterns := []*regexp.Regexp{addressed}
	var known []string
	for w := range n.alone {
		if firstNames[w] {
			known = append(known, regexp.QuoteMeta(w))
		}
	}
	if len(known) == 0 {
		return patterns
	}
	slices.Sort(known)
	first := `(?:` + strings.Join(known, "|") + `)`
	return append(patterns,
		regexp.MustCompile(`(?i:\b(?:von|mit|bei|durch|leitung|dozent(?:in)?|referent(?:in)?|trainer(?:in)?|kursleitung):?\s+)((?i:`+first+`) \p{Lu}[\p{L}’'-]{3,})`),
		regexp.MustCompile(`(?i:\b(?:leitung|dozent(?:in)?|referent(?:in)?|trainer(?:in)?|kursleitung):?\s+)(\p{Lu}[\p{L}’'-]{3,}, (?i:`+first+`))\b`))
}

// field takes the persons of one value of a person field.
func (n *names) field(v any, extract *regexp.Regexp) {
	t, ok := text(v)
	if !ok {
		if o, isObject := v.(*object); isObject { // {"name": …} or {"vorname", "nachname"}
			eachText(o, func(s string) { n.field(s, extract) })
		}
		return
	}
	if looksLikeHTML(t) {
		t = plainText(t)
	}
	t, _ = tidy(t)
	if extract != nil {
		g := extract.FindStringSubmatch(oneLine(t))
		if g == nil {
			return
		}
		t = g[1]
	}
	n.add(t)
}

func (n *names) search(t string, patterns []*regexp.Regexp) {
	if looksLikeHTML(t) {
		t = plainText(t)
	}
	for _, re := range patterns {
		for _, g := range re.FindAllStringSubmatch(t, -1) {
			for _, name := range g[1:] {
				switch {
				case name == "":
				case re == addressed:
					n.surname(name)
				default:
					n.add(name)
				}
			}
		}
	}
}

// add takes a text that names one or several persons.
func (n *names) add(t string) {
	t = strings.TrimSpace(parenthesis.ReplaceAllString(t, " "))
	if organisation.MatchString(t) && utf8.RuneCountInString(t) <= 80 {
		return
	}
	if utf8.RuneCountInString(t) > 80 { // the field runs on into the page: only its beginning is a name
		if g := nameAtStart.FindStringSubmatch(t); g != nil {
			n.person(g[1])
		}
		return
	}
	if g := lastFirst.FindStringSubmatch(oneLine(t)); g != nil {
		n.person(g[2] + " " + g[1])
		return
	}
	for _, part := range between.Split(t, -1) {
		n.person(part)
	}
}

// person takes one name: first names, particles, surname.
func (n *names) person(t string) {
	parts := nameParts(t)
	if len(parts) == 0 {
		return
	}
	family := parts[len(parts)-1]
	switch {
	case n.stop[family]:
	case len(parts) > 1:
		n.family[family] = true
		for _, g := range parts[:len(parts)-1] {
			n.given[g] = true
		}
	case utf8.RuneCountInString(family) >= 3:
		n.alone[family] = true
	}
}

// surname takes a surname that stood after Herr or Frau.
func (n *names) surname(w string) {
	if low := strings.ToLower(w); n.canBeSurname(w) {
		n.family[low] = true
	}
}

// nameParts are the words of a name in lower case, without titles, initials and particles.
func nameParts(t string) (parts []string) {
	for _, w := range nameWord.FindAllString(t, -1) {
		low := strings.ToLower(w)
		switch {
		case titles[low], particles[low], utf8.RuneCountInString(w) < 2:
			continue
		case !capital(w), labels[low]: // the name is over
			return parts
		}
		parts = append(parts, low)
	}
	return parts
}

func (n *names) empty() bool { return n == nil || len(n.family) == 0 && len(n.alone) == 0 }
