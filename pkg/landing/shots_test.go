package landing_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/lernverbund/lernverbund/pkg/browsertest"
)

// TestScreenshots keeps pictures of every page in the folder LVTEST_SHOTS, on
// phone and desktop size, light and dark, some in forced colours, and an offer as
// it is printed. It is for people: look at them.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("LVTEST_SHOTS")
	if dir == "" {
		t.Skip("pictures are taken by task screenshots")
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	ctx, all := browsertest.Start(t), places(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := browsertest.NewTab(ctx, t)
			browsertest.Open(tab, t, all[name].hub.URL+all[name].path)
			some := []browsertest.Look{
				{Name: "360-hell", Width: 360, Height: 780, Media: map[string]string{"prefers-color-scheme": "light"}},
				{Name: "1280-hell", Width: 1280, Height: 900, Media: map[string]string{"prefers-color-scheme": "light"}},
				{Name: "360-dunkel", Width: 360, Height: 780, Media: map[string]string{"prefers-color-scheme": "dark"}},
				{Name: "1280-dunkel", Width: 1280, Height: 900, Media: map[string]string{"prefers-color-scheme": "dark"}},
			}
			if slices.Contains(thorough, name) {
				some = append(some, browsertest.Looks[5], browsertest.Look{Name: "800-druck", Width: 800, Height: 900, Media: map[string]string{"media": "print"}})
			}
			for _, l := range some {
				l.Set(tab, t)
				png, err := chromedp.Run(tab, chromedp.FullScreenshot(100))
				keep(t, filepath.Join(dir, name+"-"+l.Name+".png"), png, err)
			}
			if name == "angebot" {
				browsertest.Looks[1].Set(tab, t)
				pdf, err := chromedp.Run(tab, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
				keep(t, filepath.Join(dir, name+".pdf"), pdf, err)
			}
		})
	}
}

func keep(t *testing.T, path string, content []byte, err error) {
	t.Helper()
	if err == nil {
		err = os.WriteFile(path, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
