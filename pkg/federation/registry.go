package federation

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nkeys"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

var (
	// ErrNoRegistry is returned by Open with MustExist when the directory holds no accounts.
	ErrNoRegistry = errors.New("no data directory of a hub")
	// ErrOperatorKey is returned by Open when keys/operator.nk is missing although there are accounts
	// or streams: a new key could not sign for them. Bring it back from the backup.
	ErrOperatorKey = errors.New("keys/operator.nk is missing")
	// ErrTorn is returned when an account token cannot be read or was not signed by keys/operator.nk.
	// The server would leave out the whole Land without a word.
	ErrTorn = errors.New("account token is damaged")
	// ErrNoAccount is returned when there is no account of that name or id.
	ErrNoAccount = errors.New("no such account")
	// ErrTwoTokens is returned when accounts/ holds two tokens of one name.
	ErrTwoTokens = errors.New("two tokens of one account")
	// ErrOrphan is returned by Open when there are streams on disk whose account has no token.
	ErrOrphan = errors.New("streams without an account token")
	// ErrNames is returned when a Land or system is not one.
	ErrNames = errors.New("no such Land or no valid name of a system")
	// ErrNotIssued is returned by Revoke when nothing was handed out that could be revoked.
	ErrNotIssued = errors.New("no credential was issued")
	// ErrNotTold is returned when a change is written, but the running server could not be told:
	// it counts from the next start on, or when the change is made again.
	ErrNotTold = errors.New("the running server was not told")
)

// Config says where the registry lies and what a Land may take up.
type Config struct {
	Dir     string             // the data directory; keys/, accounts/ and creds/ lie in it
	Laender []learning.Land    // who gets an account; nil: all of learning.Laender
	Limits  Limits             // zero: DefaultLimits
	Crash   func(point string) // called after each durable step, for tests of crashes; may be nil
	// MustExist refuses to make a registry, for commands that change one: a mistyped directory stays empty.
	MustExist bool
}

// Registry is the accounts, keys and credentials of a data directory. It keeps
// nothing in memory but the operator's key: any number of processes may have
// one open, and each sees the others' changes. Its methods may be called at
// the same time.
type Registry struct {
	dir      string
	laender  []learning.Land
	limits   Limits
	operator nkeys.KeyPair
	crash    func(string)
	created  bool
}

// Open opens the registry of a data directory and makes what is missing: on an
// empty directory everything, in an older one what a newer version needs
// (roles, limits, credentials never issued). It reads every token, so what it
// returns without an error a server can start with.
func Open(cfg Config) (*Registry, error) {
	if cfg.Limits == (Limits{}) {
		cfg.Limits = DefaultLimits()
	}
	if cfg.Crash == nil {
		cfg.Crash = func(string) {}
	}
	if cfg.Laender == nil {
		cfg.Laender = learning.Laender
	}
	r := &Registry{dir: cfg.Dir, laender: cfg.Laender, limits: cfg.Limits, crash: cfg.Crash}
	if _, err := os.Stat(r.path("accounts")); cfg.MustExist && err != nil {
		return nil, fmt.Errorf("open registry %s: %w", cfg.Dir, ErrNoRegistry)
	}
	for _, sub := range []string{"keys", "accounts", "creds"} {
		if err := os.MkdirAll(r.path(sub), 0o700); err != nil {
			return nil, fmt.Errorf("open registry: %w", err)
		}
	}
	unlock, err := lockDir(r.path("accounts"))
	if err != nil {
		return nil, fmt.Errorf("open registry: %w", err)
	}
	defer unlock()
	if err := r.complete(); err != nil {
		return nil, fmt.Errorf("open registry %s: %w", cfg.Dir, err)
	}
	return r, nil
}

// Created reports whether Open found an empty directory and made everything.
func (r *Registry) Created() bool { return r.created }

// Limits are what each Land may take up.
func (r *Registry) Limits() Limits { return r.limits }

func (r *Registry) path(parts ...string) string {
	return filepath.Join(append([]string{r.dir}, parts...)...)
}

// complete brings the files to what this version needs. The lock is held.
func (r *Registry) complete() error {
	if err := r.openOperator(); err != nil {
		return err
	}
	have, err := r.Accounts()
	if err != nil {
		return err
	}
	if err := r.orphans(have); err != nil {
		return err
	}
	names := []string{SystemAccount, HubAccount}
	for _, land := range r.laender {
		names = append(names, string(land))
	}
	for _, name := range names {
		if err := r.completeAccount(have, name); err != nil {
			return err
		}
	}
	return r.issueMissing()
}

// completeAccount writes the token of an account if there is none, or if it is
// not what this version would write.
func (r *Registry) completeAccount(have []Account, name string) error {
	i := slices.IndexFunc(have, func(a Account) bool { return a.Name == name })
	if i < 0 {
		claims, err := newClaims(name)
		if err == nil {
			_, err = r.writeAccount(claims)
		}
		return err
	}
	same, err := r.upToDate(have[i].Claims)
	if err != nil || same {
		return err
	}
	_, err = r.writeAccount(have[i].Claims)
	return err
}

// upToDate reports whether limits and roles are those of this version and the keys on disk.
func (r *Registry) upToDate(have *jwt.AccountClaims) (bool, error) {
	want := jwt.NewAccountClaims(have.Subject)
	want.Name = have.Name
	setLimits(want, r.limits)
	if fmt.Sprint(have.Limits) != fmt.Sprint(want.Limits) || len(have.SigningKeys) != len(rolesOf(have.Name)) {
		return false, nil
	}
	for _, role := range rolesOf(have.Name) {
		key, err := r.makeRoleKey(have.Name, role)
		if err != nil {
			return false, err
		}
		public, err := key.PublicKey()
		if err != nil {
			return false, err
		}
		scope, ok := have.SigningKeys[public].(*jwt.UserScope)
		if !ok || scope.Role != string(role) || fmt.Sprint(scope.Template) != fmt.Sprint(template(role)) {
			return false, nil
		}
	}
	return true, nil
}

// openOperator reads the operator's key, or makes it if the directory is empty.
func (r *Registry) openOperator() error {
	file := r.path("keys", "operator.nk")
	seed, err := os.ReadFile(file)
	if err == nil {
		r.operator, err = nkeys.FromSeed([]byte(strings.TrimSpace(string(seed))))
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		return nil
	}
	if !os.IsNotExist(err) {
		return err
	}
	for _, sub := range []string{"keys", "accounts", "creds", "nats"} {
		entries, err := os.ReadDir(r.path(sub))
		if err != nil && !os.IsNotExist(err) {
			return err
		}
		if slices.ContainsFunc(entries, func(e os.DirEntry) bool { return !strings.HasPrefix(e.Name(), ".") }) {
			return fmt.Errorf("%w, but %s is not empty", ErrOperatorKey, r.path(sub))
		}
	}
	r.created = true
	r.operator, err = makeKey(file, nkeys.CreateOperator)
	r.crash("federation.operator-written")
	return err
}

// orphans finds streams whose account has no token. A new account of the same
// Land would get a new id, and the streams would be out of its reach.
func (r *Registry) orphans(have []Account) error {
	dirs, err := os.ReadDir(r.path("nats", "jetstream"))
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	for _, d := range dirs {
		known := slices.ContainsFunc(have, func(a Account) bool { return a.ID == d.Name() })
		if !known && nkeys.IsValidPublicAccountKey(d.Name()) {
			return fmt.Errorf("%w: nats/jetstream/%s; accounts/<name>.%s.jwt is missing", ErrOrphan, d.Name(), d.Name())
		}
	}
	return nil
}

// Operator is the self-signed token of the operator, with which a server trusts the accounts.
func (r *Registry) Operator() (*jwt.OperatorClaims, error) {
	public, err := r.operator.PublicKey()
	if err != nil {
		return nil, err
	}
	sys, err := r.Account(SystemAccount)
	if err != nil {
		return nil, err
	}
	claims := jwt.NewOperatorClaims(public)
	claims.Name = "lernverbund"
	claims.SystemAccount = sys.ID
	token, err := claims.Encode(r.operator)
	if err != nil {
		return nil, err
	}
	return jwt.DecodeOperatorClaims(token)
}

// roleKey reads the signing key of a role.
func (r *Registry) roleKey(account string, role Role) (nkeys.KeyPair, error) {
	file := r.keyFile(account, role)
	seed, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	kp, err := nkeys.FromSeed([]byte(strings.TrimSpace(string(seed))))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return kp, nil
}

// makeRoleKey reads the signing key of a role, or makes it. The lock is held.
func (r *Registry) makeRoleKey(account string, role Role) (nkeys.KeyPair, error) {
	kp, err := r.roleKey(account, role)
	if errors.Is(err, os.ErrNotExist) {
		return makeKey(r.keyFile(account, role), nkeys.CreateAccount)
	}
	return kp, err
}

func (r *Registry) keyFile(account string, role Role) string {
	return r.path("keys", account+"."+string(role)+".nk")
}

func makeKey(file string, create func() (nkeys.KeyPair, error)) (nkeys.KeyPair, error) {
	kp, err := create()
	if err != nil {
		return nil, err
	}
	seed, err := kp.Seed()
	if err != nil {
		return nil, err
	}
	return kp, writeFile(file, append(seed, '\n'))
}
