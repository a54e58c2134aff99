package cli

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/nats-io/nats.go"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/gazetteer"
	"github.com/lernverbund/lernverbund/pkg/hub"
	"github.com/lernverbund/lernverbund/pkg/intake"
	"github.com/lernverbund/lernverbund/pkg/natsd"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
	"github.com/lernverbund/lernverbund/pkg/replay"
)

// explain words an error for the person at the terminal: what, and what to do.
func explain(err error) string {
	var locked *hub.LockedError
	switch {
	case errors.As(err, &locked):
		return fmt.Sprintf("Das Datenverzeichnis %s ist in Gebrauch (Prozess %d).\nDen laufenden Hub fragen: dieselbe Zeile ohne --data, oder mit --server nats://… --creds %s/creds/operator.creds",
			locked.Dir, locked.PID, locked.Dir)
	case errors.Is(err, natsd.ErrPortInUse):
		return err.Error() + ". Anderer Anschluss: --nats 127.0.0.1:0"
	case errors.Is(err, federation.ErrNotTold):
		return "Geschrieben, aber der laufende Hub hat es nicht erfahren; es gilt ab seinem nächsten Start, oder die Zeile noch einmal. (" + err.Error() + ")"
	}
	for _, known := range inGerman {
		if errors.Is(err, known.err) {
			return known.text + " (" + err.Error() + ")"
		}
	}
	if damage, ok := hub.Damage(err); ok {
		return "Unsere eigenen Daten sind beschädigt; der Hub startet so nicht.\n" + damage.Finding +
			"\nWie es weitergeht: deploy/README.md, „Ein Eintrag ist beschädigt“"
	}
	return err.Error()
}

// inGerman words errors that a person can do something about.
var inGerman = []struct {
	err  error
	text string
}{
	{federation.ErrNames, "Dieses Land gibt es nicht, oder der Name des Systems ist keiner: Kleinbuchstaben, Ziffern, Bindestrich."},
	{federation.ErrNotIssued, "Hier gibt es keinen Zugang, der gesperrt werden könnte. Übersicht: lernverbund land list"},
	{replay.ErrMoment, "Das ist weder eine Position noch eine Zeit. Beispiele: 12408, 2026-03-01, 2026-03-01T10:00:00+01:00."},
	{replay.ErrType, "Das ist kein Muster für Arten von Ereignissen. Beispiel: 'offer.*'."},
	{quarantine.ErrNumber, "Diese Nummer gibt es in der Quarantäne nicht. Übersicht: lernverbund quarantine list"},
	{quarantine.ErrNotHeld, "Dieser Eintrag ist abgelehnt, nicht gehalten: das Land muss ihn berichtigt neu senden."},
	{intake.ErrDecided, "Darüber ist schon anders entschieden."},
	{intake.ErrRefused, "So geht das nicht."},
	{hub.ErrNoOffer, "Dieses Angebot kennt der Katalog nicht."},
	{gazetteer.ErrFormat, "In dieser Datei stehen keine Postleitzahlen mit Breite und Länge. Gemeint ist DE.txt von GeoNames (download.geonames.org/export/zip)."},
	{fs.ErrNotExist, "Diese Datei gibt es nicht."},
	{hub.ErrNotOperator, "Dieser Zugang ist der eines Landes. Den Hub bedient creds/operator.creds."},
	{nats.ErrNoServers, "Unter dieser Adresse antwortet kein Hub."},
}
