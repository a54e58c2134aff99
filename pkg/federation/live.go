package federation

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Live reaches a running server with users signed from the files for a minute:
// over TCP from another process, or in process from the hub's own. It is the
// [Hub] of the registry's changes.
type Live struct {
	reg  *Registry
	url  string
	opts []nats.Option
}

// NewLive is the running server at url; opts may hold nats.InProcessServer
// instead. It connects only when there is something to tell.
func NewLive(reg *Registry, url string, opts ...nats.Option) *Live {
	return &Live{reg: reg, url: url, opts: opts}
}

const (
	briefly     = time.Minute     // how long a user signed for one act counts
	liveTimeout = 5 * time.Second // for connecting, and for one act without a deadline of its own
)

// connect makes a connection for one act. It never reconnects: whoever waits wants to know.
func (l *Live) connect(account string, role Role, name, inbox string) (*nats.Conn, error) {
	opts := append([]nats.Option{
		nats.Name("lernverbund " + string(role)), nats.Timeout(liveTimeout), nats.NoReconnect(),
		nats.CustomInboxPrefix(inbox), l.reg.asUser(account, role, name, briefly),
	}, l.opts...)
	nc, err := nats.Connect(l.url, opts...)
	if err != nil {
		return nil, fmt.Errorf("connect to the running hub %s: %w", l.url, err)
	}
	return nc, nil
}

// Push implements [Hub]. A server that has not loaded the account yet reads
// the file when it does; that is no error.
func (l *Live) Push(ctx context.Context, a Account) error {
	nc, err := l.connect(SystemAccount, RolePusher, string(RolePusher), "_INBOX_pusher")
	if err != nil {
		return err
	}
	defer nc.Close()
	ctx, cancel := context.WithTimeout(ctx, liveTimeout)
	defer cancel()
	reply, err := nc.RequestWithContext(ctx, "$SYS.REQ.ACCOUNT."+a.ID+".CLAIMS.UPDATE", []byte(a.Token))
	if err != nil {
		return fmt.Errorf("push account %s: %w", a.Name, err)
	}
	var answer struct {
		Error *struct {
			Description string `json:"description"`
		} `json:"error"`
	}
	if err := json.Unmarshal(reply.Data, &answer); err != nil {
		return fmt.Errorf("push account %s: answer: %w", a.Name, err)
	}
	if answer.Error != nil {
		return fmt.Errorf("push account %s: %s", a.Name, answer.Error.Description)
	}
	return nil
}

// MakeReceipts implements [Hub].
func (l *Live) MakeReceipts(ctx context.Context, land learning.Land, system learning.System) error {
	nc, err := l.connect(string(land), RoleClerk, ConsumerName(system), "_INBOX_"+string(land)+"_clerk")
	if err != nil {
		return err
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, liveTimeout)
	defer cancel()
	return EnsureReceipts(ctx, js, land, system)
}
