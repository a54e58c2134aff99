package landing

import "strings"

// Untranslated are the texts of ours on a German page that English has no
// phrase for.
func Untranslated(page string) (texts []string) {
	english.page([]byte(page), func(text string) { texts = append(texts, text) })
	return texts
}

// Phrase is a text in English.
func Phrase(german string) (string, bool) { return english.words.translate(german) }

// Key is a text as texts/en.txt names it, what varies in braces.
func Key(text string) string {
	var b strings.Builder
	for _, p := range parse(strings.Join(strings.Fields(text), " ")) {
		if p.mark == "" {
			b.WriteString(p.text)
		} else {
			b.WriteString(p.mark)
		}
	}
	return strings.NewReplacer("\ue001", "{q}", "\ue002", "{p}", "\ue003", "{d}", "\ue004", "{t}", "\ue005", "{n}", "\ue006", "{l}").Replace(b.String())
}
