package cli

import (
	"errors"
	"fmt"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/hub"
	"github.com/lernverbund/lernverbund/pkg/natsd"
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
	if damage, ok := hub.Damage(err); ok {
		return "Unsere eigenen Daten sind beschädigt; der Hub startet so nicht.\n" + damage.Finding +
			"\nWie es weitergeht: deploy/README.md, „Ein Eintrag ist beschädigt“"
	}
	return err.Error()
}
