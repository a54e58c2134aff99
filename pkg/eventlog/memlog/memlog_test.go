package memlog_test

import (
	"testing"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/logtest"
	"github.com/lernverbund/lernverbund/pkg/eventlog/memlog"
)

func TestLog(t *testing.T) {
	logtest.Run(t, func(*testing.T) logtest.Backend {
		log := memlog.New()
		same := func(*testing.T) eventlog.Log { return log }
		return logtest.Backend{Open: same, Reopen: same}
	}, func() eventlog.Log { return memlog.New() })
}
