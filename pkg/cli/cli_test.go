package cli_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/lernverbund/lernverbund/pkg/cli"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"lernverbund": func() { os.Exit(cli.Main(os.Args[1:])) }})
}

// The whole program, as people use it: every script under testdata/script.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:         "testdata/script",
		WorkdirRoot: testbed.Dir(t),
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

// running is the key under which a script keeps its hubs by name.
const running = "running"

func programs(ts *testscript.TestScript) map[string]*program {
	return ts.Value(running).(map[string]*program)
}

// up NAME --data DIR [flags...] starts a hub and waits for its ready line; it
// sets NAME_HTTP and NAME_NATS. With "! up" the hub must end by itself instead.
// What it writes is kept in NAME.log.
func up(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 3 || args[1] != "--data" {
		ts.Fatalf("up: want a name and --data")
	}
	name, env := args[0], environment(ts.Getenv("HOME"), "XDG_CONFIG_HOME="+ts.Getenv("XDG_CONFIG_HOME"))
	if at := ts.Getenv("LERNVERBUND_CRASH_AT"); at != "" {
		env = append(env, "LERNVERBUND_CRASH_AT="+at)
	}
	p, err := launch(ts.MkAbs(args[2]), env, args[3:]...)
	if p == nil {
		ts.Fatalf("up: %v", err)
	}
	ts.Defer(func() { _ = p.end(syscall.SIGKILL) })
	ts.Check(os.WriteFile(ts.MkAbs(name+".log"), []byte(p.errs.String()), 0o600))
	if (err != nil) != neg {
		ts.Fatalf("hub %s: %v, want it to end by itself: %v", name, err, neg)
	}
	ts.Setenv(name+"_HTTP", p.http)
	ts.Setenv(name+"_NATS", p.nats)
	programs(ts)[name] = p
}

// stop NAME interrupts a hub and waits; it must end well.
func stop(ts *testscript.TestScript, _ bool, args []string) {
	p := programs(ts)[args[0]]
	if err := p.end(os.Interrupt); err != nil {
		ts.Fatalf("hub %s ended: %v\n%s", args[0], err, p.errs)
	}
}

// kill9 NAME is kill -9.
func kill9(ts *testscript.TestScript, _ bool, args []string) {
	_ = programs(ts)[args[0]].end(syscall.SIGKILL)
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
	ctx, cancel := testbed.Within(context.Background(), testbed.Patience)
	defer cancel()
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
		if ctx.Err() != nil {
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
