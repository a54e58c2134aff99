package connector

import (
	"context"
	"fmt"
	"time"

	"github.com/lernverbund/lernverbund/pkg/federation"
)

// once is one try of a run.
type once struct {
	Config
	d      *Delivery
	memory *memory
	ears   *ears
	sent   map[string]int // the number of an event among what was sent, by its id
	until  time.Time      // how long to wait; zero: nobody waited yet
}

func run(ctx context.Context, cfg Config) (*Outcome, error) {
	o := &once{Config: cfg, d: cfg.Delivery, sent: map[string]int{}}
	var err error
	if o.memory, err = loadMemory(ctx, cfg.Client, o.d.Land, o.d.System); err != nil {
		return nil, err
	}
	if cfg.DryRun {
		plan, err := o.plan()
		if err != nil {
			return nil, err
		}
		cfg.Planned(plan)
		return &Outcome{Counts: plan.Counts, Plan: plan}, nil
	}
	if o.ears, err = listen(ctx, cfg.Client, federation.ReceiptsOf(o.d.Land, o.d.System)); err != nil {
		return nil, err
	}
	defer o.ears.close()
	if err := catchUp(ctx, o.memory, nil); err != nil {
		return nil, err
	}
	cfg.Crash(CrashCaughtUp)
	plan, err := o.plan()
	if err != nil {
		return nil, err
	}
	if older := plan.older(o.d.ID); len(older) > 0 {
		if plan, err = o.clarify(ctx, older); err != nil {
			return nil, err
		}
	}
	cfg.Planned(plan)
	return o.deliver(ctx, plan)
}

func (o *once) plan() (*Plan, error) {
	plan, err := NewPlan(o.d, o.memory.all(), o.now())
	if err != nil {
		return nil, fmt.Errorf("plan delivery: %w", err)
	}
	plan.Lost = o.memory.lost()
	return plan, nil
}

func (o *once) now() time.Time { return o.Now().UTC().Truncate(time.Millisecond) }

// clarify sends the withdrawals of older deliveries again whose receipts never
// came, and plans anew with the answers: what is held of an older delivery must
// be withdrawn by this one, which takes its place.
func (o *once) clarify(ctx context.Context, older []Send) (*Plan, error) {
	if err := o.send(ctx, older, nil); err != nil {
		return nil, err
	}
	if err := o.wait(ctx); err != nil {
		return nil, err
	}
	if err := o.memory.absorb(ctx, o.ears.all()); err != nil {
		return nil, err
	}
	return o.plan()
}

// deliver carries a plan out.
func (o *once) deliver(ctx context.Context, plan *Plan) (*Outcome, error) {
	for _, s := range plan.Sends {
		o.memory.put(s.Entry)
	}
	if err := o.memory.save(ctx); err != nil {
		return nil, err
	}
	o.Crash(CrashRemembered)
	closing, err := plan.completed(o.d, o.now())
	if err != nil {
		return nil, err
	}
	if err := o.send(ctx, plan.Sends, closing); err != nil {
		return nil, err
	}
	o.ears.sent()
	o.Crash(CrashSent)
	if err := o.wait(ctx); err != nil {
		return nil, err
	}
	o.Crash(CrashAnswered)
	if err := o.memory.absorb(ctx, o.ears.all()); err != nil {
		return nil, err
	}
	// What was heard is folded; now it is taken from the durable consumer as
	// well, with what was missed, and acknowledged.
	if err := catchUp(ctx, o.memory, o.ears.hear); err != nil {
		return nil, err
	}
	if err := o.overtaken(ctx, plan); err != nil {
		return nil, err
	}
	return o.outcome(plan), nil
}

// send sends what was not sent yet, then the closing event if there is one.
func (o *once) send(ctx context.Context, sends []Send, closing []byte) error {
	var left []*Send
	_, n := o.ears.count()
	for i := range sends {
		id := sends[i].Entry.ID
		if _, ok := o.sent[id]; !ok {
			o.sent[id] = n + len(left)
			left = append(left, &sends[i])
		}
	}
	encode := func(i int) ([]byte, error) {
		if i == len(left) {
			return closing, nil
		}
		return left[i].Encode()
	}
	all := len(left)
	if closing != nil {
		o.sent[o.d.ID] = n + all
		all++
	}
	s := sender{Config: o.Config, ears: o.ears, subject: federation.BatchSubject(o.d.Land, o.d.System)}
	return s.send(ctx, all, encode)
}

func (o *once) wait(ctx context.Context) error {
	if o.until.IsZero() {
		o.until = time.Now().Add(o.Wait)
	}
	_, all := o.ears.count()
	return o.ears.wait(ctx, o.until, func(answered int) { o.Progress(answered, all) })
}

// overtaken looks whether another connector of the system planned on what this
// one remembered while it was still sending. Then nobody knows whose event came
// last to the outbox, and the delivery is made again.
func (o *once) overtaken(ctx context.Context, plan *Plan) error {
	touched := map[byte]bool{}
	for _, s := range plan.Sends {
		touched[federation.Shard(s.Entry.Subject)] = true
	}
	for n := range o.memory.shards {
		o.memory.shards[n].old = touched[byte(n)]
	}
	if err := o.memory.load(ctx, func(s *shard) bool { return s.old }); err != nil {
		return err
	}
	for _, s := range plan.Sends {
		is := o.memory.entry(s.Entry.Subject)
		if is.ID != s.Entry.ID && (is.Digest != s.Entry.Digest || is.Type != s.Entry.Type) {
			return fmt.Errorf("%w at %q", errOvertaken, s.Entry.Subject)
		}
	}
	return nil
}

func (o *once) outcome(plan *Plan) *Outcome {
	out := &Outcome{Counts: plan.Counts, Plan: plan}
	for _, s := range plan.Sends {
		r, came := o.ears.of(o.sent[s.Entry.ID])
		out.Counts.add(r, came)
		if came {
			out.Receipts = append(out.Receipts, r)
		}
		if came && r.Verdict == federation.Rejected && identityTaken(r) {
			out.taken++
		}
	}
	if r, came := o.ears.of(o.sent[o.d.ID]); came {
		out.Counts.Position = max(out.Counts.Position, r.Position)
		if r.Verdict == federation.Rejected {
			out.Counts.Rejected++
			out.Receipts = append(out.Receipts, r)
		}
	}
	return out
}
