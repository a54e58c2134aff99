package table

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// role says what a word can be in a name.
type role int

const (
	noName role = iota
	titlePart
	particlePart
	initialPart
	givenPart  // a first name that belongs to a surname
	alonePart  // what stood alone in a field of persons
	familyPart // a surname
)

func (n *names) classify(w string) role {
	low := strings.ToLower(w)
	switch {
	case titles[low]:
		return titlePart
	case particles[low]:
		return particlePart
	case !capital(w):
		return noName
	case n.isFamily(low):
		return familyPart
	case n.alone[low]:
		return alonePart
	case n.given[low]:
		return givenPart
	case utf8.RuneCountInString(w) == 1:
		return initialPart
	}
	return noName
}

// mention finds a person that begins at token i: from and to are the bytes,
// next the token after it, i if there is none.
func (n *names) mention(l string, tokens [][]int, i int, pairs bool) (from, to, next int) {
	word := func(k int) string { return l[tokens[k][0]:tokens[k][1]] }
	gap := func(k int) string { return l[tokens[k-1][1]:tokens[k][0]] } // before token k
	named, sure, given := false, false, false
	end := i // after the last token that belongs to the name
	for j := i; j < len(tokens) && (j == i || joins(word(j-1), gap(j))); j++ {
		switch n.classify(word(j)) {
		case titlePart:
			sure = sure || !named
			if named {
				j = len(tokens)
			}
			continue
		case particlePart:
			if j == i {
				return 0, 0, i
			}
			continue
		case initialPart:
			if named {
				j = len(tokens)
			}
			continue
		case givenPart:
			given = true
			if named {
				end = j + 1
			}
			continue
		case familyPart:
			named, end = true, j+1
			sure = sure || !ordinary[strings.ToLower(word(j))] && utf8.RuneCountInString(word(j)) >= 4
			continue
		case alonePart:
			named, sure, end = true, true, j+1
			if n.surnameFollows(l, tokens, j) {
				given, end = true, j+2
				j++
			}
			continue
		default:
			if !named && firstNames[strings.ToLower(word(j))] && capital(word(j)) {
				given = true // a first name of ours before a surname of theirs
				continue
			}
		}
		break
	}
	switch {
	case !named && n.beforeFirstName(l, tokens, i): // "Nachname, Tim", with Tim alone in the field
		return tokens[i][0], tokens[i+1][1], i + 2
	case !named, !sure && !given, pairs && !given:
		return 0, 0, i
	}
	if end < len(tokens) && isComma(gap(end)) && n.isGiven(word(end)) { // "Mustermann, Eva"
		end++
	}
	return tokens[i][0], tokens[end-1][1], end
}

// surnameFollows: the word after a first name that stood alone in a field of
// persons is its surname, if it begins with a capital letter.
func (n *names) surnameFollows(l string, tokens [][]int, j int) bool {
	if !firstNames[strings.ToLower(l[tokens[j][0]:tokens[j][1]])] || j+1 >= len(tokens) || l[tokens[j][1]:tokens[j+1][0]] != " " {
		return false
	}
	return n.canBeSurname(l[tokens[j+1][0]:tokens[j+1][1]])
}

func (n *names) canBeSurname(w string) bool {
	low := strings.ToLower(w)
	return capital(w) && utf8.RuneCountInString(w) > 1 && !n.stop[low] && !labels[low]
}

func (n *names) beforeFirstName(l string, tokens [][]int, i int) bool {
	if i+1 >= len(tokens) || !isComma(l[tokens[i][1]:tokens[i+1][0]]) || !n.canBeSurname(l[tokens[i][0]:tokens[i][1]]) {
		return false
	}
	low := strings.ToLower(l[tokens[i+1][0]:tokens[i+1][1]])
	rest := strings.TrimLeft(l[tokens[i+1][1]:], " ")
	first, _ := utf8.DecodeRuneInString(rest)
	return n.alone[low] && firstNames[low] && (rest == "" || !unicode.IsLetter(first))
}

// joins reports whether what stands between two words keeps them one name; a
// point does after a title or an initial only.
func joins(before, between string) bool {
	switch between {
	case " ", "  ":
		return true
	case ".", ". ", ".-":
		return utf8.RuneCountInString(before) == 1 || titles[strings.ToLower(before)]
	}
	return false
}

func isComma(between string) bool { return between == ", " || between == "," }

func capital(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}

func (n *names) isGiven(w string) bool {
	low := strings.ToLower(w)
	return capital(w) && (n.given[low] || n.alone[low] || firstNames[low])
}

// isFamily knows a surname also with a genitive s, in a compound with hyphens, and run together with the next word.
func (n *names) isFamily(low string) bool {
	if n.family[low] || n.family[strings.TrimRight(low, "'’")] || n.family[strings.TrimSuffix(low, "s")] {
		return true
	}
	for part := range strings.SplitSeq(low, "-") {
		if utf8.RuneCountInString(part) >= 4 && n.family[part] && part != low {
			return true
		}
	}
	return false
}
