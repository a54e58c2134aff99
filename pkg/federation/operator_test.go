package federation_test

import (
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

func TestOperatorReadsAndAsks(t *testing.T) {
	h := startHub(t, testbed.Dir(t), federation.Limits{})
	ctx := testContext(t)
	inside := h.inside(t, federation.HubAccount)
	for name, subjects := range map[string]string{federation.Log: "log.>", federation.Quarantine: "quarantine.>"} {
		if _, err := inside.CreateStream(ctx, jetstream.StreamConfig{Name: name, Subjects: []string{subjects}, AllowDirect: true}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := inside.Publish(ctx, "log.by", []byte("commit")); err != nil {
		t.Fatal(err)
	}
	if _, err := inside.Conn().Subscribe("hub.request.>", func(m *nats.Msg) { _ = m.Respond([]byte("done")) }); err != nil {
		t.Fatal(err)
	}
	c := h.client(t, h.reg.OperatorCreds())
	if c.Land() != "" || c.System() != "" || c.User() != "HUB/operator" {
		t.Errorf("got %q %q %q", c.Land(), c.System(), c.User())
	}
	stream, err := c.JetStream().Stream(ctx, federation.Log)
	if err != nil {
		t.Fatal(err)
	}
	if m, err := stream.GetMsg(ctx, 1); err != nil || string(m.Data) != "commit" {
		t.Errorf("got %v, %v, want the commit", m, err)
	}
	consumer, err := stream.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{})
	if err != nil {
		t.Fatal(err)
	}
	if m, err := consumer.Next(jetstream.FetchMaxWait(5 * time.Second)); err != nil || string(m.Data()) != "commit" {
		t.Errorf("ordered consumer: got %v, %v, want the commit", m, err)
	}
	if m, err := c.Request(ctx, "hub.request.rebuild", nil, nil); err != nil || string(m.Data) != "done" {
		t.Errorf("request: got %v, %v", m, err)
	}
	tryForbidden(t, c, []string{
		"log.by", "log.hub", "quarantine.by", "laender.by.bayvsa.batch", "hub.answer",
		"$JS.API.STREAM.PURGE.LOG", "$JS.API.STREAM.DELETE.LOG", "$JS.API.STREAM.UPDATE.LOG", "$JS.API.STREAM.MSG.DELETE.LOG", "$JS.API.STREAM.CREATE.X",
		"$JS.API.STREAM.PURGE.QUARANTINE", "$JS.API.STREAM.DELETE.QUARANTINE", "$JS.API.STREAM.MSG.DELETE.QUARANTINE", "$JS.API.STREAM.UPDATE.QUARANTINE",
		"$JS.API.CONSUMER.DELETE.LOG.projector", "$JS.API.CONSUMER.PAUSE.LOG.projector", "$JS.ACK.LOG.projector.1.1.1.1.0",
		"$JS.API.STREAM.LIST", "$JS.API.CONSUMER.CREATE.OUTBOX.x", "$SYS.REQ.SERVER.PING",
		"sub log.>", "sub quarantine.>", "sub hub.request.>", "sub _INBOX_hub.>", "sub >",
	})
}
