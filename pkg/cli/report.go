package cli

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/lernverbund/lernverbund/pkg/connector"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/format/table"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// shown is how many findings of one rule are printed unless all are asked for.
const shown = 3

// planned says what a delivery does, before it does it.
func (c *publishCommand) planned(s *streams, read *table.Delivery, p *connector.Plan) {
	n := p.Counts
	line := func(word string, count int, more string) {
		if count > 0 {
			fmt.Fprintf(s.err, "%-14s %9s   %s\n", word, number(count), more)
		}
	}
	line("neu", n.New, first(read, p, event.TypeOfferPublished))
	line("geändert", n.Revised, first(read, p, event.TypeOfferRevised))
	line("zurückgezogen", n.Withdrawn, "fehlen in dieser Volllieferung")
	line("unverändert", n.Unchanged, "")
	if c.Full && p.Missing > n.Withdrawn {
		line("fehlen", p.Missing-n.Withdrawn, "bleiben stehen: "+cmp.Or(read.Partial(), "eine Kennung steht zweimal in der Lieferung"))
	}
	line("abgelehnt", n.Refused, "")
	line("zu groß", len(p.TooLarge), "ein Angebot hat höchstens 256 KiB: "+strings.Join(p.TooLarge, ", "))
	line("vergessen", p.Lost, "Teile des Gedächtnisses in PUBLISHED waren überschrieben; sie heilen mit dieser Lieferung")
	line("wieder da", len(p.Again), "vom Hub schon abgelehnt, nicht noch einmal gesendet (--resend sendet sie)")
	findings(s.err, read, false)
}

// first names the first offer a plan sends as a type: "z. B. „Resilienz“ (2031/5120/22)".
func first(read *table.Delivery, p *connector.Plan, t event.Type) string {
	for _, send := range p.Sends {
		if send.Entry.Type != t {
			continue
		}
		for _, r := range read.Records {
			if r.Subject == send.Entry.Subject {
				return fmt.Sprintf("z. B. „%s“ (%s)", learning.Shorten(r.Title), r.Subject)
			}
		}
	}
	return ""
}

// finding is one problem with its place.
type finding struct {
	where   string
	problem learning.Problem
}

// findings prints what was found in the files, refusals first, grouped by rule.
func findings(w io.Writer, read *table.Delivery, all bool) {
	var refused, hints []finding
	add := func(where table.Where, p learning.Problem) {
		if p.Warning {
			hints = append(hints, finding{where.String(), p})
		} else {
			refused = append(refused, finding{where.String(), p})
		}
	}
	for _, f := range read.Findings {
		add(f.Where, f.Problem)
	}
	for _, r := range read.Records {
		for _, p := range r.Problems {
			add(r.Where, p)
		}
	}
	grouped(w, "abgelehnt", refused, all)
	grouped(w, "Hinweise", hints, all)
}

// grouped prints findings by rule: the first of each and how many more.
func grouped(w io.Writer, word string, list []finding, all bool) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(w, "%-14s %9s\n", word, number(len(list)))
	slices.SortStableFunc(list, func(a, b finding) int { return strings.Compare(a.problem.Rule, b.problem.Rule) })
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].problem.Rule == list[0].problem.Rule {
			n++
		}
		for i, f := range list[:n] {
			if i == shown && !all {
				fmt.Fprintf(w, "  … und %s weitere [%s]\n", number(n-shown), f.problem.Rule)
				break
			}
			fmt.Fprintf(w, "  %s\n", f.line())
		}
		list = list[n:]
	}
}

// line is the four parts of a finding: where, what, why, what next.
func (f finding) line() string {
	p := f.problem
	parts := []string{f.where, p.Pointer}
	if p.Value != "" {
		parts = append(parts, "„"+p.Value+"“")
	}
	text := strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "  ")
	text += "  " + p.Message + " [" + p.Rule + "]"
	if p.Proposal != "" {
		text += " Gemeint: " + p.Proposal + "?"
	}
	return text
}

// answered says what the hub said.
func (c *publishCommand) answered(s *streams, out *connector.Outcome, took time.Duration, d *connector.Delivery) {
	n := out.Counts
	sent := n.New + n.Revised + n.Withdrawn
	parts := []string{"angenommen " + number(n.Accepted+n.Warned)}
	for _, p := range []struct {
		word  string
		count int
	}{{"davon mit Hinweis", n.Warned}, {"abgelehnt", n.Rejected}, {"gehalten", n.Held}, {"ohne Quittung", n.Pending}} {
		if p.count > 0 {
			parts = append(parts, p.word+" "+number(p.count))
		}
	}
	fmt.Fprintf(s.err, "gesendet %s   %s   %s\n", number(sent), strings.Join(parts, " · "), seconds(took))
	var rejected []finding
	for _, r := range out.Receipts {
		if r.Verdict != federation.Rejected {
			continue
		}
		for _, p := range r.Problems {
			rejected = append(rejected, finding{r.ID, p})
		}
	}
	grouped(s.err, "Gründe des Hubs", rejected, false)
	if n.Held > 0 && out.Plan != nil {
		fmt.Fprintf(s.err, "gehalten: diese Lieferung zöge %s von %s Angeboten zurück (%d %%). Nichts wurde zurückgezogen; Neues und Geändertes ist angenommen.\n"+
			"Ansehen, freigeben, verwerfen: lernverbund quarantine list --held --land %s\n", number(out.Plan.Missing), number(out.Plan.Base), 100*out.Plan.Missing/max(1, out.Plan.Base), d.Land)
	}
	switch {
	case n.Pending > 0:
		fmt.Fprintf(s.err, "%s Ereignisse liegen im Ausgang; %s ohne Quittung nach %s. Nichts ist verloren. Stand: lernverbund status\n",
			number(sent), number(n.Pending), c.Wait)
	case n.Position > 0:
		fmt.Fprintf(s.err, "Quittungen vollständig. Im Log bis Position %s; die Startseite folgt in Sekunden.\n", number(n.Position))
	}
}

// unpack gives a file's bytes, without gzip.
func unpack(f table.File) ([]byte, error) {
	if !bytes.HasPrefix(f.Data, []byte{0x1f, 0x8b}) {
		return f.Data, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(f.Data))
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(z, table.DefaultMaxBytes+1))
	if err == nil && len(raw) > table.DefaultMaxBytes {
		err = fmt.Errorf("mehr als %s", size(table.DefaultMaxBytes))
	}
	return raw, err
}
