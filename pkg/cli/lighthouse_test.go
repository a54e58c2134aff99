package cli_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/lernverbund/lernverbund/pkg/browsertest"
)

var lighthouse = flag.Bool("lighthouse", false, "measure the pages of a demo hub with Lighthouse")

// leastScore is what each of the four categories of Lighthouse must reach on every page.
const leastScore = 95

// verdict is what Lighthouse says of a page, of which we read little.
type verdict struct {
	Categories map[string]struct {
		Score *float64 `json:"score"`
	} `json:"categories"`
	Audits map[string]struct {
		Score *float64 `json:"score"`
		Mode  string   `json:"scoreDisplayMode"`
		Title string   `json:"title"`
		Value float64  `json:"numericValue"`
	} `json:"audits"`
	RuntimeError *struct {
		Message string `json:"message"`
	} `json:"runtimeError"`
}

// firstPaint is how long the first paint may take on a connection of 10 Mbit/s
// and 40 ms, in milliseconds; tries is how often a page is measured that the
// machine, busy with something else, has made slow.
const (
	firstPaint = 500
	tries      = 3
)

// TestLighthouse measures the pages of a whole hub as a phone sees them (1.6
// Mbit/s, 150 ms, a quarter of the processor) with the slow network simulated,
// which is Lighthouse's default, and with one that Chromium slows down itself;
// and as a desk sees them (10 Mbit/s, 40 ms). Runs with -lighthouse alone.
func TestLighthouse(t *testing.T) {
	if !*lighthouse {
		t.Skip("measured by task lighthouse")
	}
	program := browsertest.Program(t, "LVTEST_LIGHTHOUSE", "lighthouse")
	hub := demoHub(t)
	fmt.Printf("%-16s %-9s %11s %13s %13s %4s %9s %9s\n", "page", "throttled", "performance", "accessibility", "best practice", "seo", "first", "largest")
	for _, page := range []struct{ name, path string }{
		{"start", "/"},
		{"results", "/angebote?q=Datenschutz+f%C3%BCr+Einsteiger+online&myLand=he&employer=municipal"},
		{"offer", "/angebote/he:lern-he:DS-EINSTIEG?myLand=he&employer=municipal"},
		{"land", "/laender/he"},
		{"data", "/daten"},
		{"Leichte Sprache", "/leichte-sprache"},
	} {
		for _, method := range []string{"simulate", "devtools", "desktop"} {
			v := measure(t, program, hub+page.path, method)
			for again := 1; again < tries && !v.fine(method); again++ {
				if other := measure(t, program, hub+page.path, method); other.score("performance") > v.score("performance") {
					v = other
				}
			}
			var scores []any
			for _, category := range categories {
				got := v.score(category)
				if scores = append(scores, got); got < leastScore {
					t.Errorf("%s, %s: %s %.0f, want at least %d: %s", page.name, method, category, got, leastScore, v.lacks())
				}
			}
			first, largest := v.Audits["first-contentful-paint"].Value, v.Audits["largest-contentful-paint"].Value
			if method == "desktop" && first > firstPaint {
				t.Errorf("%s: the first paint takes %.0f ms at 10 Mbit/s and 40 ms, want at most %d", page.name, first, firstPaint)
			}
			fmt.Printf("%-16s %-9s %11.0f %13.0f %13.0f %4.0f %6.2f s %6.2f s\n", append(append([]any{page.name, method}, scores...), first/1000, largest/1000)...)
		}
	}
}

var categories = []string{"performance", "accessibility", "best-practices", "seo"}

// score is what a category reached, of 100.
func (v *verdict) score(category string) float64 {
	if s := v.Categories[category].Score; s != nil {
		return *s * 100
	}
	return 0
}

// fine reports whether nothing of it has to do with how fast the machine was.
func (v *verdict) fine(method string) bool {
	return v.score("performance") >= leastScore && (method != "desktop" || v.Audits["first-contentful-paint"].Value <= firstPaint)
}

// measure is what Lighthouse says of a page; nothing if it failed, as the log says.
func measure(t *testing.T, program, address, method string) verdict {
	t.Helper()
	report := filepath.Join(t.TempDir(), "report.json")
	how := "--throttling-method=" + method
	if method == "desktop" {
		how = "--preset=desktop"
	}
	cmd := exec.CommandContext(t.Context(), program, address, "--quiet", "--output=json", "--output-path="+report, how,
		"--only-categories=performance,accessibility,best-practices,seo", "--chrome-flags=--headless=new --no-sandbox --disable-gpu")
	cmd.Env = append(os.Environ(), "CHROME_PATH="+browsertest.Chromium(t))
	if out, err := cmd.CombinedOutput(); err != nil { // a browser that starved paints nothing
		t.Logf("lighthouse %s: %v\n%s", address, err, out)
		return verdict{}
	}
	raw, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	var v verdict
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	if v.RuntimeError != nil && v.RuntimeError.Message != "" {
		t.Logf("lighthouse %s: %s", address, v.RuntimeError.Message)
		return verdict{}
	}
	return v
}

// lacks are the audits that a page does not pass.
func (v *verdict) lacks() string {
	var out []string
	for id, a := range v.Audits {
		if a.Score != nil && *a.Score < 0.9 && (a.Mode == "binary" || a.Mode == "numeric" || a.Mode == "metricSavings") {
			out = append(out, id+" ("+a.Title+")")
		}
	}
	return strings.Join(out, ", ")
}
