package searchtest

import (
	_ "embed"
	"strings"
)

//go:embed words.txt
var file string

var (
	modifiers  = words("modifiers")  // nouns as they stand at the beginning of a compound
	heads      = words("heads")      // nouns as they stand at its end
	common     = words("common")     // words that most descriptions use, the most frequent first
	verbs      = words("verbs")      // infinitives
	adjectives = words("adjectives") // inflected
	cities     = words("cities")
)

// words reads one list of words.txt.
func words(name string) []string {
	_, list, _ := strings.Cut(file, "\n"+name+":\n")
	list, _, _ = strings.Cut(list, "\n\n")
	return strings.Fields(list)
}

var (
	audiences = strings.Fields("employees managers junior_managers trainees instructors teachers mentors newcomers")
	topics    = strings.Fields("administrative_law law constitutional_law municipal_law building_law environmental_law")
	employers = strings.Fields("state municipal federal other")
	openings  = strings.Fields("own_staff land all_laender public")
	aids      = strings.Fields("wheelchair induction_loop sign_language captions plain_language screen_reader")
	bodies    = strings.Fields("Verwaltungsschule Akademie Studieninstitut Volkshochschule Bildungszentrum Fortbildungsinstitut Hochschule Landesamt")
)
