package natslog_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/eventlog/logtest"
	"github.com/lernverbund/lernverbund/pkg/eventlog/memlog"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestLog(t *testing.T) {
	logtest.Run(t, func(t *testing.T) logtest.Backend {
		s := start(t)
		return logtest.Backend{Open: s.open, Reopen: s.reopen, Files: s.dir}
	}, func() eventlog.Log { return memlog.New() })
}
