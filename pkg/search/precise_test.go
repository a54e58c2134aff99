package search_test

import "testing"

func TestNeighboursByStemAreToldApart(t *testing.T) {
	x := index(t, map[string]string{
		"journey": "Studienreise nach Wien", "fair": "Messe für Weiterbildung", "kitchen": "Datenküche", "hiking": "Wandern im Harz",
		"data": "Datenbanken pflegen", "grave": "Friedhofsverwaltung", "paper": "Zeitung lesen", "climate": "Klimaschutz", "ear": "Ostern feiern",
	})
	finds(t, x, map[string]string{
		"Reis": "", "Reisen": "journey", "Messer": "", "Kuchen": "", "Küche": "kitchen", "Wand": "", "Wanderung": "hiking", "Bank": "",
		"Hof": "", "zeitlich": "", "Kinderschutz": "", "Osten": "",
	})
}

func TestWordsOfTheLanguageAreNoSlips(t *testing.T) {
	x := index(t, map[string]string{
		"church": "Kirche und Staat", "rule": "Regeln im Team", "pain": "Schmerz lindern", "check": "Anträge prüfen", "bavaria": "Bauer in Bayern", "here": "Kurs in Landau",
	})
	finds(t, x, map[string]string{"Kirsche": "", "Kegeln": "", "Scherz": "", "Prüm": "", "Bär": "", "Lindau": "", "Kirce": "church", "Schmezr": "pain"})
}

func TestGibberishWithOneKnownWordFindsNothing(t *testing.T) {
	x := index(t, map[string]string{"quiet": "Ruhe am Abend", "tea": "Tee und Kuchen"})
	finds(t, x, map[string]string{"wrzl tee knorf blubb": "", "-- ": "", "über-an vor-zu": ""})
}
