package federation

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Hub is a running server as a change of the registry sees it. A nil Hub means
// that none runs: it will read the files when it starts.
type Hub interface {
	// Push hands an account's new token to the server, which acts on it at once.
	Push(ctx context.Context, a Account) error
	// MakeReceipts makes the consumer with which a system ("" is the whole Land) reads its receipts.
	MakeReceipts(ctx context.Context, land learning.Land, system learning.System) error
}

// AddLand gives a Land an account, if it has none, and a credential for the
// whole Land, also after all of them were revoked. It returns that
// credential's file. A running hub makes the streams of a new account when it
// starts the Land's stages.
func (r *Registry) AddLand(ctx context.Context, hub Hub, land learning.Land) (string, error) {
	if !land.Valid() {
		return "", fmt.Errorf("add %q: %w", land, ErrNames)
	}
	if err := r.addAccount(land); err != nil {
		return "", fmt.Errorf("add %s: %w", land, err)
	}
	return r.Creds(ctx, hub, land, "")
}

func (r *Registry) addAccount(land learning.Land) error {
	unlock, err := lockDir(r.path("accounts"))
	if err != nil {
		return err
	}
	defer unlock()
	have, err := r.Accounts()
	if err != nil {
		return err
	}
	return r.completeAccount(have, string(land))
}

// Creds gives out the credential of a system, or with system "" of the whole
// Land, and returns its file. While that file lies in creds/ and counts, the
// same one is given again.
func (r *Registry) Creds(ctx context.Context, hub Hub, land learning.Land, system learning.System) (string, error) {
	if !land.Valid() || system != "" && !system.Valid() {
		return "", fmt.Errorf("credential for %q, %q: %w", land, system, ErrNames)
	}
	unlock, err := lockDir(r.path("accounts"))
	if err != nil {
		return "", err
	}
	defer unlock()
	file, err := r.issue(land, system)
	if err != nil {
		return "", fmt.Errorf("credential for %s %s: %w", land, system, err)
	}
	if hub == nil {
		return file, nil
	}
	if err := hub.MakeReceipts(ctx, land, system); err != nil {
		return file, fmt.Errorf("%w: %w", ErrNotTold, err)
	}
	return file, nil
}

// issue writes a credential unless there is one that counts. The lock is held.
// The key is in the register before it is in a file: what exists can be revoked.
func (r *Registry) issue(land learning.Land, system learning.System) (string, error) {
	account, err := r.Account(string(land))
	if err != nil {
		return "", err
	}
	all, err := r.issued(land)
	if err != nil {
		return "", err
	}
	file, role := r.credsFile(land, system), RoleSystem
	if system == "" {
		role = RoleLand
	}
	if claims, err := claimsOf(file); err == nil && account.Claims.SigningKeys.Contains(claims.Issuer) &&
		slices.ContainsFunc(all, func(i Issued) bool {
			return i.Key == claims.Subject && i.System == system && i.Revoked.IsZero()
		}) {
		return file, nil
	}
	user, err := r.mint(account, role, ConsumerName(system), 0)
	if err != nil {
		return "", err
	}
	entry := Issued{Land: land, System: system, Key: user.Key, At: time.Now().UTC().Truncate(time.Second)}
	if err := r.writeIssued(land, append(all, entry)); err != nil {
		return "", err
	}
	if err := writeFile(file, user.file()); err != nil {
		return "", err
	}
	r.crash("federation.creds-written")
	return file, nil
}

// issueMissing gives every Land that never had one its credential, and the operator theirs.
func (r *Registry) issueMissing() error {
	for _, land := range r.laender {
		all, err := r.issued(land)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(all, func(i Issued) bool { return i.System == "" }) {
			continue // had one; whether it gets another is for a person to say
		}
		if _, err := r.issue(land, ""); err != nil {
			return err
		}
	}
	return r.issueOperator()
}

// OperatorCreds is the file of the credential that operates the hub.
func (r *Registry) OperatorCreds() string { return r.path("creds", "operator.creds") }

// issueOperator writes creds/operator.creds unless its signer is the operator role's key of today.
func (r *Registry) issueOperator() error {
	account, err := r.Account(HubAccount)
	if err != nil {
		return err
	}
	if claims, err := claimsOf(r.OperatorCreds()); err == nil && claims.IssuerAccount == account.ID &&
		account.Claims.SigningKeys.Contains(claims.Issuer) {
		return nil
	}
	user, err := r.mint(account, RoleOperator, string(RoleOperator), 0)
	if err != nil {
		return err
	}
	return writeFile(r.OperatorCreds(), user.file())
}

func (r *Registry) credsFile(land learning.Land, system learning.System) string {
	if system == "" {
		return r.path("creds", string(land)+".creds")
	}
	return r.path("creds", string(land)+"."+string(system)+".creds")
}

// user is a freshly signed user with its key.
type user struct {
	Key     string // public
	Token   string
	seed    nkeys.KeyPair
	account string
	name    string
}

// mint signs a new user of a role; ttl 0 means it does not expire.
func (r *Registry) mint(a Account, role Role, name string, ttl time.Duration) (user, error) {
	signer, err := r.roleKey(a.Name, role)
	if err != nil {
		return user{}, err
	}
	kp, err := nkeys.CreateUser()
	if err != nil {
		return user{}, err
	}
	key, err := kp.PublicKey()
	if err != nil {
		return user{}, err
	}
	claims := jwt.NewUserClaims(key)
	claims.SetScoped(true) // the rights stand in the account's token
	claims.Name = name
	claims.IssuerAccount = a.ID
	claims.Tags.Add("account:" + a.Name) // tells the client its inbox; the server does not read it
	if ttl > 0 {
		claims.Expires = time.Now().Add(ttl).Unix()
	}
	token, err := claims.Encode(signer)
	if err != nil {
		return user{}, fmt.Errorf("sign user %s of %s: %w", name, a.Name, err)
	}
	return user{Key: key, Token: token, seed: kp, account: a.Name, name: name}, nil
}

// file is the user as a .creds file. What stands under it helps people with
// other clients; every reader of such files ignores it.
func (u user) file() []byte {
	seed, _ := u.seed.Seed()
	raw, _ := jwt.FormatUserConfig(u.Token, seed)
	hint := fmt.Sprintf("\nLernverbund: %s, %s\nNATS-Clients brauchen / NATS clients need: inbox prefix %s\n",
		u.account, u.name, InboxPrefix(u.account, u.name))
	return append(raw, hint...)
}

// HubUser is a connection option with which the hub's own process is a user of
// an account (a Land's code or [HubAccount]): a new one, signed at each connect.
func (r *Registry) HubUser(account string) nats.Option {
	return r.asUser(account, RoleHub, "hub", 0)
}

// asUser signs a user at each connect and reconnect, with the keys of that moment.
func (r *Registry) asUser(account string, role Role, name string, ttl time.Duration) nats.Option {
	var now user // nats.go asks for the token and then for the signature, in one goroutine
	return nats.UserJWT(func() (string, error) {
		a, err := r.Account(account)
		if err != nil {
			return "", err
		}
		now, err = r.mint(a, role, name, ttl)
		return now.Token, err
	}, func(nonce []byte) ([]byte, error) { return now.seed.Sign(nonce) })
}

// claimsOf reads the user's token in a .creds file.
func claimsOf(file string) (*jwt.UserClaims, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	token, err := jwt.ParseDecoratedJWT(raw)
	if err != nil {
		return nil, err
	}
	return jwt.DecodeUserClaims(token)
}
