package german

import "strings"

// Stem is the key without its inflection: the first two steps of Snowball
// German and the plurals of Latin and Greek words ("rhythmus", "rhythmen",
// "museum", "museen"). Keys of three letters and fewer are not inflected.
func Stem(key string) string {
	if len(key) <= 3 {
		return key
	}
	if stem, odd := oddStems[key]; odd {
		return stem
	}
	w, done := latinPlural(key)
	if done {
		return w
	}
	r1 := region(w)
	return step2(step1(w, r1), r1)
}

func vowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }

// region is R1 of Snowball: what follows the first consonant behind a vowel, from the fourth letter on.
func region(w string) int {
	for i := 1; i < len(w); i++ {
		if !vowelAt(w, i) && vowelAt(w, i-1) {
			return max(i+1, 3)
		}
	}
	return len(w)
}

// vowelAt reads u and y between vowels as consonants, as Snowball does ("bauen").
func vowelAt(w string, i int) bool {
	if !vowel(w[i]) {
		return false
	}
	if (w[i] == 'u' || w[i] == 'y') && i > 0 && i+1 < len(w) {
		return !vowel(w[i-1]) || !vowel(w[i+1])
	}
	return true
}

// latinPlural brings singulars in -us, -um, -ma and -is to the form that their
// plurals in -en keep, and the plurals in -ien to their singular; done says
// that no other ending is left to cut.
func latinPlural(w string) (cut string, done bool) {
	switch {
	case w == "praxis" || w == "basis":
		return w[:len(w)-2], true
	case strings.HasSuffix(w, "us"):
		if (len(w) >= 7 || w == "kursus" || w == "zyklus" || w == "virus") && !vowel(w[len(w)-3]) {
			return w[:len(w)-2], true
		}
	case strings.HasSuffix(w, "um") || strings.HasSuffix(w, "ums"):
		base := strings.TrimSuffix(strings.TrimSuffix(w, "s"), "um")
		if len(base) >= 3 && base[len(base)-1] != 'a' && base != "kons" && base != "dat" {
			return base, true
		}
	case strings.HasSuffix(w, "ma") && len(w) >= 5:
		return w[:len(w)-1], true
	case strings.HasSuffix(w, "alien") || strings.HasSuffix(w, "ilien"):
		return w[:len(w)-3], true
	}
	return w, false
}

func step1(w string, r1 int) string {
	for _, suffix := range []string{"ern", "em", "er"} {
		if cut, ok := cutIn(w, suffix, r1); ok {
			if suffix == "em" && endsInEm(w) {
				return w
			}
			return cut
		}
	}
	for _, suffix := range []string{"en", "es", "e"} {
		if cut, ok := cutIn(w, suffix, r1); ok {
			if strings.HasSuffix(cut, "niss") {
				return cut[:len(cut)-1]
			}
			return cut
		}
	}
	if cut, ok := cutIn(w, "s", r1); ok && len(cut) > 3 && strings.IndexByte("bdfghklmnrt", cut[len(cut)-1]) >= 0 {
		return cut
	}
	return w
}

// endsInEm tells the nouns in -em ("System", "Problem") from the dative of adjectives.
func endsInEm(w string) bool {
	for _, tail := range []string{"system", "blem", "orem", "andem", "odem", "onem", "trem", "ekzem", "dem"} {
		if strings.HasSuffix(w, tail) {
			return true
		}
	}
	return false
}

func step2(w string, r1 int) string {
	for _, suffix := range []string{"est", "en", "er"} {
		if cut, ok := cutIn(w, suffix, r1); ok {
			return cut
		}
	}
	if cut, ok := cutIn(w, "st", r1); ok && len(cut) >= 4 && strings.IndexByte("bdfghklmnt", cut[len(cut)-1]) >= 0 {
		return cut
	}
	return w
}

// cutIn cuts a suffix that stands wholly at or behind r1 and leaves something.
func cutIn(w, suffix string, r1 int) (string, bool) {
	if !strings.HasSuffix(w, suffix) || len(w)-len(suffix) < r1 || len(w) == len(suffix) {
		return w, false
	}
	return w[:len(w)-len(suffix)], true
}
