package learning

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file knows the contact of a person from that of an office (no personal
// data in the log). What is plainly a person's is refused in a contact; in
// other texts, where it may be an example or an office, it is a warning.

// personMembers are names of members that hold a person, folded.
var personMembers = map[string]bool{
	"person": true, "firstname": true, "lastname": true, "givenname": true, "familyname": true, "surname": true,
	"vorname": true, "nachname": true, "familienname": true,
}

// PersonMember reports whether a member of that name holds a person's name
// ("person", "firstName", "lastName", "Vorname"), whatever its case, hyphens and underscores.
func PersonMember(name string) bool {
	return personMembers[strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(name))]
}

// personTitle is a form of address or a degree, and what comes after it.
var personTitle = regexp.MustCompile(`(?i)(?:^|[^\pL\d.-])(frau|herrn?|dr|prof|dipl)(\.\s*|\s+)(\S*)`)

// titles are what a name must have before it is looked at thoroughly.
var titles = []string{"frau", "herr", "dr", "prof", "dipl"}

// legalForm makes "Dr. Muster GmbH" the name of a firm; a form of address stays a person's.
var legalForm = regexp.MustCompile(`\b(?:g?GmbH|mbH|AG|KG|KGaA|OHG|UG|GbR|eG|e\. ?V\.|e\.V|eV|SE|AöR|Stiftung)(?:[^\pL]|$)`)

// notNames may follow "Frau" in the name of an office: "Frau und Beruf", "Frau in Arbeit".
var notNames = map[string]bool{
	"und": true, "oder": true, "u.": true, "in": true, "im": true, "am": true, "an": true, "auf": true, "für": true, "mit": true,
	"als": true, "bei": true, "der": true, "des": true, "&": true, "+": true, "/": true, "|": true, "-": true, "–": true,
}

// PersonName reports whether a name is plainly a person's: it has Frau, Herr,
// Dr. or Prof. before a name. Schools and streets ("Dr.-Karl-Renner-Straße")
// and firms ("Dr. Muster GmbH") are none.
func PersonName(s string) bool {
	lower := strings.ToLower(s)
	if !slices.ContainsFunc(titles, func(title string) bool { return strings.Contains(lower, title) }) {
		return false
	}
	firm := legalForm.MatchString(s)
	rest := s
	for {
		m := personTitle.FindStringSubmatchIndex(rest)
		if m == nil {
			return false
		}
		title, gap, next := strings.ToLower(rest[m[2]:m[3]]), rest[m[4]:m[5]], rest[m[6]:m[7]]
		first, _ := utf8.DecodeRuneInString(next)
		dotted := strings.HasPrefix(gap, ".")
		switch title {
		case "frau", "herr", "herrn":
			if !dotted && unicode.IsLetter(first) && !notNames[strings.ToLower(next)] {
				return true
			}
		default:
			if unicode.IsLetter(first) && (dotted || unicode.IsUpper(first)) && !firm {
				return true
			}
		}
		rest = rest[m[5]:]
	}
}

// officeStems anywhere in the local part of an address, and officeParts as
// one of its parts, make it an office's: "poststelle.fortbildung@", "it.nord@".
var (
	officeStems = regexp.MustCompile(`(?i)kontakt|service|office|bildung|akademie|sekret|anmeld|buchung|referat|dezernat|abteilung|fachbereich|stelle|verwaltung|schule|schulung|seminar|lehrgang|veranstalt|support|daten|personal|redaktion|beratung|studi[eu]|institut|projekt|programm|netzwerk|digital|learning|lernen|campus|gemeinde|landkreis|rathaus|minister|entwicklung|management|leitung|empfang|bibliothek|zentr|center|hotline|marketing|gleichstell|ehrenamt|integration|portal|hilfe|kunden|mitglied|sprach|gesundheit`)
	officeParts = map[string]bool{
		"info": true, "team": true, "post": true, "mail": true, "amt": true, "vhs": true, "it": true, "edv": true, "ifg": true,
		"bau": true, "bauamt": true, "recht": true, "jugend": true, "soziales": true, "sport": true, "kultur": true, "umwelt": true,
		"klima": true, "land": true, "bund": true, "stadt": true, "kreis": true, "web": true, "admin": true, "kurs": true,
		"kurse": true, "hr": true, "event": true, "events": true, "presse": true, "kasse": true, "wahl": true, "ob": true,
		"buero": true, "büro": true, "noreply": true, "reply": true, "jugendamt": true, "sozialamt": true, "ordnungsamt": true,
	}
)

// personLocal is first.last, or f.last, with double names and a number behind.
var personLocal = regexp.MustCompile(`(?i)^\pL+(?:-\pL+)*(?:\.\pL+(?:-\pL+)*){0,2}\.\pL{2,}(?:-\pL+)*\d{0,3}$`)

// PersonEmail reports whether an address is plainly a person's: first.last@, and no office's word in it.
func PersonEmail(s string) bool {
	local, _, ok := strings.Cut(s, "@")
	if !ok || !strings.Contains(local, ".") || !personLocal.MatchString(local) || officeStems.MatchString(local) {
		return false
	}
	return !slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(local), func(r rune) bool { return r == '.' || r == '-' }),
		func(part string) bool { return officeParts[part] })
}

// MobilePhone reports whether a telephone number is a German mobile one: 015, 016, 017, also behind +49.
func MobilePhone(s string) bool {
	d := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, s)
	d = strings.TrimPrefix(strings.TrimPrefix(d, "+"), "00")
	if rest, ok := strings.CutPrefix(d, "49"); ok {
		d = "0" + strings.TrimPrefix(rest, "0")
	}
	return len(d) >= 8 && d[0] == '0' && d[1] == '1' && d[2] >= '5' && d[2] <= '7'
}

var (
	mailInText   = regexp.MustCompile(`[\pL\d._%+-]+@[\pL\d-]+(?:\.[\pL\d-]+)+`)
	mobileInText = regexp.MustCompile(`(?:^|[^\d+])((?:\+49|0049)[\s().\-/]*(?:0[\s()]*)?1[567]\d(?:[\s.\-/]*\d){6,9}|01[567]\d(?:[\s.\-/]*\d){6,9})(?:\D|$)`)
)

// personal warns where a text may hold a person's address or mobile number.
func (c *check) personal(pointer, s string, have traits) {
	if have&hasMail != 0 {
		for _, mail := range mailInText.FindAllString(s, -1) {
			if PersonEmail(mail) {
				c.add(warning(found(pointer, "person-text", "Hier steht vielleicht die E-Mail-Adresse einer Person.",
					"This may hold a person's e-mail address.", mail)))
				break
			}
		}
	}
	if have&hasMobile != 0 {
		if m := mobileInText.FindStringSubmatch(s); m != nil {
			c.add(warning(found(pointer, "person-text", "Hier steht vielleicht die Mobilnummer einer Person.",
				"This may hold a person's mobile number.", m[1])))
		}
	}
}

// plausible refuses the contact of a person.
func (k *Contact) plausible() []Problem {
	var c check
	c.line("/name", k.Name)
	if have := scan(k.Phone); have&(hasControl|hasBreak|hasBidi) != 0 {
		c.suspect("/phone", k.Phone, have&(hasControl|hasBreak|hasBidi), false)
	}
	c.address("/url", k.URL)
	if PersonName(k.Name) {
		c.add(found("/name", "person", "Ein Kontakt ist eine Stelle, keine Person. Bitte nennen Sie die Stelle, zum Beispiel „Sekretariat Fortbildung“.",
			"A contact is an office, never a person.", k.Name))
	}
	if PersonEmail(k.Email) {
		c.add(found("/email", "person", "Das ist die Adresse einer Person. Bitte nennen Sie eine Adresse der Stelle, zum Beispiel fortbildung@….",
			"This is a person's address; name an address of the office.", k.Email))
	}
	if MobilePhone(k.Phone) {
		c.add(found("/phone", "person", "Das ist eine Mobilnummer. Bitte nennen Sie die Nummer der Stelle.",
			"This is a mobile number; name the number of the office.", k.Phone))
	}
	return c.findings
}
