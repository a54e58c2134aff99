package hub

import (
	"context"

	"github.com/lernverbund/lernverbund/pkg/intake"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
)

// OpenStopped opens a data directory whose hub does not run, to read its log
// and to operate it. It holds the directory's lock until closed, and serves
// nobody else. cfg.HTTP and cfg.NATS are not read.
func OpenStopped(ctx context.Context, cfg Config) (*Operator, error) {
	cfg = cfg.complete()
	cfg.NATS = "127.0.0.1:0"
	p := newParts(cfg)
	if err := p.openStores(ctx); err != nil {
		p.close()
		return nil, err
	}
	return &Operator{Operations: &stopped{parts: p}, Log: p.log, Close: p.close}, nil
}

// stopped opens what an operation needs when it needs it, so that a damaged
// hub can still be looked at.
type stopped struct{ *parts }

// catalogue brings the catalogue up to the log first.
func (s *stopped) catalogue(ctx context.Context) error {
	if s.store != nil {
		return nil
	}
	if err := s.openCatalogue(ctx); err != nil {
		return err
	}
	return s.projector.CatchUp(ctx)
}

func (s *stopped) Status(ctx context.Context) (Overview, error) {
	if err := s.catalogue(ctx); err != nil {
		return Overview{}, err
	}
	return s.parts.Status(ctx)
}

// Verify looks at the log before the catalogue is made from it.
func (s *stopped) Verify(ctx context.Context, progress func(done, total int)) (Report, error) {
	r, err := s.verifyLog(ctx, progress)
	if err != nil || r.Finding != "" {
		return r, err
	}
	if err := s.catalogue(ctx); err != nil {
		return r, err
	}
	return s.verifyCatalogue(ctx, r)
}

func (s *stopped) Rebuild(ctx context.Context, progress func(done, total int)) (Rebuilt, error) {
	if err := s.catalogue(ctx); err != nil {
		return Rebuilt{}, err
	}
	return s.parts.Rebuild(ctx, progress)
}

func (s *stopped) Release(ctx context.Context, n quarantine.Number) (intake.Result, error) {
	return decide(ctx, s, func(ctx context.Context) (intake.Result, error) { return s.parts.Release(ctx, n) })
}

func (s *stopped) Drop(ctx context.Context, n quarantine.Number) (intake.Result, error) {
	return decide(ctx, s, func(ctx context.Context) (intake.Result, error) { return s.parts.Drop(ctx, n) })
}

// decide runs intake for as long as a decision takes: only its one committer
// may write to the log.
func decide[T any](ctx context.Context, s *stopped, decision func(context.Context) (T, error)) (result T, err error) {
	if s.intake == nil {
		if err := s.checkLog(ctx); err != nil {
			return result, err
		}
		if err := s.openIntake(ctx); err != nil {
			return result, err
		}
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- s.intake.Run(running) }()
	result, err = decision(ctx)
	stop()
	if failed := <-ended; err == nil {
		err = failed
	}
	return result, err
}
