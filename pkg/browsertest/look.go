package browsertest

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Look is a window and a scheme of colours.
type Look struct {
	Name          string
	Width, Height int64             // CSS pixels
	Media         map[string]string // features by name; "media" is the type, such as print
}

// Looks are those that every page must be fine in.
var Looks = []Look{
	{"320-hell", 320, 780, map[string]string{"prefers-color-scheme": "light"}},
	{"1280-hell", 1280, 900, map[string]string{"prefers-color-scheme": "light"}},
	{"320-dunkel", 320, 780, map[string]string{"prefers-color-scheme": "dark"}},
	{"1280-dunkel", 1280, 900, map[string]string{"prefers-color-scheme": "dark"}},
	{"320-kontrast", 320, 256, map[string]string{"forced-colors": "active", "prefers-color-scheme": "dark"}}, // 1280 by 1024 at 400 %
	{"1280-kontrast", 1280, 900, map[string]string{"forced-colors": "active", "prefers-color-scheme": "light"}},
}

// Set makes a tab look like that.
func (l Look) Set(ctx context.Context, t testing.TB) {
	t.Helper()
	p := emulation.SetEmulatedMediaParams{}
	p.Media = l.Media["media"]
	for name, value := range l.Media {
		if name != "media" {
			p.Features = append(p.Features, &emulation.MediaFeature{Name: name, Value: value})
		}
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, p); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(l.Width, l.Height)); err != nil {
		t.Fatal(err)
	}
}
