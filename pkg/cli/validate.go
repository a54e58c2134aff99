package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/format/table"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

type validateCommand struct {
	All   bool     `help:"Jeden Befund zeigen, nicht nur die ersten drei je Regel."`
	JSON  bool     `help:"Eine Zeile JSON je Ereignis oder Angebot."`
	Files []string `arg:"" name:"datei" help:"Ereignisse oder Angebote: JSON, Array oder NDJSON, auch .gz." type:"existingfile"`
}

func (validateCommand) Example() string {
	return "lernverbund validate schemas/examples/valid/*.json"
}

// judged is the verdict on one value of a file.
type judged struct {
	Where    string             `json:"where"`
	Valid    bool               `json:"valid"`
	Problems []learning.Problem `json:"problems"`
}

// Run checks every value of every file and tells all findings at once.
func (c *validateCommand) Run(_ context.Context, s *streams) error {
	var refused, hints []finding
	bad, total := 0, 0
	for _, name := range c.Files {
		list, err := c.file(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, j := range list {
			total++
			if !j.Valid {
				bad++
			}
			if c.JSON {
				if err := json.MarshalWrite(s.out, j); err != nil {
					return err
				}
				fmt.Fprintln(s.out)
				continue
			}
			for _, p := range j.Problems {
				if p.Warning {
					hints = append(hints, finding{j.Where, p})
				} else {
					refused = append(refused, finding{j.Where, p})
				}
			}
		}
	}
	grouped(s.out, "abgelehnt", refused, c.All)
	grouped(s.out, "Hinweise", hints, c.All)
	fmt.Fprintf(s.err, "%s geprüft, %s in Ordnung, %s abgelehnt\n", number(total), number(total-bad), number(bad))
	if bad > 0 {
		return errFound
	}
	return nil
}

// file judges the values of one file.
func (c *validateCommand) file(name string) ([]judged, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if raw, err = unpack(table.File{Name: name, Data: raw}); err != nil {
		return nil, err
	}
	var out []judged
	now := time.Now()
	values, err := split(raw)
	for i, v := range values {
		where := name
		if len(values) > 1 {
			where = fmt.Sprintf("%s:%d", name, i+1)
		}
		_, problems := event.Examine(v, now)
		if problems == nil {
			problems = []learning.Problem{}
		}
		out = append(out, judged{where, !learning.Refused(problems), problems})
	}
	if err != nil {
		// What cannot even be taken apart is judged as a whole.
		_, problems := event.Examine(raw, now)
		out = append(out, judged{name, !learning.Refused(problems), problems})
	}
	return out, nil
}

// split takes a file apart: an array's members, else one value after another.
func split(raw []byte) (values [][]byte, err error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(raw), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	array := d.PeekKind() == '['
	if array {
		if _, err := d.ReadToken(); err != nil {
			return nil, err
		}
	}
	for !array || d.PeekKind() != ']' {
		v, err := d.ReadValue()
		if errors.Is(err, io.EOF) && !array && len(values) > 0 {
			return values, nil
		}
		if err != nil {
			return nil, err
		}
		values = append(values, bytes.Clone(v))
	}
	return values, nil
}
