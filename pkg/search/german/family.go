package german

import "strings"

// verbals are the endings of the words around a verb in -ieren, and families
// those of all words of one root, longest first (rules 6 and 21).
var (
	verbals = []string{
		"isierung", "isation", "isator", "isieren", "ifizierung", "ifikation", "ifizieren", "ierung", "ation", "ator", "ativ", "isier", "ieren", "ier",
	}
	families = append(verbals[:len(verbals):len(verbals)],
		"igkeit", "lichkeit", "barkeit", "heit", "keit", "lich", "isch", "iker", "ung", "end", "enz", "ent", "anz", "ant", "ion", "iv", "ik", "ig", "or")
	// fields end the names of those whose subject is a word in -ie or -ik: "Biologe", "Fotograf", "Florist".
	fields = []string{"log", "graf", "graph", "nom", "soph", "krat", "path", "urg", "ist"}
)

// plain is the key without its endings of number and case; -er and -en behind them stay.
func plain(key string) string {
	if len(key) <= 3 {
		return key
	}
	w, done := latinPlural(key)
	if done {
		return w
	}
	return step1(w, region(w))
}

// family cuts the ending that a word has from others of its root.
func family(key string) (root, suffix string) {
	for _, suffix := range []string{"ien", "ie"} { // "Demokratie", "Fotografien"
		if cut, ok := strings.CutSuffix(key, suffix); ok && len(cut) >= 5 && !vowel(cut[len(cut)-1]) {
			return cut, suffix
		}
	}
	w := plain(key)
	if base, ok := strings.CutSuffix(key, "n"); ok && strings.HasSuffix(base, "er") && len(base) >= 6 && !PluralEr(base) {
		w = base // "wandern" has nothing of a "Wand"
	}
	for _, suffix := range families {
		cut, ok := strings.CutSuffix(w, suffix)
		if !ok || len(cut) < 4 {
			continue
		}
		if (suffix == "ion" || suffix == "iv" || suffix == "or") && strings.IndexByte("tsx", cut[len(cut)-1]) < 0 {
			continue
		}
		return cut, suffix
	}
	return w, ""
}

// Root is the stem without the endings that make nouns, verbs and adjectives
// of one another: "restaurieren", "Restaurator", "Restaurierung". It is
// coarser than [Stem]: a class of its own, below it.
func Root(key string) string {
	if stem := plain(key); loners[key] || loners[stem] {
		return stem + "." // as no other word's
	}
	w, suffix := family(key)
	if base, ok := strings.CutSuffix(w, "eln"); ok && len(base) >= 3 {
		return base + "l" // "handeln", "Handlung"
	}
	if suffix == "enz" || suffix == "ent" || suffix == "anz" || suffix == "ant" {
		w += suffix[:2] // "Resilienz" and "resilient" are one family, "Student" and "Studium" none
	}
	if base, ok := strings.CutSuffix(w, "ism"); ok && len(base) >= 3 {
		return base + "ist" // "Journalismus", "Journalist", "Journalistik"
	}
	last := len(w) - 1
	if last >= 4 && (w[last] == 'c' || w[last] == 'z') && w[last-1] != 't' {
		return w[:last] + "k"
	}
	return w
}

// Suffixed reports whether a key carries an ending of derivation ("beratung",
// "rechtlich") or names those whose subject does ("biologe").
func Suffixed(key string) bool {
	if len(key) < 6 {
		return false
	}
	w, suffix := family(key)
	if suffix != "" {
		return true
	}
	for _, field := range append([]string{"ist", "ism"}, fields...) {
		if strings.HasSuffix(w, field) && len(w) > len(field)+2 {
			return true
		}
	}
	return false
}

// Verbal reports whether a key belongs to a verb in -ieren: "moderation",
// "programmierer". Words of its root that do not are further away ("programm").
func Verbal(key string) bool {
	_, suffix := family(key)
	for _, v := range verbals {
		if suffix == v {
			return true
		}
	}
	return false
}

// Infinitive reports whether a key looks like the infinitive of a verb; many nouns do, too.
func Infinitive(key string) bool {
	return len(key) >= 6 && (strings.HasSuffix(key, "en") || strings.HasSuffix(key, "ern") || strings.HasSuffix(key, "eln"))
}
