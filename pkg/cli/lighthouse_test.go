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

// TestLighthouse measures the pages of a whole hub as a phone sees them: with
// the slow network simulated, which is Lighthouse's default, and with one that
// Chromium slows down itself. Runs with -lighthouse alone.
func TestLighthouse(t *testing.T) {
	if !*lighthouse {
		t.Skip("measured by task lighthouse")
	}
	home, _ := os.UserHomeDir()
	program := optional(t, "lighthouse", os.Getenv("LVTEST_LIGHTHOUSE"), filepath.Join(home, ".cache/lernverbund/npm/node_modules/.bin/lighthouse"))
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
		for _, method := range []string{"simulate", "devtools"} {
			v := measure(t, program, hub+page.path, method)
			scores := make([]float64, 4)
			for i, category := range []string{"performance", "accessibility", "best-practices", "seo"} {
				if s := v.Categories[category].Score; s != nil {
					scores[i] = *s * 100
				}
				if scores[i] < leastScore {
					t.Errorf("%s, %s: %s %.0f, want at least %d: %s", page.name, method, category, scores[i], leastScore, v.lacks())
				}
			}
			fmt.Printf("%-16s %-9s %11.0f %13.0f %13.0f %4.0f %6.2f s %6.2f s\n", page.name, method, scores[0], scores[1], scores[2], scores[3],
				v.Audits["first-contentful-paint"].Value/1000, v.Audits["largest-contentful-paint"].Value/1000)
		}
	}
}

func measure(t *testing.T, program, address, method string) verdict {
	t.Helper()
	report := filepath.Join(t.TempDir(), "report.json")
	cmd := exec.CommandContext(t.Context(), program, address, "--quiet", "--output=json", "--output-path="+report, "--throttling-method="+method,
		"--only-categories=performance,accessibility,best-practices,seo", "--chrome-flags=--headless=new --no-sandbox --disable-gpu")
	cmd.Env = append(os.Environ(), "CHROME_PATH="+chromium(t))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("lighthouse %s: %v\n%s", address, err, out)
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
		t.Fatalf("lighthouse %s: %s", address, v.RuntimeError.Message)
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
