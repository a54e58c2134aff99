package landing

import (
	"slices"
	"strings"
)

// unsaid is a text without the words of filters that were recognised in it.
// Each of them says what is left without it alone; together they leave what
// none of them takes.
func unsaid(text string, all []understood) string {
	if len(all) == 1 {
		return all[0].Without
	}
	words := strings.Fields(text)
	taken := make([]bool, len(words))
	for _, u := range all {
		from, to := taking(words, strings.Fields(u.Without))
		if from < 0 {
			return unsaidPlainly(text, all)
		}
		for i := from; i < to; i++ {
			taken[i] = true
		}
	}
	var left []string
	for i, w := range words {
		if !taken[i] {
			left = append(left, w)
		}
	}
	return strings.Trim(strings.Join(left, " "), " ,;")
}

// taking is which words were taken, in one piece, so that some are left; -1 if
// what is left is no part of them.
func taking(words, left []string) (from, to int) {
	n := len(words) - len(left)
	if n < 0 {
		return -1, -1
	}
	same := func(a, b string) bool { return trimmed(a) == trimmed(b) }
	for from < len(left) && same(words[from], left[from]) {
		from++
	}
	if !slices.EqualFunc(words[from+n:], left[from:], same) {
		return -1, -1
	}
	return from, from + n
}

// unsaidPlainly takes the words out one by one, wherever they stand.
func unsaidPlainly(text string, all []understood) string {
	for _, u := range all {
		text = less(text, u.Words)
	}
	return text
}

// saidAgain are the words of a list that would bring a filter back: those that
// a parameter overrules, and Länder, which people write for two parameters.
func (l *list) saidAgain() []understood {
	all := slices.Clone(l.Overruled)
	for _, u := range l.Understood {
		if u.Parameter == "placeLand" {
			all = append(all, u)
		}
	}
	return all
}

// forget is the same state without one value of a parameter, and without the
// words that would say it again.
func (a asked) forget(name, value string, overruled []understood) asked {
	b := a.without(name, value)
	given := len(b.values[name]) > 0 || (name == "from" || name == "to") && b.get("from")+b.get("to") != ""
	var words []understood
	for _, u := range overruled {
		same := slices.Contains(strings.Split(u.Parameter, ","), name) && (!given || u.Value == value)
		if same || name == "land" && u.Parameter == "placeLand" && u.Value == value { // whoever writes "Hessen" means either
			words = append(words, u)
		}
	}
	if len(words) == 0 {
		return b
	}
	return b.with("q", unsaid(a.get("q"), words))
}
