package learning

import (
	"fmt"
	"strings"
)

// rule names a form of writing and says it in both languages; propose, if it
// is there, reads what was probably meant and gives "" if it cannot tell.
type rule struct {
	name, de, en string
	propose      func(string) string
}

// The rules of form. The German sentence goes on after "Titel: ".
var (
	ruleLanguage = rule{
		"language-tag", "Das ist keine Sprachangabe wie „de“, „en“ oder „de-simple“.",
		`This is no language tag such as "de", "en" or "de-simple".`, proposeLanguage,
	}
	ruleMoment = rule{
		"time", "Das ist keine Zeitangabe wie 2026-11-23T09:00:00+01:00 und kein Tag wie 2026-11-23.",
		"This is neither an RFC 3339 time with an offset nor a date.", proposeMoment,
	}
	ruleInstant = rule{
		"time", "Das ist keine Zeitangabe wie 2026-11-23T09:00:00+01:00.",
		"This is no RFC 3339 time with an offset.", proposeInstant,
	}
	ruleDuration = rule{
		"duration", "Das ist keine Dauer wie PT7H (7 Stunden), P3D (3 Tage) oder P2W (2 Wochen).",
		"This is no ISO 8601 duration such as PT7H, P3D or P2W.", proposeDuration,
	}
	ruleURL = rule{
		"url", "Das ist keine vollständige Adresse, die mit https:// oder http:// beginnt.",
		"This is no absolute http or https address.", proposeURL,
	}
	ruleEmail  = rule{"email", "Das ist keine E-Mail-Adresse.", "This is no e-mail address.", proposeEmail}
	ruleAmount = rule{
		"amount", "Ein Betrag wird mit Punkt und ohne Währung geschrieben, zum Beispiel 47.00.",
		"An amount is a decimal without currency, such as 47.00.", proposeAmount,
	}
	ruleCurrency = rule{
		"currency", "Eine Währung besteht aus drei Großbuchstaben, zum Beispiel EUR.",
		"A currency has three capital letters (ISO 4217), such as EUR.", proposeCurrency,
	}
	ruleLicence = rule{
		"licence", "Das ist weder eine SPDX-Kennung wie CC-BY-4.0 noch „proprietary“.",
		`This is neither an SPDX id such as CC-BY-4.0 nor "proprietary".`, proposeLicence,
	}
)

// labels are the German names of the members, for the beginning of a message.
var labels = map[string]string{
	"kind": "Art", "title": "Titel", "summary": "Kurzbeschreibung", "description": "Beschreibung",
	"prerequisites": "Voraussetzungen", "provider": "Anbieter", "url": "Internetadresse", "inLanguage": "Sprache",
	"mode": "Form", "workload": "Umfang", "level": "Niveau", "grade": "Stufe", "dqr": "DQR-Stufe",
	"competences": "Kompetenzen", "topics": "Themen", "audience": "Zielgruppe", "funding": "Förderung",
	"access": "Zugang", "openTo": "Offen für", "laender": "Länder", "employers": "Arbeitgeber",
	"outsidersFrom": "Für Auswärtige ab", "outsiderPrice": "Preis für Auswärtige", "note": "Hinweis", "price": "Preis",
	"amount": "Betrag", "currency": "Währung", "free": "Kostenlos", "certificate": "Nachweis", "recognition": "Anrechnung",
	"learningTime": "Lernzeit", "credits": "Leistungspunkte", "accessibility": "Barrierefreiheit", "licence": "Lizenz",
	"contact": "Kontakt", "email": "E-Mail", "phone": "Telefon", "sessions": "Termine", "start": "Beginn", "end": "Ende",
	"status": "Stand", "place": "Ort", "street": "Straße", "postalCode": "Postleitzahl", "city": "Ort", "land": "Land",
	"lat": "Breitengrad", "lon": "Längengrad", "seatsTotal": "Plätze", "seatsFree": "Freie Plätze",
	"seatsAsOf": "Stand der Plätze", "registerBy": "Anmeldeschluss", "validFrom": "Gültig ab", "validThrough": "Gültig bis",
	"image": "Bild", "alt": "Bildbeschreibung", "keywords": "Schlagwörter", "name": "Name", "id": "Kennung",
	"label": "Bezeichnung", "scheme": "Verzeichnis", "successor": "Nachfolger", "reason": "Grund",
}

// member is the last named member of a pointer that we know: "title" of "/title/de".
func member(pointer string) string {
	tokens := strings.Split(pointer, "/")
	for i := len(tokens) - 1; i > 0; i-- {
		if labels[tokens[i]] != "" {
			return tokens[i]
		}
	}
	return tokens[len(tokens)-1]
}

// found words a problem: what is wrong, led by the name of the member.
func found(pointer, rule, de, en, value string) Problem {
	name := member(pointer)
	if label := labels[name]; label != "" {
		de, en = label+": "+de, name+": "+en
	}
	return Problem{Pointer: pointer, Rule: rule, Message: de, MessageEn: en, Value: Shorten(value)}
}

// warning is a problem that refuses nothing.
func warning(p Problem) Problem {
	p.Warning = true
	return p
}

func proposing(p Problem, proposal string) Problem {
	p.Proposal = Shorten(proposal)
	return p
}

func wrong(pointer string, r rule, value string) Problem {
	p := found(pointer, r.name, r.de, r.en, value)
	if r.propose != nil {
		p.Proposal = Shorten(r.propose(value))
	}
	return p
}

func missing(pointer string) Problem {
	return found(pointer, "required", "Diese Angabe fehlt, sie ist Pflicht.", "This is missing and required.", "")
}

func onlyBlanks(pointer, value string) Problem {
	return found(pointer, "blank", "Hier steht nichts Lesbares.", "There is nothing readable here.", value)
}

func tooLong(pointer, value string, n, most int) Problem {
	return found(pointer, "max-length",
		fmt.Sprintf("Der Text hat %s Zeichen, höchstens %s sind erlaubt.", thousands(n, "."), thousands(most, ".")),
		fmt.Sprintf("The text has %s characters, at most %s are allowed.", thousands(n, ","), thousands(most, ",")), value)
}

func tooMany(pointer string, n, most int) Problem {
	return found(pointer, "max-items",
		fmt.Sprintf("Das sind %s Einträge, höchstens %s sind erlaubt.", thousands(n, "."), thousands(most, ".")),
		fmt.Sprintf("These are %s entries, at most %s are allowed.", thousands(n, ","), thousands(most, ",")), "")
}

func outOfRange(pointer, value, least, most string) Problem {
	return found(pointer, "range", fmt.Sprintf("Der Wert muss zwischen %s und %s liegen.", least, most),
		fmt.Sprintf("The value must be between %s and %s.", least, most), value)
}

func notInList(pointer, value, vocab string, list []string) Problem {
	p := found(pointer, "code", "Erlaubt sind nur "+strings.Join(list, ", ")+".",
		"Only these are allowed: "+strings.Join(list, ", ")+".", value)
	p.Proposal, _ = Code(vocab, value)
	return p
}

func unknownLand(pointer string, l Land) Problem {
	p := found(pointer, "land", "Das ist keines der 16 Länder (bb, be, bw, by, …) und nicht „bund“.",
		`This is none of the 16 Länder (bb, be, bw, by, …) nor "bund".`, string(l))
	p.Proposal = proposeLand(string(l))
	return p
}

// thousands writes a number with a mark between groups of three digits.
func thousands(n int, mark string) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + mark + s[i:]
	}
	return s
}
