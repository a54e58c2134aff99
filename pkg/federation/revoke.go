package federation

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Revoke ends the credentials of a system, or with system "" all of a Land's:
// those of its systems and leaf nodes included. Connected clients are cut off
// at once, the hub's own connection stays. The consumer on RECEIPTS keeps its
// place for the next credential of that system.
//
// Revoked twice is revoked: the second call tells the server again.
func (r *Registry) Revoke(ctx context.Context, hub Hub, land learning.Land, system learning.System) error {
	if !land.Valid() || system != "" && !system.Valid() {
		return fmt.Errorf("revoke %q, %q: %w", land, system, ErrNames)
	}
	unlock, err := lockDir(r.path("accounts"))
	if err != nil {
		return err
	}
	defer unlock()
	a, err := r.revoke(land, system)
	if err != nil {
		return fmt.Errorf("revoke %s %s: %w", land, system, err)
	}
	if hub == nil {
		return nil
	}
	if err := hub.Push(ctx, a); err != nil {
		return fmt.Errorf("%w: %w", ErrNotTold, err)
	}
	return nil
}

// revoke rewrites token, register and creds/, in this order: what is cut off
// in the token but not yet in the register is cut off again by the next call.
func (r *Registry) revoke(land learning.Land, system learning.System) (Account, error) {
	a, err := r.Account(string(land))
	if err != nil {
		return Account{}, err
	}
	all, err := r.issued(land)
	if err != nil {
		return Account{}, err
	}
	hit := func(i Issued) bool { return system == "" || i.System == system }
	if system != "" && !slices.ContainsFunc(all, hit) {
		return Account{}, ErrNotIssued
	}
	if system == "" {
		if err := r.rotate(land); err != nil {
			return Account{}, err
		}
		a.Claims.Revocations = nil // their signing key is gone
	}
	for _, i := range all {
		if system != "" && hit(i) {
			a.Claims.Revoke(i.Key)
		}
	}
	if a, err = r.writeAccount(a.Claims); err != nil {
		return Account{}, err
	}
	now := time.Now().UTC().Truncate(time.Second)
	for n := range all {
		if hit(all[n]) && all[n].Revoked.IsZero() {
			all[n].Revoked = now
		}
	}
	if err := r.writeIssued(land, all); err != nil {
		return Account{}, err
	}
	for _, i := range all {
		if hit(i) {
			if err := removeFile(r.credsFile(land, i.System)); err != nil {
				return Account{}, err
			}
		}
	}
	return a, nil
}

// rotate throws away the keys of the roles that were handed out; writeAccount makes new ones.
func (r *Registry) rotate(land learning.Land) error {
	for _, role := range handedOut {
		if err := os.Remove(r.keyFile(string(land), role)); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	r.crash("federation.keys-removed")
	return syncDir(r.path("keys"))
}
