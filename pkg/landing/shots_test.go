package landing_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
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
	ctx, all := browser(t), places(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tab := newTab(ctx, t)
			open(tab, t, all[name].hub.url+all[name].path)
			some := []look{
				{"360-hell", 360, 780, map[string]string{"prefers-color-scheme": "light"}},
				{"1280-hell", 1280, 900, map[string]string{"prefers-color-scheme": "light"}},
				{"360-dunkel", 360, 780, map[string]string{"prefers-color-scheme": "dark"}},
				{"1280-dunkel", 1280, 900, map[string]string{"prefers-color-scheme": "dark"}},
			}
			if slices.Contains(thorough, name) {
				some = append(some, looks[5], look{"800-druck", 800, 900, map[string]string{"media": "print"}})
			}
			for _, l := range some {
				l.set(tab, t)
				png, err := chromedp.Run(tab, chromedp.FullScreenshot(100))
				keep(t, filepath.Join(dir, name+"-"+l.name+".png"), png, err)
			}
			if name == "angebot" {
				looks[1].set(tab, t)
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
