package learning

import (
	"slices"
	"strings"
)

// Text is a language map: BCP 47 tag ("de", "en", "de-simple") to text.
type Text map[string]string

// In is the text in the wanted language, else in German, else in the first
// language in byte order of its tag; tag says which it was. An empty Text gives "", "".
func (t Text) In(want string) (text, tag string) {
	for _, tag := range []string{want, "de"} {
		if s, ok := t[tag]; ok {
			return s, tag
		}
	}
	for _, tag := range t.Tags() {
		return t[tag], tag
	}
	return "", ""
}

// German is the German text, or what [Text.In] falls back to.
func (t Text) German() string { s, _ := t.In("de"); return s }

// Tags are the languages of t in byte order.
func (t Text) Tags() []string {
	tags := make([]string, 0, len(t))
	for tag := range t {
		tags = append(tags, tag)
	}
	slices.SortFunc(tags, strings.Compare)
	return tags
}
