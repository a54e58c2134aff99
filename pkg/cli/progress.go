package cli

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/lernverbund/lernverbund/pkg/event"
)

// progress shows how far a command is, on a terminal only and only if it takes
// longer than a second. Nothing animates when piped.
type progress struct {
	w     io.Writer
	words string
	unit  string
	begun time.Time
	bar   *progressbar.ProgressBar
}

func newProgress(w io.Writer, words, unit string) *progress {
	return &progress{w: w, words: words, unit: unit, begun: time.Now()}
}

// terminal reports whether w is a terminal.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// set tells how many of how many are done.
func (p *progress) set(done, total int) {
	if p.bar == nil {
		if time.Since(p.begun) < time.Second || !terminal(p.w) {
			return
		}
		p.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(p.w), progressbar.OptionSetDescription(p.words),
			progressbar.OptionSetItsString(p.unit), progressbar.OptionShowIts(), progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(true), progressbar.OptionSetWidth(24), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetTheme(progressbar.Theme{Saucer: "━", SaucerPadding: " ", BarStart: "", BarEnd: ""}))
	}
	p.bar.ChangeMax(total)
	_ = p.bar.Set(done)
}

// positions is set for positions in the log.
func (p *progress) positions(done, total event.Position) { p.set(int(done), int(total)) }

// done finishes the bar's line, so that it stays.
func (p *progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish()
		fmt.Fprintln(p.w)
	}
}

func (p *progress) elapsed() time.Duration { return time.Since(p.begun) }
