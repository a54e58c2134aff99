package natsd_test

import (
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/goleak"

	"github.com/lernverbund/lernverbund/pkg/natsd"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestBareKeepsStreamsOverRestart(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	dir := testbed.Dir(t)
	for round := uint64(1); round <= 2; round++ {
		srv, err := natsd.Start(natsd.Config{StoreDir: dir, Bare: true})
		if err != nil {
			t.Fatal(err)
		}
		nc, err := srv.Connect("")
		if err != nil {
			t.Fatal(err)
		}
		js, err := jetstream.New(nc)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{Name: "S", Subjects: []string{"s.>"}}); err != nil {
			t.Fatal(err)
		}
		ack, err := js.Publish(ctx, "s.a", []byte("x"))
		if err != nil {
			t.Fatal(err)
		}
		if ack.Sequence != round {
			t.Errorf("round %d: got sequence %d, want %d", round, ack.Sequence, round)
		}
		out, err := nats.Connect(srv.ClientURL())
		if err != nil {
			t.Fatalf("over TCP: %v", err)
		}
		out.Close()
		if err := srv.Health(); err != nil {
			t.Errorf("round %d: %v", round, err)
		}
		srv.Shutdown()
		if err := srv.Health(); !errors.Is(err, natsd.ErrStopped) {
			t.Errorf("health after shutdown: got %v, want ErrStopped", err)
		}
		if _, err := srv.Connect(""); !errors.Is(err, natsd.ErrStopped) {
			t.Errorf("connect after shutdown: got %v, want ErrStopped", err)
		}
	}
}

func TestPortInUse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	_, err = natsd.Start(natsd.Config{StoreDir: testbed.Dir(t), Bare: true, Port: port})
	if !errors.Is(err, natsd.ErrPortInUse) {
		t.Fatalf("got %v, want ErrPortInUse", err)
	}
	if want := "127.0.0.1:" + strconv.Itoa(port); !strings.Contains(err.Error(), want) {
		t.Errorf("got %q, want it to name %s", err, want)
	}
}
