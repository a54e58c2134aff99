package landing

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/go-json-experiment/json"
)

// How long one question to the API may take, and how large its answer may be in bytes.
const (
	patience  = 10 * time.Second
	maxAnswer = 64 << 20
)

// errUnreachable is returned by client.get when the API gave no answer that can be read.
var errUnreachable = errors.New("the catalogue api does not answer")

// client asks the API.
type client struct {
	http http.Client
	base string
}

func newClient(via http.RoundTripper, base string) client {
	return client{http: http.Client{Transport: via, Timeout: patience}, base: base}
}

// get reads an answer of the API into a value. What the API refuses comes
// back as a *problem, anything else wraps errUnreachable.
func (c *client) get(ctx context.Context, path string, query url.Values, into any) error {
	target := c.base + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return fmt.Errorf("ask api: %w", err)
	}
	req.Header.Set("Accept", "application/json")
	res, err := c.http.Do(req)
	if err != nil {
		// Without the address: the words people search for go into no log.
		if u := new(url.Error); errors.As(err, &u) {
			err = u.Err
		}
		return fmt.Errorf("%w: %w", errUnreachable, err)
	}
	defer res.Body.Close()
	body := io.LimitReader(res.Body, maxAnswer)
	if res.StatusCode == http.StatusOK {
		if err := json.UnmarshalRead(body, into); err != nil {
			return fmt.Errorf("%w: %w", errUnreachable, err)
		}
		return nil
	}
	p := &problem{}
	if err := json.UnmarshalRead(body, p); err != nil || p.Status == 0 {
		return fmt.Errorf("%w: status %d", errUnreachable, res.StatusCode)
	}
	return p
}

// InProcess carries requests straight to a handler of this process: no
// network, no copy of the answer but one.
func InProcess(h http.Handler) http.RoundTripper { return inProcess{h} }

type inProcess struct{ handler http.Handler }

// RoundTrip asks the handler. The request has no address, because it comes
// from nobody but us.
func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if r.Body == nil {
		r = r.Clone(r.Context())
		r.Body = http.NoBody
	}
	defer r.Body.Close()
	m := &memory{header: http.Header{}}
	p.handler.ServeHTTP(m, r)
	return m.response(r), nil
}
