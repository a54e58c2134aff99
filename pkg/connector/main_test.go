package connector_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/go-json-experiment/json"
	"go.uber.org/goleak"

	"github.com/lernverbund/lernverbund/pkg/connector"
	"github.com/lernverbund/lernverbund/pkg/federation"
)

// childEnv makes the test binary one connector: it makes the delivery of an
// order on its standard input and kills itself at a crash point.
const childEnv = "LVTEST_CONNECTOR_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		if err := child(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// order is what a child has to do.
type order struct {
	URL, Creds string
	Delivery   *connector.Delivery
	Point      string // where it dies; "" nowhere
	Nth        int    // at which passing of the point, from 1
}

func child() error {
	var o order
	if err := json.UnmarshalRead(os.Stdin, &o); err != nil {
		return err
	}
	client, err := federation.Connect(o.URL, o.Creds)
	if err != nil {
		return err
	}
	passed := 0
	_, err = connector.Run(context.Background(), connector.Config{
		Client: client, Delivery: o.Delivery, Wait: patience,
		Planned: func(*connector.Plan) { fmt.Println("planned") },
		Crash: func(point string) {
			if point != o.Point {
				return
			}
			if passed++; passed == o.Nth {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {} // the signal is on its way
			}
		},
	})
	return err
}

// command is the test binary as a connector that carries an order out.
func (o order) command(t *testing.T) *exec.Cmd {
	t.Helper()
	raw, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), childEnv+"=1")
	cmd.Stderr = os.Stderr
	cmd.Stdin = reader(raw)
	return cmd
}
