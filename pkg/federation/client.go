package federation

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/learning"
)

// Client is a connection with a credential, and it never lets anybody wait for
// what the server has already refused: a violated right, a revoked credential
// or a closed connection ends every call that waits, with the reason.
type Client struct {
	*nats.Conn
	js jetstream.JetStream

	url     string
	account string // Land code, or HUB
	user    string // the system, LAND, or operator
	waiters waiters
}

const (
	clientTimeout = 5 * time.Second  // for connecting
	answerTimeout = 10 * time.Second // for an answer, if the context has no deadline
	reconnectWait = 500 * time.Millisecond
)

// InboxPrefix is the prefix of inboxes that the rights of a user allow; clients have to set it.
func InboxPrefix(account, user string) string {
	if account == HubAccount {
		account = "hub"
	}
	return "_INBOX_" + account + "_" + user
}

// Connect connects to url with the rights of a .creds file. The file is read
// again at each reconnect. The error is [ErrRefused] if the server does not
// accept the credential, and [ErrCreds] if the file is none of ours.
func Connect(url, credsFile string, opts ...nats.Option) (*Client, error) {
	claims, err := claimsOf(credsFile)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", credsFile, ErrCreds, err)
	}
	c := &Client{url: url, user: claims.Name}
	for _, tag := range claims.Tags {
		if account, ok := strings.CutPrefix(tag, "account:"); ok {
			c.account = account
		}
	}
	if c.account == "" {
		return nil, fmt.Errorf("%s: %w", credsFile, ErrCreds)
	}
	if c.account == strings.ToLower(HubAccount) {
		c.account = HubAccount // tags are kept in lower case
	}
	opts = append([]nats.Option{
		nats.Name("lernverbund"), nats.Timeout(clientTimeout), nats.ReconnectWait(reconnectWait),
	}, opts...)
	c.Conn, err = nats.Connect(url, append(opts,
		nats.UserCredentials(credsFile),
		nats.CustomInboxPrefix(InboxPrefix(c.account, c.user)),
		nats.PermissionErrOnSubscribe(true),
		nats.ErrorHandler(c.onError),
		nats.ReconnectErrHandler(c.onReconnectError),
		nats.ClosedHandler(c.onClosed),
	)...)
	if refusal(err) {
		return nil, &RefusedError{User: c.User(), URL: url, Err: err}
	}
	if err != nil {
		return nil, fmt.Errorf("connect %s: %w", url, err)
	}
	if c.js, err = jetstream.New(c.Conn, jetstream.WithDefaultTimeout(answerTimeout)); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// JetStream is the connection's JetStream, for consumers on RECEIPTS or, as operator, on LOG.
func (c *Client) JetStream() jetstream.JetStream { return c.js }

// Land is whose credential it is; "" is the operator's.
func (c *Client) Land() learning.Land {
	if c.account == HubAccount {
		return ""
	}
	return learning.Land(c.account)
}

// System is the system whose credential it is; "" is a whole Land's or the operator's.
func (c *Client) System() learning.System {
	if c.user == LandWide || c.account == HubAccount {
		return ""
	}
	return learning.System(c.user)
}

// User names the credential for people: "by/bayvsa", "by/LAND".
func (c *Client) User() string { return c.account + "/" + c.user }

// Publish publishes a message and waits until the stream has stored it. A
// missing right is a [DeniedError]; [ErrFull], [ErrTooLarge] and [ErrNoOutbox]
// say what else was refused, all at once. A message whose answer got lost may
// be stored all the same.
func (c *Client) Publish(ctx context.Context, subject string, header nats.Header, data []byte) (*jetstream.PubAck, error) {
	ctx, done := c.watch(ctx, "publish", subject)
	defer done()
	ack, err := c.js.PublishMsg(ctx, &nats.Msg{Subject: subject, Header: header, Data: data})
	if err != nil {
		return nil, c.explain(ctx, "publish to "+subject, err)
	}
	return ack, nil
}

// Request sends a message and waits for its answer. A missing right is a [DeniedError], at once.
func (c *Client) Request(ctx context.Context, subject string, header nats.Header, data []byte) (*nats.Msg, error) {
	ctx, done := c.watch(ctx, "publish", subject)
	defer done()
	reply, err := c.RequestMsgWithContext(ctx, &nats.Msg{Subject: subject, Header: header, Data: data})
	if err != nil {
		return nil, c.explain(ctx, "request "+subject, err)
	}
	return reply, nil
}

// Subscribe hears a subject and returns when the server has taken note of it,
// or with a [DeniedError].
func (c *Client) Subscribe(ctx context.Context, subject string, handle func(*nats.Msg)) (*nats.Subscription, error) {
	ctx, done := c.watch(ctx, "subscribe", subject)
	defer done()
	sub, err := c.Conn.Subscribe(subject, handle)
	if err == nil {
		err = c.FlushWithContext(ctx)
	}
	// The server's refusal comes before its answer to the flush, so by now the
	// connection knows it, if the handler of errors does not yet.
	if denied := c.denied(c.LastError()); err == nil && denied != nil && denied.Operation == "subscribe" && denied.Subject == subject {
		err = denied
	}
	if err != nil {
		_ = sub.Unsubscribe() // it does not exist on the server
		return nil, c.explain(ctx, "subscribe to "+subject, err)
	}
	return sub, nil
}

// explain turns the error of a call into the reason why it ended.
func (c *Client) explain(ctx context.Context, what string, err error) error {
	var denied *DeniedError
	var refused *RefusedError
	if cause := context.Cause(ctx); errors.As(cause, &denied) || errors.As(cause, &refused) || errors.Is(cause, ErrClosed) {
		return cause
	}
	if errors.As(err, &denied) {
		return denied
	}
	if kind := kindOf(err); kind != nil {
		return fmt.Errorf("%s: %w: %w", what, kind, err)
	}
	return fmt.Errorf("%s: %w", what, err)
}

// Codes of JetStream, from its errors.json.
const (
	codeTooLarge  jetstream.ErrorCode = 10054 // message size exceeds maximum allowed
	codeStoreFull jetstream.ErrorCode = 10077 // maximum bytes exceeded, in all its forms
)

// kindOf sorts the refusals that the publisher can do something about.
func kindOf(err error) error {
	var api *jetstream.APIError
	isAPI := errors.As(err, &api)
	switch {
	case isAPI && api.ErrorCode == codeStoreFull:
		return ErrFull
	case isAPI && api.ErrorCode == codeTooLarge, errors.Is(err, nats.ErrMaxPayload):
		return ErrTooLarge
	case errors.Is(err, nats.ErrNoResponders), errors.Is(err, jetstream.ErrNoStreamResponse):
		return ErrNoOutbox
	}
	return nil
}

// watch gives a context that ends when the server refuses the operation, or everything.
func (c *Client) watch(ctx context.Context, operation, subject string) (context.Context, func()) {
	stop := context.CancelFunc(func() {})
	if _, ok := ctx.Deadline(); !ok {
		ctx, stop = context.WithTimeout(ctx, answerTimeout)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	id := c.waiters.add(waiter{operation: operation, subject: subject, cancel: cancel})
	return ctx, func() {
		c.waiters.remove(id)
		cancel(nil)
		stop()
	}
}

func (c *Client) onError(_ *nats.Conn, _ *nats.Subscription, err error) {
	if denied := c.denied(err); denied != nil {
		// Without the own inbox no answer can come, whatever is waited for.
		all := denied.Operation == "subscribe" && strings.HasPrefix(denied.Subject, InboxPrefix(c.account, c.user)+".")
		c.waiters.end(denied, func(w waiter) bool {
			return all || w.operation == denied.Operation && w.subject == denied.Subject
		})
		return
	}
	c.onReconnectError(nil, err)
}

// onReconnectError ends what waits as soon as the server refuses the credential.
func (c *Client) onReconnectError(_ *nats.Conn, err error) {
	if refusal(err) {
		c.waiters.end(&RefusedError{User: c.User(), URL: c.url, Err: err}, func(waiter) bool { return true })
	}
}

func refusal(err error) bool {
	return errors.Is(err, nats.ErrAuthRevoked) || errors.Is(err, nats.ErrAuthExpired) || errors.Is(err, nats.ErrAuthorization)
}

func (c *Client) onClosed(nc *nats.Conn) {
	c.waiters.end(errors.Join(ErrClosed, nc.LastError()), func(waiter) bool { return true })
}

// waiter is a call that waits for an answer.
type waiter struct {
	operation, subject string
	cancel             context.CancelCauseFunc
}

// waiters are the calls that wait; the zero value is ready.
type waiters struct {
	mu   sync.Mutex
	next int
	all  map[int]waiter
}

func (w *waiters) add(one waiter) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.all == nil {
		w.all = map[int]waiter{}
	}
	w.next++
	w.all[w.next] = one
	return w.next
}

func (w *waiters) remove(id int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.all, id)
}

// end cancels the calls that match.
func (w *waiters) end(cause error, match func(waiter) bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, one := range w.all {
		if match(one) {
			one.cancel(cause)
		}
	}
}
