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

// Account is one account as its token says.
type Account struct {
	Name   string // Land code, [HubAccount] or [SystemAccount]
	ID     string // public key; the account's folder under nats/jetstream is called so
	Token  string // signed by the operator
	Claims *jwt.AccountClaims
}

// Account reads the token of an account by its name. A missing one is
// [ErrNoAccount], an unreadable one [ErrTorn] with the file's name.
func (r *Registry) Account(name string) (Account, error) {
	found, err := r.tokenFiles(name + ".*.jwt")
	if err != nil {
		return Account{}, err
	}
	switch len(found) {
	case 0:
		return Account{}, fmt.Errorf("account %s: %w", name, ErrNoAccount)
	case 1:
		return r.readAccount(found[0])
	default:
		return Account{}, fmt.Errorf("account %s: %s: %w", name, strings.Join(found, ", "), ErrTwoTokens)
	}
}

// Accounts reads all tokens, in the order of their names. The first that is
// unreadable ends it with [ErrTorn] and the file's name: the server would pass
// over it in silence, with all streams of that Land.
func (r *Registry) Accounts() ([]Account, error) {
	files, err := r.tokenFiles("*.jwt")
	if err != nil {
		return nil, err
	}
	var all []Account
	for _, f := range files {
		a, err := r.readAccount(f)
		if err != nil {
			return nil, err
		}
		if n := len(all); n > 0 && all[n-1].Name == a.Name {
			return nil, fmt.Errorf("account %s: %s: %w", a.Name, strings.Join(files, ", "), ErrTwoTokens)
		}
		all = append(all, a)
	}
	return all, nil
}

// Token is the token of the account with this id, for a server's resolver.
func (r *Registry) Token(id string) (string, error) {
	if !nkeys.IsValidPublicAccountKey(id) {
		return "", fmt.Errorf("account %q: %w", learning.Shorten(id), ErrNoAccount)
	}
	files, err := r.tokenFiles("*." + id + ".jwt")
	if err != nil {
		return "", err
	}
	if len(files) != 1 {
		return "", fmt.Errorf("account %s: %w", id, ErrNoAccount)
	}
	a, err := r.readAccount(files[0])
	return a.Token, err
}

// Laender are the Länder that have an account, in the order of their codes, Bund last.
func (r *Registry) Laender() ([]learning.Land, error) {
	all, err := r.Accounts()
	if err != nil {
		return nil, err
	}
	var out []learning.Land
	for _, land := range learning.Laender {
		if slices.ContainsFunc(all, func(a Account) bool { return a.Name == string(land) }) {
			out = append(out, land)
		}
	}
	return out, nil
}

func (r *Registry) tokenFiles(pattern string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(r.path("accounts"), pattern))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	return files, nil
}

// readAccount decodes a token and compares it with its file's name and the operator's key.
func (r *Registry) readAccount(file string) (Account, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return Account{}, err
	}
	name, id, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".jwt"), ".")
	token := strings.TrimSpace(string(raw))
	claims, err := jwt.DecodeAccountClaims(token)
	if err != nil {
		return Account{}, fmt.Errorf("account token %s: %w: %w", file, ErrTorn, err)
	}
	operator, err := r.operator.PublicKey()
	if err != nil {
		return Account{}, err
	}
	switch {
	case claims.Name != name || claims.Subject != id:
		return Account{}, fmt.Errorf("account token %s: it is of %s.%s: %w", file, claims.Name, claims.Subject, ErrTorn)
	case claims.Issuer != operator:
		return Account{}, fmt.Errorf("account token %s: signed by %s, not by keys/operator.nk: %w", file, claims.Issuer, ErrTorn)
	}
	return Account{Name: name, ID: id, Token: token, Claims: claims}, nil
}

// writeAccount signs the claims with limits and roles as they are today and
// writes the token. The keys of the roles on disk are the truth; a missing one is made.
func (r *Registry) writeAccount(claims *jwt.AccountClaims) (Account, error) {
	setLimits(claims, r.limits)
	claims.SigningKeys = jwt.SigningKeys{}
	for _, role := range rolesOf(claims.Name) {
		key, err := r.makeRoleKey(claims.Name, role)
		if err != nil {
			return Account{}, err
		}
		scope := jwt.NewUserScope()
		scope.Role = string(role)
		scope.Template = template(role)
		if scope.Key, err = key.PublicKey(); err != nil {
			return Account{}, err
		}
		claims.SigningKeys.AddScopedSigner(scope)
	}
	var vr jwt.ValidationResults
	if claims.Validate(&vr); vr.IsBlocking(true) {
		return Account{}, fmt.Errorf("account %s: %w", claims.Name, errors.Join(vr.Errors()...))
	}
	token, err := claims.Encode(r.operator)
	if err != nil {
		return Account{}, fmt.Errorf("sign account %s: %w", claims.Name, err)
	}
	file := filepath.Join(r.path("accounts"), claims.Name+"."+claims.Subject+".jwt")
	if err := writeFile(file, []byte(token)); err != nil {
		return Account{}, err
	}
	r.crash("federation.token-written")
	return Account{Name: claims.Name, ID: claims.Subject, Token: token, Claims: claims}, nil
}

// newClaims makes the claims of a new account. Its identity seed is thrown
// away: the operator signs the token, nobody ever needs it.
func newClaims(name string) (*jwt.AccountClaims, error) {
	kp, err := nkeys.CreateAccount()
	if err != nil {
		return nil, err
	}
	id, err := kp.PublicKey()
	if err != nil {
		return nil, err
	}
	claims := jwt.NewAccountClaims(id)
	claims.Name = name
	return claims, nil
}

// setLimits gives an account the limits of its kind.
func setLimits(claims *jwt.AccountClaims, l Limits) {
	none := int64(jwt.NoLimit)
	lim := jwt.OperatorLimits{
		NatsLimits:    jwt.NatsLimits{Subs: none, Data: none, Payload: MaxPayload},
		AccountLimits: jwt.AccountLimits{Conn: none, DisallowBearer: true},
	}
	switch claims.Name {
	case SystemAccount:
	case HubAccount:
		lim.JetStreamLimits = jwt.JetStreamLimits{DiskStorage: none, MemoryStorage: none, Streams: none, Consumer: none}
	default:
		lim.Subs, lim.Conn, lim.LeafNodeConn = l.Subscriptions, l.Connections, 2
		lim.JetStreamLimits = jwt.JetStreamLimits{
			DiskStorage:        l.Bytes(),
			Streams:            3,
			Consumer:           maxConsumers,
			MaxAckPending:      1 << 16,
			DiskMaxStreamBytes: max(l.OutboxBytes, l.ReceiptsBytes, l.PublishedBytes),
			MaxBytesRequired:   true,
		}
	}
	claims.Limits = lim
}
