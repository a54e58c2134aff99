package natslog

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Names of the streams in the hub's account, and the subjects they hold.
const (
	Stream          = "LOG"
	Subjects        = "log.*"
	RedactedStream  = "REDACTED"
	RedactedSubject = "redacted.*.*"
)

// Crash points, in the order in which they are passed.
const (
	CrashAppendBefore = "log.append.before" // the commit is not in the log
	CrashAppendAfter  = "log.append.after"  // the commit is durable
	CrashRedactCopied = "log.redact.copied" // the copy is durable, the bytes are still there
)

const (
	maxMessage  = 2 << 20                // bytes of a message with its headers, as the server allows
	maxHeaders  = 48 << 10               // bytes of a commit's headers; the server refuses 64 KiB
	maxPull     = 8 << 20                // bytes a reader asks for at once
	minDedupe   = 100 * time.Millisecond // the shortest window there is; 0 would be two minutes
	resolveTime = 15 * time.Second       // to find out whether a commit is there after all
	idle        = time.Second            // after which a waiting reader looks by itself
)

// Config says how to open a log.
type Config struct {
	// ReadOnly opens what is there and changes nothing: no stream is made, no redaction finished.
	ReadOnly bool
	// Crash is called at each crash point; nil does nothing.
	Crash func(point string)
}

// Log is a log in JetStream. It may be used by several goroutines at once; it
// holds nothing that needs closing.
type Log struct {
	js       jetstream.JetStream
	stream   jetstream.Stream
	redacted jetstream.Stream
	cfg      Config

	appending sync.Mutex // held by Append and Redact

	mu      sync.Mutex // guards what follows
	tip     tip
	stale   bool // the outcome of a publish is unknown: load the tip anew
	removed index
}

var _ eventlog.Log = (*Log)(nil)

// Open opens the log in the account of js and makes its streams if they are
// missing. It finishes a redaction that a crash interrupted.
func Open(ctx context.Context, js jetstream.JetStream, cfg Config) (*Log, error) {
	if cfg.Crash == nil {
		cfg.Crash = func(string) {}
	}
	l := &Log{js: js, cfg: cfg, stale: true, removed: index{}}
	if err := l.streams(ctx); err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	if err := l.syncRedacted(ctx); err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	if err := l.finishRedactions(ctx); err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	if _, err := l.syncTip(ctx); err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	return l, nil
}

func (l *Log) streams(ctx context.Context) (err error) {
	if l.cfg.ReadOnly {
		if l.stream, err = l.js.Stream(ctx, Stream); err != nil {
			return fmt.Errorf("stream %s: %w", Stream, err)
		}
		l.redacted, err = l.js.Stream(ctx, RedactedStream)
		if err != nil {
			return fmt.Errorf("stream %s: %w", RedactedStream, err)
		}
		return nil
	}
	if l.stream, err = l.js.CreateOrUpdateStream(ctx, streamConfig(Stream, Subjects)); err != nil {
		return fmt.Errorf("stream %s: %w", Stream, err)
	}
	l.redacted, err = l.js.CreateOrUpdateStream(ctx, streamConfig(RedactedStream, RedactedSubject))
	if err != nil {
		return fmt.Errorf("stream %s: %w", RedactedStream, err)
	}
	return nil
}

// streamConfig never lets an event go: no age, no limit that discards, no
// purge. Deleting stays possible, for Redact alone.
func streamConfig(name, subjects string) jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name:        name,
		Subjects:    []string{subjects},
		Storage:     jetstream.FileStorage,
		Retention:   jetstream.LimitsPolicy,
		Discard:     jetstream.DiscardNew,
		MaxMsgs:     -1,
		MaxBytes:    -1,
		MaxMsgSize:  maxMessage,
		Replicas:    1,
		Duplicates:  minDedupe,
		Compression: jetstream.S2Compression,
		AllowDirect: true,
		DenyPurge:   true,
	}
}

// Info is what status shows of the log.
type Info struct {
	Created time.Time // of the stream
	Commits uint64    // messages, those with a redacted record not counted
	Bytes   uint64    // of the messages before compression
	Last    eventlog.Position
}

// Info asks the server.
func (l *Log) Info(ctx context.Context) (Info, error) {
	last, err := l.Last(ctx)
	if err != nil {
		return Info{}, err
	}
	info, err := l.stream.Info(ctx)
	if err != nil {
		return Info{}, fmt.Errorf("log info: %w", err)
	}
	return Info{Created: info.Created, Commits: info.State.Msgs, Bytes: info.State.Bytes, Last: last}, nil
}

// Last is the position of the last record; see [eventlog.Log].
func (l *Log) Last(ctx context.Context) (eventlog.Position, error) {
	t, err := l.syncTip(ctx)
	if err != nil {
		return 0, fmt.Errorf("last of the log: %w", err)
	}
	return t.last, nil
}

func subject(land learning.Land) string { return "log." + string(land) }

// next is the first message at a sequence or after it; nil if there is none.
// It is a direct get, which does not stand in the queue of the API.
func next(ctx context.Context, s jetstream.Stream, seq uint64, subjects string) (*jetstream.RawStreamMsg, error) {
	m, err := s.GetMsg(ctx, seq, jetstream.WithGetMsgSubject(subjects))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("message from %d on: %w", seq, err)
	}
	return m, nil
}
