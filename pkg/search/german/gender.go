package german

import "strings"

// Masculine gives the words of which a key may be the feminine form, the
// likeliest first: "baeuerin" gives "baeuer", "baeuere", "bauer", "bauere". Whether it is one is for the
// catalogue to say: Medizin, Termin and Berlin have no such word.
func Masculine(key string) []string {
	base, ok := strings.CutSuffix(key, "innen")
	if !ok {
		base, ok = strings.CutSuffix(key, "in")
	}
	if !ok || len(base) < 4 || !person(base) {
		return nil
	}
	forms := []string{base, base + "e"}
	if weak := Weak(base); weak != base {
		forms = append(forms, weak, weak+"e")
	}
	return forms
}

// personal endings of words that have a feminine form in -in.
var personal = []string{
	"er", "or", "ar", "ent", "ant", "ist", "eur", "ier", "iker", "log", "oge", "ekt", "eut", "at", "and", "wirt", "arzt", "aerzt", "koch", "koech",
	"et", "it", "af", "ot", "og", "eg", "ing", "mann", "bot", "bund", "freund", "chef", "gast", "pat", "kund", "herr", "experte", "expert", "uer", "al", "azubi",
}

// person reports whether a word may name a man: "magaz" and "mediz" may not.
func person(base string) bool {
	for _, ending := range personal {
		if strings.HasSuffix(base, ending) {
			return true
		}
	}
	return false
}

var persons = []string{"mann", "frau", "leute", "person", "kraft", "kraefte", "personen", "frauen", "maenner"}

// Persons gives the sister words of one that ends in -mann, -frau, -leute,
// -person or -kraft, and of one in -er or -ende(r/n): "mitarbeitende" and
// "mitarbeiter". They count only where the catalogue has both.
func Persons(key string) []string {
	for _, tail := range persons {
		if stem, ok := strings.CutSuffix(key, tail); ok && len(stem) >= 3 {
			sisters := make([]string, 0, len(persons)-1)
			for _, other := range persons {
				if other != tail {
					sisters = append(sisters, stem+other)
				}
			}
			return sisters
		}
	}
	for _, tail := range []string{"ende", "enden", "ender"} {
		if stem, ok := strings.CutSuffix(key, tail); ok && len(stem) >= 4 {
			return []string{stem + "er", stem + "ern"}
		}
	}
	for _, tail := range []string{"er", "ern"} {
		if stem, ok := strings.CutSuffix(key, tail); ok && len(stem) >= 4 {
			return []string{stem + "ende", stem + "enden"}
		}
	}
	return nil
}
