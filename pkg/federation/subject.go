package federation

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Names of the streams: the first three in every Land's account, the others in the hub's.
const (
	Outbox     = "OUTBOX"
	Receipts   = "RECEIPTS"
	Published  = "PUBLISHED"
	Log        = "LOG"
	Quarantine = "QUARANTINE"
	Redacted   = "REDACTED"
)

// ErrSubject is returned by ParseOutbox and ParseReceipts when a subject is not of the wanted form.
var ErrSubject = errors.New("not a subject of ours")

// OutboxSubject is a subject of a Land's outbox:
// "laender.<land>.<system>.<noun>.<fact>", or "laender.<land>.<system>.batch".
type OutboxSubject struct {
	Land   learning.Land
	System learning.System
	Fact   string // "offer.published"; "" is a batch
}

// Batch reports whether messages under the subject hold an array of events.
func (s OutboxSubject) Batch() bool { return s.Fact == "" }

func (s OutboxSubject) String() string {
	if s.Batch() {
		return fmt.Sprintf("laender.%s.%s.batch", s.Land, s.System)
	}
	return fmt.Sprintf("laender.%s.%s.%s", s.Land, s.System, s.Fact)
}

// EventSubject is the outbox subject of one event; ok is false if the type is not one a Land may publish.
func EventSubject(land learning.Land, system learning.System, t event.Type) (subject string, ok bool) {
	noun, fact, ok := t.Split()
	if !ok || t.Hub() {
		return "", false
	}
	return OutboxSubject{Land: land, System: system, Fact: noun + "." + fact}.String(), true
}

// BatchSubject is the outbox subject of a batch of events.
func BatchSubject(land learning.Land, system learning.System) string {
	return OutboxSubject{Land: land, System: system}.String()
}

var word = regexp.MustCompile(`^[a-z][a-z_]{0,31}$`)

// ParseOutbox reads an outbox subject strictly: every token is checked, and
// wildcards, spaces, capitals and everything beyond ASCII are refused with
// [ErrSubject]. Whether the fact is one we know is not asked.
func ParseOutbox(subject string) (OutboxSubject, error) {
	t := strings.Split(subject, ".")
	if len(t) < 4 || t[0] != "laender" {
		return OutboxSubject{}, fmt.Errorf("%q: %w", learning.Shorten(subject), ErrSubject)
	}
	s := OutboxSubject{Land: learning.Land(t[1]), System: learning.System(t[2])}
	ok := s.Land.Valid() && s.System.Valid()
	switch {
	case len(t) == 4:
		ok = ok && t[3] == "batch"
	case len(t) == 5:
		ok = ok && word.MatchString(t[3]) && word.MatchString(t[4])
		s.Fact = t[3] + "." + t[4]
	default:
		ok = false
	}
	if !ok {
		return OutboxSubject{}, fmt.Errorf("%q: %w", learning.Shorten(subject), ErrSubject)
	}
	return s, nil
}

// ReceiptsSubject is where a receipt message lies: "receipts.<land>.<system>.<verdict>".
func ReceiptsSubject(land learning.Land, system learning.System, v Verdict) string {
	return fmt.Sprintf("receipts.%s.%s.%s", land, system, v)
}

// ReceiptsOf is the subject of all receipts of a system; system "" means the whole Land.
func ReceiptsOf(land learning.Land, system learning.System) string {
	if system == "" {
		return fmt.Sprintf("receipts.%s.>", land)
	}
	return fmt.Sprintf("receipts.%s.%s.>", land, system)
}

// ParseReceipts reads a subject of receipts strictly; the error is [ErrSubject].
func ParseReceipts(subject string) (learning.Land, learning.System, Verdict, error) {
	t := strings.Split(subject, ".")
	if len(t) != 4 || t[0] != "receipts" {
		return "", "", "", fmt.Errorf("%q: %w", learning.Shorten(subject), ErrSubject)
	}
	land, system, verdict := learning.Land(t[1]), learning.System(t[2]), Verdict(t[3])
	if !land.Valid() || !system.Valid() || !verdict.Valid() {
		return "", "", "", fmt.Errorf("%q: %w", learning.Shorten(subject), ErrSubject)
	}
	return land, system, verdict, nil
}

// Shards is into how many shards a system's memory of what it published is split.
const Shards = 256

// Shard is the shard that remembers a subject of the system: the first byte of the subject's SHA-256.
func Shard(subject string) byte {
	sum := sha256.Sum256([]byte(subject))
	return sum[0]
}

// PublishedSubject is where a shard lies: "published.<land>.<system>.<shard>", the shard as two lower-case hex digits.
func PublishedSubject(land learning.Land, system learning.System, shard byte) string {
	return fmt.Sprintf("published.%s.%s.%s", land, system, hex.EncodeToString([]byte{shard}))
}

// DirectGet is the API subject that answers with the last message under a
// subject of PUBLISHED; a missing one answers with header Status 404. A
// system may ask for its own shards so, and in no other way.
func DirectGet(publishedSubject string) string {
	return "$JS.API.DIRECT.GET." + Published + "." + publishedSubject
}
