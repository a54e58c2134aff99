package catalogue

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"iter"
	"slices"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// LandDigest is the digest of one Land and the number of its offers: ids and
// the digests of the documents of its live offers, in byte order of id. It is
// zero without an offer.
func LandDigest(offers iter.Seq2[learning.OfferID, Digest]) (d Digest, n int) {
	h := sha256.New()
	for id, document := range offers {
		writeLine(h, string(id), document)
		n++
	}
	if n > 0 {
		h.Sum(d[:0])
	}
	return d, n
}

// LaenderDigest is the digest of the whole catalogue, made of those of its
// Länder in any order; without a live offer it is the SHA-256 of nothing.
func LaenderDigest(laender []LandStatus) (d Digest) {
	sorted := slices.SortedFunc(slices.Values(laender), func(a, b LandStatus) int { return cmp.Compare(a.Land, b.Land) })
	h := sha256.New()
	for _, l := range sorted {
		if l.Offers > 0 {
			writeLine(h, string(l.Land), l.Digest)
		}
	}
	h.Sum(d[:0])
	return d
}

// DigestOf is the digest of a catalogue and those of its Länder (land, offers
// and digest are filled), computed from ids and the digests of the documents
// of all live offers in byte order of id: the way to recompute it from a snapshot.
func DigestOf(offers iter.Seq2[learning.OfferID, Digest]) (d Digest, laender []LandStatus) {
	next, stop := iter.Pull2(offers)
	defer stop()
	id, document, more := next()
	for more {
		land, _, _, _ := id.Parts()
		status := LandStatus{Land: land}
		status.Digest, status.Offers = LandDigest(func(yield func(learning.OfferID, Digest) bool) {
			for same := true; more && same; {
				yield(id, document)
				if id, document, more = next(); more {
					l, _, _, _ := id.Parts()
					same = l == land
				}
			}
		})
		laender = append(laender, status)
	}
	return LaenderDigest(laender), laender
}

// writeLine hashes "<name> <hex>\n".
func writeLine(h hash.Hash, name string, d Digest) {
	line := make([]byte, 0, 256)
	line = append(append(line, name...), ' ')
	line = append(hex.AppendEncode(line, d[:]), '\n')
	h.Write(line)
}
