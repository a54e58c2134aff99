package search_test

import "testing"

func TestWordsOfOneFamilyMeet(t *testing.T) {
	x := index(t, map[string]string{
		"restorer": "Restaurator im Handwerk", "handling": "Verhandlung und Einigung", "resilience": "Resilienz", "programs": "Programme am Abend",
		"programming": "Programmierung", "photography": "Fotografie", "wall": "Die Wand",
	})
	finds(t, x, map[string]string{
		"restaurieren": "restorer", "Restaurierung": "restorer", "verhandeln": "handling", "resilient": "resilience",
		"programmieren": "programming,programs", "Fotograf": "photography", "fotografieren": "photography",
	})
}

func TestFeminineIsFoundByItsBase(t *testing.T) {
	x := index(t, map[string]string{
		"mediator": "Mediator", "mediation": "Mediation", "florist": "Floristik", "bank": "Bankkauffrau", "salesman": "Bankkaufleute", "term": "Termine",
	})
	finds(t, x, map[string]string{
		"Mediatorin": "mediator,mediation", "Floristin": "florist", "Bankkaufmann": "bank,salesman", "Termin": "term",
	})
}
