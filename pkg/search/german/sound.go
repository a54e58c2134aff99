package german

import "strings"

// spelling is a way to write a sound: what is written, what stands behind it if
// that matters (a sign of [follows] a letter) and what is heard, a sign a sound.
type spelling struct{ written, next, heard string }

// sounds are the spellings of a language by their first letter, the first that fits counts.
type sounds [256][]spelling

func spellings(list ...spelling) *sounds {
	var s sounds
	for _, way := range list {
		s[way.written[0]] = append(s[way.written[0]], way)
	}
	return &s
}

// native are German spellings that are heard alike (rule 24). A vowel is a
// sound of its own: Kölner Phonetik drops them and joins unrelated words.
var native = spellings(
	spelling{"aeu", "", "O"}, spelling{"ae", "", "e"}, spelling{"ai", "", "A"}, spelling{"ay", "", "A"},
	spelling{"b", "x", "p"},
	spelling{"ck", "", "k"}, spelling{"chs", "", "ks"}, spelling{"ch", "", "H"}, spelling{"c", "i", "z"}, spelling{"c", "", "k"},
	spelling{"dsch", "", "C"}, spelling{"dts", "", "z"}, spelling{"dt", "", "t"}, spelling{"ds", "", "z"}, spelling{"d", "x", "t"},
	spelling{"eau", "", "o"}, spelling{"ei", "", "A"}, spelling{"ey", "", "A"}, spelling{"eur", "$", "Qr"}, spelling{"eur", "i", "Qr"}, spelling{"eu", "", "O"},
	spelling{"gh", "", "g"}, spelling{"g", "x", "k"},
	spelling{"ieur", "", "iQr"}, spelling{"ie", "", "i"},
	spelling{"oe", "", "Q"}, spelling{"oi", "", "O"}, spelling{"oy", "", "O"}, spelling{"ou", "", "u"},
	spelling{"ph", "", "f"}, spelling{"pf", "", "f"},
	spelling{"qu", "", "kf"}, spelling{"q", "", "k"},
	spelling{"schp", "", "sp"}, spelling{"scht", "", "st"}, spelling{"sch", "", "S"}, spelling{"sh", "", "S"}, spelling{"sz", "", "z"},
	spelling{"tsch", "", "C"}, spelling{"tion", "", "zion"}, spelling{"ttz", "", "z"}, spelling{"tts", "", "z"}, spelling{"tz", "", "z"}, spelling{"ts", "", "z"}, spelling{"th", "", "t"},
	spelling{"ue", "", "i"}, spelling{"v", "", "f"}, spelling{"w", "", "f"}, spelling{"x", "", "ks"}, spelling{"y", "", "i"}, spelling{"zz", "", "z"},
)

// english and french are how loan words are said, written with the signs of
// native: "Catering" as "Kätering", "Restaurant" as "Restorant".
var (
	english = spellings(
		spelling{"ager", "", "eCer"}, spelling{"age", "", "eC"}, spelling{"ar", "", "ar"}, spelling{"ai", "", "e"}, spelling{"ay", "", "e"}, spelling{"aw", "", "o"}, spelling{"au", "", "o"}, spelling{"a", "", "e"},
		spelling{"ch", "", "C"}, spelling{"ck", "", "k"}, spelling{"cial", "", "Sel"}, spelling{"ce", "c", "s"}, spelling{"c", "i", "s"}, spelling{"c", "", "k"},
		spelling{"dge", "", "C"},
		spelling{"ear", "", "ir"}, spelling{"ea", "", "i"}, spelling{"ee", "", "i"}, spelling{"ew", "", "iu"}, spelling{"ey", "", "i"}, spelling{"erv", "", "Qrf"}, spelling{"eo", "", "io"}, spelling{"e", "$", ""}, spelling{"e", "s$", ""},
		spelling{"ge", "$", "C"}, spelling{"g", "i", "C"},
		spelling{"ight", "", "At"}, spelling{"ign", "", "An"}, spelling{"ir", "c", "Qr"}, spelling{"i", "ce$", "A"}, spelling{"ine", "c", "An"}, spelling{"ife", "", "Af"}, spelling{"ie", "", "i"},
		spelling{"j", "", "C"}, spelling{"kn", "", "n"}, spelling{"le", "$", "el"},
		spelling{"oa", "", "o"}, spelling{"ome", "c", "om"}, spelling{"oo", "", "u"}, spelling{"ou", "", "au"}, spelling{"ow", "", "au"}, spelling{"oi", "", "O"},
		spelling{"ph", "", "f"}, spelling{"qu", "", "kf"},
		spelling{"sh", "", "S"}, spelling{"sch", "", "sk"},
		spelling{"tch", "", "C"}, spelling{"tial", "", "Sel"}, spelling{"tion", "", "Sen"}, spelling{"ture", "", "Cer"}, spelling{"th", "", "s"},
		spelling{"ui", "", "i"}, spelling{"ur", "c", "Qr"}, spelling{"ue", "", "iu"}, spelling{"u", "cv", "iu"}, spelling{"u", "", "a"},
		spelling{"v", "", "f"}, spelling{"wh", "", "f"}, spelling{"wr", "", "r"}, spelling{"wor", "c", "fQr"}, spelling{"w", "", "f"}, spelling{"x", "", "ks"},
		spelling{"you", "", "ju"}, spelling{"y", "v", "j"}, spelling{"y", "", "i"}, spelling{"z", "", "s"},
	)
	french = spellings(
		spelling{"age", "", "aS"}, spelling{"ai", "", "e"}, spelling{"au", "", "o"},
		spelling{"ch", "", "S"}, spelling{"c", "i", "s"}, spelling{"c", "", "k"},
		spelling{"eau", "", "o"}, spelling{"eur", "", "Qr"}, spelling{"et", "$", "e"}, spelling{"ee", "", "e"}, spelling{"er", "$", "e"}, spelling{"eu", "", "Q"},
		spelling{"gne", "", "ni"}, spelling{"gn", "", "ni"}, spelling{"ge", "v", "S"}, spelling{"g", "i", "S"}, spelling{"gu", "i", "g"},
		spelling{"ieur", "", "iQr"}, spelling{"ille", "", "ie"}, spelling{"ier", "$", "ie"}, spelling{"ie", "$", "i"}, spelling{"ie", "u", "i"}, spelling{"j", "", "S"},
		spelling{"oir", "", "oar"}, spelling{"oi", "", "oa"}, spelling{"ou", "", "u"}, spelling{"oe", "", "Q"},
		spelling{"ph", "", "f"}, spelling{"que", "", "k"}, spelling{"qu", "", "k"}, spelling{"th", "", "t"}, spelling{"tion", "", "sion"},
		spelling{"us", "", "us"}, spelling{"um", "$", "um"}, spelling{"ung", "", "ung"}, spelling{"u", "", "i"},
		spelling{"v", "", "f"}, spelling{"w", "", "f"}, spelling{"x", "", "ks"}, spelling{"y", "", "i"},
	)
)

// follows reports whether a text begins as the signs say: "$" its end, "v" a
// vowel, "c" a consonant, "i" a vowel said in front, "x" a hard consonant, "s",
// "e" and "u" themselves.
func follows(rest, signs string) bool {
	for i := range len(signs) {
		sign := signs[i]
		if sign == '$' || i >= len(rest) {
			return sign == '$' && i >= len(rest)
		}
		c := rest[i]
		var fits bool
		switch sign {
		case 'v':
			fits = vowel(c)
		case 'c':
			fits = !vowel(c)
		case 'i':
			fits = c == 'e' || c == 'i' || c == 'y'
		case 'x':
			fits = strings.IndexByte("sztkpfc", c) >= 0
		default:
			fits = c == sign
		}
		if !fits {
			return false
		}
	}
	return true
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
	return native.read(key)
}

// Loans are what a key sounds like as an English and as a French word, to be
// compared with [Loan] of the [Sound] of a word that was typed by ear.
func Loans(key string) [2]string { return [2]string{Loan(english.read(key)), Loan(french.read(key))} }

// Loan is a sound without what the readings of loan words are unsure of: a and
// e, an i before another vowel, and an e at the end.
func Loan(heard string) string {
	b := make([]byte, 0, len(heard))
	for i := range len(heard) {
		c := heard[i]
		if c == 'a' {
			c = 'e'
		}
		if c == 'i' && i > 0 && i+1 < len(heard) && strings.IndexByte("aeouOQ", heard[i+1]) >= 0 {
			continue
		}
		if n := len(b); n == 0 || b[n-1] != c {
			b = append(b, c)
		}
	}
	if n := len(b); n > 4 && b[n-1] == 'e' {
		b = b[:n-1]
	}
	return string(b)
}

func (s *sounds) read(key string) string {
	heard := make([]byte, 0, len(key)+4)
	add := func(c byte) {
		if n := len(heard); n == 0 || heard[n-1] != c {
			heard = append(heard, c)
		}
	}
next:
	for i := 0; i < len(key); {
		for _, way := range s[key[i]] {
			if strings.HasPrefix(key[i:], way.written) && follows(key[i+len(way.written):], way.next) {
				for j := range len(way.heard) {
					add(way.heard[j])
				}
				i += len(way.written)
				continue next
			}
		}
		switch c := key[i]; {
		case c == 'h' && i > 0: // "Fahrrad", "fotografihren", "Buddhismus"
		case c == 'j' && i > 0 && !vowel(key[i-1]): // "Familje"
			add('i')
			if strings.HasPrefix(key[i+1:], "e") {
				i++
			}
		default:
			add(c)
		}
		i++
	}
	return ending(string(heard))
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
