package cli_test

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/lernverbund/lernverbund/pkg/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"lernverbund": func() { os.Exit(cli.Main(os.Args[1:])) }})
}

// The whole program, as people use it: every script under testdata/script.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
			env.Setenv("SCHEMAS", absolute("../../schemas"))
			env.Setenv("DATA", os.Getenv("LVTEST_REAL_DATA"))
			env.Values[running] = map[string]*program{}
			return nil
		},
		Condition: func(cond string) (bool, error) {
			if cond == "realdata" {
				return os.Getenv("LVTEST_REAL_DATA") != "", nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"up": up, "stop": stop, "kill9": kill9, "get": get, "digest": digest, "flip": flip,
		},
	})
}

func absolute(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		panic(err)
	}
	return abs
}

// program is a hub that a script started.
type program struct {
	cmd   *exec.Cmd
	ended chan error
}

const readyIn = 60 * time.Second

var readyLine = regexp.MustCompile(`^ready http=(\S+) nats=(\S+) data=(\S+)$`)

// running is the key under which a script keeps its hubs by name.
const running = "running"

func programs(ts *testscript.TestScript) map[string]*program {
	return ts.Value(running).(map[string]*program)
}

// up NAME [flags...] starts a hub and waits for its ready line; it sets
// NAME_HTTP and NAME_NATS. With "! up" the hub must end by itself instead.
func up(ts *testscript.TestScript, neg bool, args []string) {
	name := args[0]
	cmd := exec.Command("lernverbund", append([]string{"up", "--http", "127.0.0.1:0", "--nats", "127.0.0.1:0"}, args[1:]...)...)
	if path := lookPath(ts.Getenv("PATH"), "lernverbund"); path != "" {
		cmd.Path, cmd.Err = path, nil
	}
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = []string{"PATH=" + ts.Getenv("PATH"), "HOME=" + ts.Getenv("HOME"), "XDG_CONFIG_HOME=" + ts.Getenv("XDG_CONFIG_HOME"), "TMPDIR=" + os.TempDir()}
	if at := ts.Getenv("LERNVERBUND_CRASH_AT"); at != "" {
		cmd.Env = append(cmd.Env, "LERNVERBUND_CRASH_AT="+at)
	}
	log, err := os.Create(ts.MkAbs(name + ".log"))
	ts.Check(err)
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	p := &program{cmd: cmd, ended: make(chan error, 1)}
	lines := make(chan string, 1)
	go func() {
		s := bufio.NewScanner(out)
		for s.Scan() {
			lines <- s.Text()
		}
		p.ended <- cmd.Wait()
		log.Close()
	}()
	ts.Defer(func() { _ = cmd.Process.Kill() })
	select {
	case line := <-lines:
		m := readyLine.FindStringSubmatch(line)
		if m == nil || neg {
			ts.Fatalf("hub %s printed %q", name, line)
		}
		ts.Setenv(name+"_HTTP", m[1])
		ts.Setenv(name+"_NATS", m[2])
		programs(ts)[name] = p
	case err := <-p.ended:
		if !neg {
			ts.Fatalf("hub %s ended: %v\n%s", name, err, ts.ReadFile(name+".log"))
		}
	case <-time.After(readyIn):
		ts.Fatalf("hub %s is not ready after %s\n%s", name, readyIn, ts.ReadFile(name+".log"))
	}
}

func lookPath(path, name string) string {
	for _, dir := range filepath.SplitList(path) {
		if file := filepath.Join(dir, name); executable(file) {
			return file
		}
	}
	return ""
}

func executable(file string) bool {
	info, err := os.Stat(file)
	return err == nil && info.Mode()&0o111 != 0
}

// stop NAME interrupts a hub and waits; it must end well.
func stop(ts *testscript.TestScript, _ bool, args []string) {
	p := programs(ts)[args[0]]
	ts.Check(p.cmd.Process.Signal(os.Interrupt))
	if err := <-p.ended; err != nil {
		ts.Fatalf("hub %s ended: %v\n%s", args[0], err, ts.ReadFile(args[0]+".log"))
	}
}

// kill9 NAME is kill -9.
func kill9(ts *testscript.TestScript, _ bool, args []string) {
	p := programs(ts)[args[0]]
	ts.Check(p.cmd.Process.Signal(syscall.SIGKILL))
	<-p.ended
}

// get STATUS URL FILE fetches an address, once the catalogue has all that is
// in the log; the status must be the wanted one.
func get(ts *testscript.TestScript, _ bool, args []string) {
	address, err := url.Parse(args[1])
	ts.Check(err)
	settled(ts, "http://"+address.Host+"/api/v1/status")
	status, body := fetch(ts, args[1])
	if got := fmt.Sprint(status); got != args[0] {
		ts.Fatalf("GET %s: status %s, want %s\n%s", args[1], got, args[0], body)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), body, 0o600))
}

// settled waits until the catalogue is at the tip of the log.
func settled(ts *testscript.TestScript, address string) {
	limit := time.After(10 * time.Second)
	pause := time.NewTicker(5 * time.Millisecond)
	defer pause.Stop()
	for {
		var s struct {
			Log       struct{ Position uint64 }
			Catalogue struct{ Position uint64 }
		}
		_, body := fetch(ts, address)
		ts.Check(json.Unmarshal(body, &s, json.MatchCaseInsensitiveNames(true)))
		if s.Log.Position == s.Catalogue.Position {
			return
		}
		select {
		case <-pause.C:
		case <-limit:
			ts.Fatalf("the catalogue is at %d, the log at %d", s.Catalogue.Position, s.Log.Position)
		}
	}
}

func fetch(ts *testscript.TestScript, address string) (status int, body []byte) {
	answer, err := http.Get(address)
	ts.Check(err)
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	ts.Check(err)
	return answer.StatusCode, body
}

// digest FILE JSON computes the catalogue's digest from lines of asof, by the
// words of the contract and without any of our code, and compares it with the
// member "digest" of a JSON file.
func digest(ts *testscript.TestScript, neg bool, args []string) {
	type line struct {
		ID    string         `json:"id"`
		Land  string         `json:"land"`
		Offer jsontext.Value `json:"offer"`
	}
	laender := map[string]map[string]string{}
	for text := range strings.Lines(ts.ReadFile(args[0])) {
		var l line
		ts.Check(json.Unmarshal([]byte(text), &l))
		ts.Check(l.Offer.Canonicalize())
		if laender[l.Land] == nil {
			laender[l.Land] = map[string]string{}
		}
		laender[l.Land][l.ID] = fmt.Sprintf("%x", sha256.Sum256(l.Offer))
	}
	whole := sha256.New()
	for _, land := range sorted(laender) {
		one := sha256.New()
		for _, id := range sorted(laender[land]) {
			fmt.Fprintf(one, "%s %s\n", id, laender[land][id])
		}
		fmt.Fprintf(whole, "%s %x\n", land, one.Sum(nil))
	}
	got := fmt.Sprintf("%x", whole.Sum(nil))
	var said struct {
		Digest string `json:"digest"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[1])), &said))
	if (got == said.Digest) == neg {
		ts.Fatalf("digest of %s is %s, %s says %s", args[0], got, args[1], said.Digest)
	}
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// flip GLOB changes one bit in the middle of the largest file that matches.
func flip(ts *testscript.TestScript, _ bool, args []string) {
	files, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	largest, size := "", int64(-1)
	for _, f := range files {
		if info, err := os.Stat(f); err == nil && info.Size() > size {
			largest, size = f, info.Size()
		}
	}
	raw, err := os.ReadFile(largest)
	ts.Check(err)
	raw[len(raw)/2] ^= 0x10
	ts.Check(os.WriteFile(largest, raw, 0o600))
}
