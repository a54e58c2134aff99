package landing_test

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"github.com/lernverbund/lernverbund/pkg/browsertest"
)

var redraw = flag.Bool("redraw", false, "draw assets/vorschau.png anew from testdata/vorschau.svg")

const picture = "assets/vorschau.png"

// few is a picture in its 64 most frequent colours: it has few, and edges between them.
func few(from image.Image) *image.Paletted {
	counts := map[color.RGBA]int{}
	b := from.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			counts[color.RGBAModel.Convert(from.At(x, y)).(color.RGBA)]++
		}
	}
	var palette color.Palette
	for c := range counts {
		palette = append(palette, c)
	}
	slices.SortFunc(palette, func(a, b color.Color) int {
		x, y := a.(color.RGBA), b.(color.RGBA)
		if n := counts[y] - counts[x]; n != 0 {
			return n
		}
		return bytes.Compare([]byte{x.R, x.G, x.B}, []byte{y.R, y.G, y.B})
	})
	to := image.NewPaletted(b, palette[:min(64, len(palette))])
	draw.Draw(to, b, from, b.Min, draw.Src)
	return to
}

// TestTheLinkPictureIsDrawn draws the picture that stands beside links, with -redraw.
func TestTheLinkPictureIsDrawn(t *testing.T) {
	if !*redraw {
		t.Skip("the picture is drawn with -redraw")
	}
	at, err := filepath.Abs("testdata/vorschau.svg")
	if err != nil {
		t.Fatal(err)
	}
	tab := browsertest.Start(t)
	browsertest.Look{Width: 1200, Height: 630, Media: map[string]string{"prefers-color-scheme": "light"}}.Set(tab, t)
	browsertest.Open(tab, t, "file://"+at)
	shot, err := chromedp.Run(tab, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, few(drawn)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(picture, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// content is what a page's head says under a property or a name.
func content(doc *html.Node, property string) string {
	for _, m := range all(doc, "meta") {
		if attr(m, "property") == property || attr(m, "name") == property {
			return attr(m, "content")
		}
	}
	return ""
}

// A link to any page comes with a picture that exists, is small and has words beside it.
func TestPagesHaveAPictureForLinks(t *testing.T) {
	h := richHub(t)
	for _, path := range []string{"/", "/angebote?q=Recht", "/daten", "/leichte-sprache", "/en", "/angebote/" + string(richID)} {
		doc, _, _ := h.page(path, 200)
		address := content(doc, "og:image")
		if !strings.HasPrefix(address, h.URL+"/") || content(doc, "twitter:card") != "summary_large_image" {
			t.Fatalf("%s: og:image %q", path, address)
		}
		want := "Lernverbund: Was möchten Sie lernen?"
		if strings.HasPrefix(path, "/en") {
			want = "Lernverbund: What would you like to learn?"
		}
		if alt := content(doc, "og:image:alt"); !strings.HasPrefix(alt, want) {
			t.Errorf("%s: og:image:alt %q", path, alt)
		}
		status, raw, header := h.Ask(strings.TrimPrefix(address, h.URL), nil)
		if status != http.StatusOK || header.Get("Content-Type") != "image/png" || len(raw) > 30<<10 || !strings.Contains(header.Get("Cache-Control"), "immutable") {
			t.Errorf("GET %s: %d %s, %d bytes, %s", address, status, header.Get("Content-Type"), len(raw), header.Get("Cache-Control"))
		}
		c, err := png.DecodeConfig(strings.NewReader(raw))
		if err != nil || strconv.Itoa(c.Width) != content(doc, "og:image:width") || strconv.Itoa(c.Height) != content(doc, "og:image:height") {
			t.Errorf("%s: %v, %d by %d, the page says otherwise", address, err, c.Width, c.Height)
		}
	}
	gone, _, _ := h.page("/gibt-es-nicht", 404)
	if got := content(gone, "og:image"); got != "" {
		t.Errorf("an error page has the picture %s", got)
	}
}
