package api

import (
	"math"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Rate is how much one client may ask: a bucket of Burst requests that fills
// with PerSecond. A client is an IPv4 address or an IPv6 /64.
type Rate struct {
	PerSecond float64 // 0: 100; negative: no limit
	Burst     int     // 0: 400
	// Proxies are the networks of our own reverse proxies: for a request from
	// there the client is who they name in X-Forwarded-For.
	Proxies []netip.Prefix
	// Free are the networks whose clients may ask without a limit.
	Free []netip.Prefix
}

// maxClients is how many clients are remembered; above it all start anew.
const maxClients = 100_000

// limiter holds the buckets.
type limiter struct {
	proxies []netip.Prefix
	free    []netip.Prefix
	rate    float64
	burst   float64
	mu      sync.Mutex
	clients map[netip.Addr]*bucket
	swept   time.Time
}

// bucket is what one client has left, as of a moment.
type bucket struct {
	left float64
	at   time.Time
}

func newLimiter(r Rate) *limiter {
	if r.PerSecond == 0 {
		r.PerSecond = 100
	}
	if r.Burst == 0 {
		r.Burst = 400
	}
	return &limiter{proxies: r.Proxies, free: r.Free, rate: r.PerSecond, burst: float64(r.Burst), clients: map[netip.Addr]*bucket{}}
}

// take takes one request out of a client's bucket, or says how long to wait.
func (l *limiter) take(client netip.Addr, now time.Time) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.clients[client]
	if b == nil {
		l.sweep(now)
		b = &bucket{left: l.burst, at: now}
		l.clients[client] = b
	}
	b.left = min(l.burst, b.left+now.Sub(b.at).Seconds()*l.rate)
	b.at = now
	if b.left < 1 {
		return time.Duration((1 - b.left) / l.rate * float64(time.Second))
	}
	b.left--
	return 0
}

// sweep forgets clients whose bucket is full again.
func (l *limiter) sweep(now time.Time) {
	if len(l.clients) >= maxClients {
		clear(l.clients)
	}
	full := time.Duration(l.burst / l.rate * float64(time.Second))
	if now.Sub(l.swept) < full {
		return
	}
	l.swept = now
	for client, b := range l.clients {
		if now.Sub(b.at) > full {
			delete(l.clients, client)
		}
	}
}

// Limit puts a handler under the rate limit of the API, in the same buckets:
// what is over it gets 429 with Retry-After. A request without an address is
// one of this process (the pages asking the API) and passes.
func (a *API) Limit(next http.Handler) http.Handler {
	if a.limiter.rate < 0 {
		return next
	}
	tooMany := a.answer("other", func(http.ResponseWriter, *http.Request) error {
		return &Problem{
			Status: http.StatusTooManyRequests, Title: "Zu viele Anfragen",
			Detail:   "Von Ihrer Adresse kommen zu viele Anfragen. Bitte warten Sie einen Moment.",
			DetailEn: "Too many requests come from your address. Please wait a moment.",
		}
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if client, ok := a.limiter.client(r); ok {
			if wait := a.limiter.take(client, time.Now()); wait > 0 {
				w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
				tooMany.ServeHTTP(w, r)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// client is the network address of who asks; ok is false for this process
// itself and for whom no limit holds.
func (l *limiter) client(r *http.Request) (client netip.Addr, ok bool) {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}, false
	}
	client = at.Addr().Unmap()
	// Each proxy adds who asked it at the end; what a client wrote itself stands before.
	named := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(named) - 1; i >= 0 && inside(l.proxies, client); i-- {
		before, err := netip.ParseAddr(strings.TrimSpace(named[i]))
		if err != nil {
			break
		}
		client = before.Unmap()
	}
	if inside(l.free, client) {
		return client, false
	}
	if client.Is6() {
		if p, err := client.Prefix(64); err == nil {
			client = p.Addr()
		}
	}
	return client, true
}

// inside reports whether an address is in one of the networks.
func inside(networks []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(a) })
}
