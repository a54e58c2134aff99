package german

import "strings"

// notPlural end like a plural in -er and are persons all the same.
var notPlural = map[string]bool{"ausbilder": true, "auslaender": true, "inlaender": true, "hollaender": true, "englaender": true}

var erPlurals = list("plurals")

// Agent gives the form without case and number of a word that ends in -er and
// is no plural ("lehrern" gives "lehrer"); ok is false for every other word.
// [Stem] takes that -er off; whoever needs "Bauer" apart from "Bau" asks here.
func Agent(key string) (base string, ok bool) {
	base = key
	if strings.HasSuffix(key, "ern") || strings.HasSuffix(key, "ers") {
		base = key[:len(key)-1]
	}
	if len(base) < 5 || !strings.HasSuffix(base, "er") || vowel(base[len(base)-3]) && base[len(base)-3] != 'u' {
		return key, false
	}
	if notPlural[base] {
		return base, true
	}
	for _, ending := range []string{"licher", "ischer", "barer", "samer"} { // of adjectives, but for "Fischer"
		if len(base) >= len(ending)+3 && strings.HasSuffix(base, ending) {
			return key, false
		}
	}
	for i := 0; i+5 <= len(base); i++ {
		if erPlurals[base[i:]] {
			return key, false
		}
	}
	return base, true
}

// PluralEr reports whether a key is one of the plurals in -er ("kinder").
func PluralEr(key string) bool { return erPlurals[key] }

// PartStem is the stem under which a part of a compound is filed: [Stem], but
// agents keep their -er, so that "Bauamt" has nothing of a "Bauer".
func PartStem(key string) string {
	if base, ok := Agent(key); ok {
		return base
	}
	return Stem(key)
}

// WordStem is the stem of a word that stands alone: [PartStem], but adjectives
// lose their -er ("digitaler").
func WordStem(key string) string {
	if _, ok := Adjective(key); ok {
		return Stem(key)
	}
	return PartStem(key)
}

// Agentive reports whether a key is an [Agent] and no adjective.
func Agentive(key string) bool {
	_, agent := Agent(key)
	if !agent {
		return false
	}
	_, adjective := Adjective(key)
	return !adjective
}
