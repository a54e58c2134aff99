package catalogue_test

import (
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/catalogue"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// The wanted values were computed by hand:
//
//	d() { printf '%s' "$1" | sha256sum | cut -d' ' -f1; }
//	bund=$( (echo "bund:x:1 $(d '{"c":3}')") | sha256sum | cut -d' ' -f1)
//	by=$( (echo "by:a:Ü $(d '{"a":1}')"; echo "by:b:2:3 $(d '{"b":2}')") | sha256sum | cut -d' ' -f1)
//	(echo "bund $bund"; echo "by $by") | sha256sum
func TestDigestOf(t *testing.T) {
	total, laender := catalogue.DigestOf(documents("bund:x:1", `{"c":3}`, "by:a:Ü", `{"a":1}`, "by:b:2:3", `{"b":2}`))
	type row struct {
		Land   learning.Land
		Offers int
		Digest string
	}
	var got []row
	for _, l := range laender {
		got = append(got, row{l.Land, l.Offers, hex.EncodeToString(l.Digest[:])})
	}
	want := []row{
		{"bund", 1, "33b6b01264d8f25b5faa173b7a960484f8ea9419055f2e73e3e453c26ac3336d"},
		{"by", 2, "7c1e194b5d5e6c07323c008cfcbcc113b476d11cdd8f52403d4681f5e49c0dd3"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Länder (-want +got):\n%s", diff)
	}
	if got, want := hex.EncodeToString(total[:]), "90a892651bcf883d587c21c86eed8c0f31197006a22449b32c2f7347e81e542d"; got != want {
		t.Errorf("catalogue digest: got %s, want %s", got, want)
	}
}

func TestDigestOfNothing(t *testing.T) {
	total, laender := catalogue.DigestOf(documents())
	if len(laender) != 0 {
		t.Errorf("Länder: got %v, want none", laender)
	}
	if want := sha256.Sum256(nil); total != want {
		t.Errorf("catalogue digest: got %x, want %x", total, want)
	}
	if d, n := catalogue.LandDigest(documents()); d != (catalogue.Digest{}) || n != 0 {
		t.Errorf("Land digest: got %x of %d, want zero of 0", d, n)
	}
}

// A Land without a live offer is no line of the catalogue's digest, and the order of the rows does not matter.
func TestLaenderDigest(t *testing.T) {
	by := catalogue.LandStatus{Land: "by", Offers: 1, Digest: sha256.Sum256([]byte("by"))}
	bb := catalogue.LandStatus{Land: "bb", Offers: 1, Digest: sha256.Sum256([]byte("bb"))}
	empty := catalogue.LandStatus{Land: "be"}
	want := catalogue.LaenderDigest([]catalogue.LandStatus{bb, by})
	if got := catalogue.LaenderDigest([]catalogue.LandStatus{by, empty, bb}); got != want {
		t.Errorf("got %x, want %x", got, want)
	}
	if other := catalogue.LaenderDigest([]catalogue.LandStatus{by}); other == want {
		t.Errorf("digest of one Land equals that of two: %x", other)
	}
}

// documents gives ids and the digests of documents in turn.
func documents(pairs ...string) iter.Seq2[learning.OfferID, catalogue.Digest] {
	return func(yield func(learning.OfferID, catalogue.Digest) bool) {
		for i := 0; i < len(pairs); i += 2 {
			if !yield(learning.OfferID(pairs[i]), sha256.Sum256([]byte(pairs[i+1]))) {
				return
			}
		}
	}
}
