package landing

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/lernverbund/lernverbund/pkg/format"
)

func TestProse(t *testing.T) {
	for source, want := range map[string]string{
		"Auskunft <1 Monat>, dann":             "<p>Auskunft &lt;1 Monat&gt;, dann</p>",
		"a <b>fett</b> c":                      "<p>a &lt;b&gt;fett&lt;/b&gt; c</p>",
		"<script>alert(1)</script>":            "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
		"<div onclick=x>\nText\n</div>":        "<p>&lt;div onclick=x&gt;\nText\n&lt;/div&gt;</p>",
		"eins\nzwei":                           "<p>eins<br>\nzwei</p>",
		"[x](https://a.example/?b=1&c=\"2\")":  `<p><a href="https://a.example/?b=1&amp;c=%222%22" rel="nofollow noopener external">x</a></p>`,
		"[x](javascript:alert(1))":             "<p>x</p>",
		"[x](JaVaScRiPt:alert(1))":             "<p>x</p>",
		"[x](data:text/html,x)":                "<p>x</p>",
		"[x](/relativ)":                        "<p>x</p>",
		"[x](//a.example)":                     "<p>x</p>",
		"[x](https://u:p@a.example)":           "<p>x</p>",
		"<javascript:alert(1)>":                "<p>javascript:alert(1)</p>",
		"<https://a.example>":                  `<p><a href="https://a.example" rel="nofollow noopener external">https://a.example</a></p>`,
		"<amt@stadt.example>":                  "<p>amt@stadt.example</p>",
		"![Bild](https://a.example/x.png)":     "<p>Bild</p>",
		"# Groß\n\n### Klein\n\n## Mittel":     "<h3>Groß</h3>\n<h4>Klein</h4>\n<h4>Mittel</h4>",
		"###### Nur eine":                      "<h3>Nur eine</h3>",
		"- a\n- b":                             "<ul>\n<li>a</li>\n<li>b</li>\n</ul>",
		"&lt;img src=x onerror=alert(1)&gt;":   "<p>&lt;img src=x onerror=alert(1)&gt;</p>",
		"`<img src=x onerror=alert(1)>`":       "<p><code>&lt;img src=x onerror=alert(1)&gt;</code></p>",
		"```html\n<img onerror=x>\n```":        "<pre><code class=\"language-html\">&lt;img onerror=x&gt;\n</code></pre>",
		"```\"><script>\nx\n```":               "<pre><code class=\"language-&quot;&gt;&lt;script&gt;\">x\n</code></pre>",
		"[x](https://a.example \"t\" onclick)": "<p>[x](https://a.example &quot;t&quot; onclick)</p>",
	} {
		if got := strings.TrimSpace(string(prose(source))); got != want {
			t.Errorf("prose(%q)\n got %s\nwant %s", source, got, want)
		}
	}
}

// No element but those of prose, and no attribute but those of links, ever comes out.
func TestProseLetsNothingThrough(t *testing.T) {
	allowed := map[string]bool{
		"p": true, "br": true, "ul": true, "ol": true, "li": true, "a": true, "em": true, "strong": true, "code": true, "pre": true,
		"blockquote": true, "hr": true, "h3": true, "h4": true, "h5": true, "h6": true,
	}
	for _, evil := range []string{
		`<img src=x onerror=alert(1)>`, `<svg onload=alert(1)>`, `<style>*{display:none}</style>`, `<iframe src="javascript:alert(1)">`,
		`<!--><script>alert(1)</script>`, `<![CDATA[<script>]]>`, `<?php <script> ?>`, `<a href="javascript:x">y</a>`,
		"[a](<javascript:alert(1)>)", "[a]: javascript:alert(1)\n\n[a]", `[a](https://x.example/"onmouseover="alert(1))`,
		"![a](javascript:alert(1))", "<math><mi//xlink:href=\"data:x,<script>\">", "</p></div></main><script>x</script>",
		"<textarea><script>x</script>", "\u202e<script>", "[\u202eabc](https://x.example)", "<a\nhref=javascript:x>",
	} {
		for _, form := range []string{"%s", "text %s text", "- %s", "> %s", "# %s", "**%s**", "1. a\n\n   %s", "\n\n%s\n\n"} {
			source := fmt.Sprintf(form, evil)
			z := html.NewTokenizer(strings.NewReader(string(prose(source))))
			for z.Next() != html.ErrorToken {
				token := z.Token()
				if token.Type != html.StartTagToken && token.Type != html.EndTagToken && token.Type != html.SelfClosingTagToken {
					if token.Type == html.CommentToken || token.Type == html.DoctypeToken {
						t.Errorf("%q: %s comes out", source, token)
					}
					continue
				}
				if !allowed[token.Data] {
					t.Errorf("%q: element %s comes out", source, token)
				}
				for _, a := range token.Attr {
					switch {
					case token.Data == "a" && a.Key == "href" && safeURL(a.Val) != "", token.Data == "a" && a.Key == "rel",
						token.Data == "ol" && a.Key == "start", token.Data == "code" && a.Key == "class":
					default:
						t.Errorf("%q: attribute %s=%q comes out", source, a.Key, a.Val)
					}
				}
			}
		}
	}
}

// A description may be 100,000 characters of anything; a page must not wait for it.
func TestProseIsQuick(t *testing.T) {
	for _, unit := range []string{">", "- ", "[", "![", "*a **a ", "`a``", "<a ", "# ", "1. ", "](", "\\", "&", "_a", "<!--", "[a](", "\n> ", "    x\n", "a\n-\n"} {
		block := strings.Repeat(unit, format.MostBlock/len(unit)) + "\n\n"
		source := strings.Repeat(block, 100_000/len(block))
		began := time.Now()
		prose(source)
		if took := time.Since(began); took > 3*time.Second {
			t.Errorf("%q over and over took %v", unit, took)
		} else {
			t.Logf("%q over and over took %v", unit, took)
		}
	}
	if long := string(prose(strings.Repeat("> ", format.MostBlock))); strings.Contains(long, "<blockquote>") {
		t.Errorf("a block of %d bytes is read as CommonMark", 2*format.MostBlock)
	}
}
