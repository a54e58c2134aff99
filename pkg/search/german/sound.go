package german

import "strings"

// sounds are spellings that are heard alike, longest first; what stands behind
// a spelling is one sign a sound (rule 24). A vowel is a sound of its own:
// Kölner Phonetik drops them and joins unrelated words.
var sounds = []struct{ written, heard string }{
	{"tsch", "C"},
	{"dsch", "C"},
	{"schp", "sp"},
	{"scht", "st"},
	{"sch", "S"},
	{"chs", "ks"},
	{"tion", "zion"},
	{"aeu", "O"},
	{"eau", "o"},
	{"sh", "S"},
	{"ph", "f"},
	{"pf", "f"},
	{"th", "t"},
	{"dt", "t"},
	{"rh", "r"},
	{"gh", "g"},
	{"tz", "z"},
	{"ts", "z"},
	{"ds", "z"},
	{"ck", "k"},
	{"qu", "kf"},
	{"ch", "H"},
	{"ce", "ze"},
	{"ci", "zi"},
	{"cy", "zi"},
	{"ai", "A"},
	{"ay", "A"},
	{"ei", "A"},
	{"ey", "A"},
	{"eu", "O"},
	{"oi", "O"},
	{"oy", "O"},
	{"ou", "u"},
	{"ie", "i"},
	{"ae", "e"},
	{"oe", "Q"},
	{"ue", "i"},
	{"v", "f"},
	{"w", "f"},
	{"y", "i"},
	{"c", "k"},
	{"x", "ks"},
	{"q", "k"},
	{"z", "z"},
}

// Sound is what a key sounds like: equal for "physik" and "füsik". Two words
// that sound alike are often one, misspelt by ear; it is no key for anything else.
func Sound(key string) string {
	if len(key) >= 2 && key[0] == 'y' && vowel(key[1]) {
		key = "j" + key[1:] // "Yoga"
	}
	if strings.HasPrefix(key, "ch") {
		key = "k" + key[2:] // "Chemie"
	}
	heard := make([]byte, 0, len(key))
	add := func(c byte) {
		if n := len(heard); n == 0 || heard[n-1] != c {
			heard = append(heard, c)
		}
	}
	for i := 0; i < len(key); {
		written, sound := spelling(key[i:])
		if written > 0 {
			for j := range len(sound) {
				add(sound[j])
			}
			i += written
			continue
		}
		if key[i] != 'h' || i == 0 || !vowel(key[i-1]) { // "Fahrrad", "fotografihren"
			add(key[i])
		}
		i++
	}
	return ending(string(heard))
}

func spelling(rest string) (written int, heard string) {
	for _, s := range sounds {
		if strings.HasPrefix(rest, s.written) {
			return len(s.written), s.heard
		}
	}
	return 0, ""
}

// ending is a sound with its end as it is spoken: hard, and -er as -a.
func ending(heard string) string {
	n := len(heard)
	if n < 3 {
		return heard
	}
	if base, ok := strings.CutSuffix(heard, "er"); ok {
		return base + "a"
	}
	if base, ok := strings.CutSuffix(heard, "iH"); ok {
		return base + "ik"
	}
	if at := strings.IndexByte("bdg", heard[n-1]); at >= 0 {
		return heard[:n-1] + "ptk"[at:at+1]
	}
	return heard
}
