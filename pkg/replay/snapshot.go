package replay

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Write writes the offers as lines.
func (c *Catalogue) Write(out io.Writer) error {
	w := bufio.NewWriterSize(out, outBuffer)
	for i := range c.Offers {
		if _, err := w.Write(AppendOffer(w.AvailableBuffer(), c.Offers[i].ID, c.Offers[i].Document)); err != nil {
			return fmt.Errorf("write catalogue: %w", err)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write catalogue: %w", err)
	}
	return nil
}

// Digest is the digest of the catalogue and those of its Länder.
func (c *Catalogue) Digest() (catalogue.Digest, []catalogue.LandStatus) {
	return catalogue.DigestOf(func(yield func(learning.OfferID, catalogue.Digest) bool) {
		for i := range c.Offers {
			if !yield(c.Offers[i].ID, c.Offers[i].Digest) {
				return
			}
		}
	})
}

// AppendOffer writes one line of a catalogue: what asof and snapshot.ndjson
// consist of. The document is the offer in RFC 8785 form.
func AppendOffer(b []byte, id learning.OfferID, document []byte) []byte {
	land, system, subject, _ := id.Parts()
	b = append(b, `{"id":`...)
	b = appendText(b, string(id))
	b = append(b, `,"land":`...)
	b = appendText(b, string(land))
	b = append(b, `,"system":`...)
	b = appendText(b, string(system))
	b = append(b, `,"subject":`...)
	b = appendText(b, subject)
	b = append(b, `,"offer":`...)
	b = append(b, document...)
	return append(b, "}\n"...)
}

// Digest recomputes the digest of a catalogue, and those of its Länder, from
// its lines alone; these may come in any order. It needs no log and no hub.
func Digest(lines io.Reader) (catalogue.Digest, []catalogue.LandStatus, error) {
	offers := map[learning.OfferID]catalogue.Digest{}
	d := jsontext.NewDecoder(bufio.NewReaderSize(lines, outBuffer))
	for {
		var line struct {
			ID    learning.OfferID `json:"id"`
			Offer jsontext.Value   `json:"offer"`
		}
		err := json.UnmarshalDecode(d, &line)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return catalogue.Digest{}, nil, fmt.Errorf("%w: %w", ErrLine, err)
		}
		canonical, err := event.Canonical(line.Offer)
		_, _, _, whole := line.ID.Parts()
		if err != nil || !whole || line.Offer.Kind() != '{' {
			return catalogue.Digest{}, nil, fmt.Errorf("%w: %q", ErrLine, line.ID)
		}
		if _, twice := offers[line.ID]; twice {
			return catalogue.Digest{}, nil, fmt.Errorf("%w: %q twice", ErrLine, line.ID)
		}
		offers[line.ID] = sha256.Sum256(canonical)
	}
	digest, laender := catalogue.DigestOf(func(yield func(learning.OfferID, catalogue.Digest) bool) {
		for _, id := range slices.Sorted(maps.Keys(offers)) {
			if !yield(id, offers[id]) {
				return
			}
		}
	})
	return digest, laender, nil
}
