package cli_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/testbed"
)

var readyLine = regexp.MustCompile(`^ready http=(\S+) nats=(\S+) data=(\S+)$`)

// errNotReady is returned by launch when a hub said something else than that it is ready.
var errNotReady = errors.New("the hub is not ready")

// environment is what a program of a test knows of the machine: a home of its
// own, and no thesaurus that may be installed.
func environment(home string, extra ...string) []string {
	return append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_CONFIG_HOME=" + filepath.Join(home, "config"), "TMPDIR=" + os.TempDir(), "LERNVERBUND_THESAURUS=none",
	}, extra...)
}

// program is a hub that runs as a process of its own.
type program struct {
	cmd        *exec.Cmd
	errs       *output
	http, nats string // where it is, as it says when it is ready
	gone       chan struct{}
	err        error // how it ended, once gone is closed
}

// output keeps what a process writes.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// launch starts a hub on free ports, with the data in a folder, and waits until
// it is ready or has ended. The error tells what it wrote instead.
func launch(data string, env []string, flags ...string) (*program, error) {
	p := &program{cmd: exec.Command("lernverbund", append([]string{"up", "--data", data, "--http", "127.0.0.1:0", "--nats", "127.0.0.1:0"}, flags...)...), errs: new(output), gone: make(chan struct{})}
	p.cmd.Dir, p.cmd.Env, p.cmd.Stderr = filepath.Dir(data), env, p.errs
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewReader(out)
	line, _ := lines.ReadString('\n')
	go func() {
		_, _ = io.Copy(io.Discard, lines)
		p.err = p.cmd.Wait()
		close(p.gone)
	}()
	m := readyLine.FindStringSubmatch(strings.TrimSpace(line))
	if m == nil {
		if line != "" { // it goes on
			_ = p.cmd.Process.Kill()
		}
		<-p.gone
		return p, fmt.Errorf("%w: %q\n%s", errors.Join(errNotReady, p.err), line, p.errs)
	}
	p.http, p.nats = m[1], m[2]
	return p, nil
}

// end sends a signal and says how the hub ended.
func (p *program) end(s os.Signal) error {
	_ = p.cmd.Process.Signal(s)
	<-p.gone
	return p.err
}

// killed reports whether it ended by a signal.
func (p *program) killed() bool {
	s, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && s.Signaled()
}

// demoHub starts the whole program with the demo data and gives the address of its pages.
func demoHub(t *testing.T) string {
	t.Helper()
	dir := testbed.Dir(t)
	p, err := launch(filepath.Join(dir, "data"), environment(dir), "--demo")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.end(os.Interrupt); err != nil {
			t.Errorf("the hub ended with %v\n%s", err, p.errs)
		}
	})
	return p.http
}
