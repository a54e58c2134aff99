package hub

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
)

// ErrPortInUse is returned by Run when another process listens on the wanted HTTP address.
var ErrPortInUse = errors.New("ist belegt")

// listenHTTP takes the HTTP address before anything else is opened: a port in
// use is the most common mistake, and it should cost nothing.
func listenHTTP(address string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s %w. Anderer Anschluss: --http 127.0.0.1:0", address, ErrPortInUse)
	}
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", address, err)
	}
	return l, nil
}
