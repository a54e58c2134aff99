package german_test

import (
	"testing"

	"github.com/lernverbund/lernverbund/pkg/search/german"
)

func TestSound(t *testing.T) {
	for _, group := range [][]string{
		{"Physik", "Füsik", "Fysik"},
		{"Rhythmus", "Rütmus"},
		{"Ayurveda", "Aiurweda"},
		{"Photoshop", "Fotoschop"},
		{"Imker", "Imka"},
		{"Meditation", "Meditazion"},
		{"Journalismus", "Jurnalismus"},
		{"Yoga", "Joga"},
		{"Feldenkrais", "Feldenkreis"},
		{"Quiz", "Kwiz"},
		{"fotografieren", "fotografihren"},
		{"Spanisch", "Schpanisch"},
		{"Hexe", "Hechse"},
		{"Physiotherapie", "Fisioterapi"},
		{"Ethik", "Ehtik"},
		{"Chemie", "Kemie"},
		{"Ingenieur", "Ingeniör"},
		{"Familie", "Familje"},
		{"Abteilung", "Apteilung"},
		{"Buddhismus", "Budismus"},
		{"Hitze", "Hittse"},
		{"Kwalität", "Qualität"},
	} {
		for _, w := range group[1:] {
			if got, want := german.Sound(german.Fold(w)), german.Sound(german.Fold(group[0])); got != want {
				t.Errorf("Sound(%s) = %q, want %q as for %s", w, got, want, group[0])
			}
		}
	}
	for _, pair := range [][2]string{{"Rasen", "Rosen"}, {"Messe", "Masse"}, {"Tanz", "Tunnel"}, {"Recht", "Rest"}} {
		if german.Sound(german.Fold(pair[0])) == german.Sound(german.Fold(pair[1])) {
			t.Errorf("%s and %s sound alike, want them apart", pair[0], pair[1])
		}
	}
}

func TestLoansAreSaidLikeForeignWords(t *testing.T) {
	for word, typed := range map[string]string{
		"Management": "Mänedschment", "Manager": "Mänädscher", "Catering": "Kätering", "Computer": "Kompjuter", "Coaching": "Kotsching",
		"Leadership": "Liederschip", "Outlook": "Autluk", "Burnout": "Börnaut", "Team": "Tiem", "Workshop": "Wörkschop", "Facebook": "Fesbuk",
		"Journalismus": "Schurnalismus", "Restaurant": "Restorant", "Massage": "Massasch", "Buffet": "Büffee", "Recherche": "Reschersch",
		"Atelier": "Ateljee", "Ingenieur": "Inschenör", "Kampagne": "Kampanje", "Training": "Träning",
	} {
		want := german.Loan(german.Sound(german.Fold(typed)))
		if got := german.Loans(german.Fold(word)); got[0] != want && got[1] != want {
			t.Errorf("%s sounds like %q, want %q as for %s", word, got, want, typed)
		}
	}
}
