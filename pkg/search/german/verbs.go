package german

import "strings"

// lightVerbs are the verbs of questions in all their forms.
var lightVerbs = verbs()

// verbs reads data/verbs.txt.
func verbs() map[string]bool {
	raw, err := data.ReadFile("data/verbs.txt")
	if err != nil {
		return nil // embedded, and a test reads it
	}
	forms := make(map[string]bool)
	for line := range strings.Lines(string(raw)) {
		line, _, _ = strings.Cut(line, "#")
		infinitives, irregular, _ := strings.Cut(line, ":")
		for infinitive := range strings.FieldsSeq(infinitives) {
			for _, form := range conjugated(infinitive, strings.Fields(irregular)) {
				forms[Fold(form)] = true
			}
		}
	}
	return forms
}

// conjugated are the forms of a verb, "um|gehen" with its particle in front:
// regular ones, those given, and the infinitive with "zu".
func conjugated(infinitive string, forms []string) []string {
	particle, verb, parted := strings.Cut(infinitive, "|")
	if !parted {
		particle, verb = "", infinitive
	}
	stem := strings.TrimSuffix(strings.TrimSuffix(verb, "n"), "e")
	for _, ending := range []string{"", "e", "st", "t", "est", "et", "te", "ten", "end"} {
		if stem+ending != stem || parted { // the bare stem of most is a noun: "Lauf"
			forms = append(forms, stem+ending)
		}
	}
	forms = append(forms, verb)
	if !parted {
		return forms
	}
	for i, form := range forms {
		forms[i] = particle + form
	}
	return append(forms, particle+"zu"+verb, particle+"ge"+stem+"t", particle+"ge"+verb)
}
