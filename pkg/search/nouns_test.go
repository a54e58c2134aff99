package search_test

import "testing"

func TestNounsThatStandNowhereAloneAreParts(t *testing.T) {
	x := index(t, map[string]string{
		"museum": "Museumspädagogik", "photos": "Fotos ordnen", "photo": "Das Foto", "garden": "Baumgärten am Rhein", "north": "Nordlichter",
	})
	finds(t, x, map[string]string{
		"Museum": "museum", "Baum": "garden", "Museen": "museum", "Foto": "photo,photos", "Fotos": "photos,photo", "Garten": "garden", "Museumspädagogik": "museum",
	})
}
