package cli

import (
	"errors"
	"fmt"

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
	case errors.Is(err, natsd.ErrPortInUse), errors.Is(err, hub.ErrPortInUse):
		return err.Error()
	}
	return err.Error()
}
