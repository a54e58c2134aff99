package federation

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/event"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Limits are what one Land may take up. The bytes count before compression.
type Limits struct {
	OutboxBytes    int64 // a full OUTBOX refuses the publisher
	ReceiptsBytes  int64 // a full RECEIPTS drops its oldest
	PublishedBytes int64 // a full PUBLISHED refuses
	Connections    int64 // at once, the hub's own included
	Subscriptions  int64 // of one connection
}

// DefaultLimits allow a Land about a million events that the hub has not fetched yet.
func DefaultLimits() Limits {
	return Limits{
		OutboxBytes:    2 << 30,
		ReceiptsBytes:  256 << 20,
		PublishedBytes: 512 << 20,
		Connections:    32,
		Subscriptions:  100,
	}
}

// Bytes is what a Land may keep on disk in all.
func (l Limits) Bytes() int64 { return l.OutboxBytes + l.ReceiptsBytes + l.PublishedBytes }

const (
	// MaxPayload is the most bytes of a message that the server takes, headers included.
	MaxPayload = 2 << 20
	// maxHeader is the most bytes of headers that JetStream stores.
	maxHeader = 64 << 10
	// dedupe is the smallest window the server knows; 0 would mean two minutes.
	dedupe = 100 * time.Millisecond
	// maxConsumers is how many systems of a Land may have a consumer on RECEIPTS.
	maxConsumers = 128
	// LandWide is the user name of a credential for the whole Land, and of its
	// consumer on RECEIPTS; in capitals, so no system can be called so.
	LandWide = "LAND"
	// IntakeConsumer is the hub's durable consumer on every OUTBOX.
	IntakeConsumer = "intake"
)

// Streams are the settings of the three streams in a Land's account.
func Streams(land learning.Land, l Limits) []jetstream.StreamConfig {
	return []jetstream.StreamConfig{
		{
			Name:              Outbox,
			Description:       "Ereignisse des Landes, bis der Hub sie verzeichnet und gesichert hat",
			Subjects:          []string{fmt.Sprintf("laender.%s.*.batch", land), fmt.Sprintf("laender.%s.*.*.*", land)},
			Retention:         jetstream.LimitsPolicy,
			Discard:           jetstream.DiscardNew,
			DenyDelete:        true,
			MaxConsumers:      4,
			MaxMsgs:           -1,
			MaxMsgsPerSubject: -1,
			MaxBytes:          l.OutboxBytes,
			MaxMsgSize:        event.MaxBatchBytes + maxHeader,
			Duplicates:        dedupe,
			Compression:       jetstream.S2Compression,
			Replicas:          1,
		},
		{
			Name:              Receipts,
			Description:       "Quittungen des Hubs; nicht synchron geschrieben, sie lassen sich wiederholen",
			Subjects:          []string{ReceiptsOf(land, "")},
			Retention:         jetstream.LimitsPolicy,
			Discard:           jetstream.DiscardOld,
			DenyDelete:        true,
			MaxConsumers:      maxConsumers,
			MaxMsgs:           -1,
			MaxMsgsPerSubject: -1,
			MaxBytes:          l.ReceiptsBytes,
			MaxMsgSize:        MaxReceiptBytes + maxHeader,
			Duplicates:        dedupe,
			PersistMode:       jetstream.AsyncPersistMode,
			Replicas:          1,
		},
		{
			Name:              Published,
			Description:       "Gedächtnis des Anschlusses: was zuletzt veröffentlicht wurde",
			Subjects:          []string{fmt.Sprintf("published.%s.*.*", land)},
			Retention:         jetstream.LimitsPolicy,
			Discard:           jetstream.DiscardNew,
			DenyDelete:        true,
			AllowDirect:       true,
			MaxConsumers:      1,
			MaxMsgs:           -1,
			MaxMsgsPerSubject: 1,
			MaxBytes:          l.PublishedBytes,
			MaxMsgSize:        MaxPayload,
			Duplicates:        dedupe,
			Compression:       jetstream.S2Compression,
			Replicas:          1,
		},
	}
}

// EnsureStreams makes the three streams of a Land in the account (and
// JetStream domain) behind js. What exists stays: its settings are brought up
// to date where the server allows it, its messages are never touched. A second
// call does nothing.
func EnsureStreams(ctx context.Context, js jetstream.JetStream, land learning.Land, l Limits) error {
	for _, want := range Streams(land, l) {
		if err := ensureStream(ctx, js, want); err != nil {
			return fmt.Errorf("stream %s of %s: %w", want.Name, land, err)
		}
	}
	return nil
}

func ensureStream(ctx context.Context, js jetstream.JetStream, want jetstream.StreamConfig) error {
	s, err := js.Stream(ctx, want.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		_, err = js.CreateStream(ctx, want)
		return err
	}
	if err != nil {
		return err
	}
	have := s.CachedInfo().Config
	next := have
	next.Description, next.Subjects, next.Discard = want.Description, want.Subjects, want.Discard
	next.MaxBytes, next.MaxMsgSize, next.MaxMsgs = want.MaxBytes, want.MaxMsgSize, want.MaxMsgs
	next.MaxMsgsPerSubject, next.Duplicates = want.MaxMsgsPerSubject, want.Duplicates
	next.MaxConsumers, next.Compression, next.AllowDirect = want.MaxConsumers, want.Compression, want.AllowDirect
	next.DenyDelete = have.DenyDelete || want.DenyDelete // the server cannot lift it
	next.MaxAge, next.AllowRollup = 0, false
	if reflect.DeepEqual(have, next) {
		return nil
	}
	_, err = js.UpdateStream(ctx, next)
	return err
}

// ConsumerName is the durable consumer on RECEIPTS of a system; system "" means the whole Land.
func ConsumerName(system learning.System) string {
	if system == "" {
		return LandWide
	}
	return string(system)
}

func receiptsConsumer(land learning.Land, system learning.System) jetstream.ConsumerConfig {
	return jetstream.ConsumerConfig{
		Name:          ConsumerName(system),
		Durable:       ConsumerName(system),
		FilterSubject: ReceiptsOf(land, system),
		AckPolicy:     jetstream.AckExplicitPolicy,
		AckWait:       30 * time.Second,
		MaxAckPending: 1000,
	}
}

// EnsureReceipts makes the durable pull consumer with which a system (""
// means the whole Land) reads its receipts. An existing one keeps its place.
func EnsureReceipts(ctx context.Context, js jetstream.JetStream, land learning.Land, system learning.System) error {
	if _, err := js.CreateOrUpdateConsumer(ctx, Receipts, receiptsConsumer(land, system)); err != nil {
		return fmt.Errorf("consumer %s on %s of %s: %w", ConsumerName(system), Receipts, land, err)
	}
	return nil
}
