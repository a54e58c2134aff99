package federation_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// forbidden are the operations tried with a credential of by: those of another
// system's are added by the tests. A leading "sub " subscribes, the others send.
var forbidden = []string{
	// another Land, another hub, facts and forms that nobody knows
	"laender.nw.lmsx.offer.published", "laender.nw.bayvsa.offer.published", "laender.nw.bayvsa.batch",
	"laender.by.bayvsa.offer.invented", "laender.by.bayvsa.*.*", "laender.by.bayvsa.offer.>", "laender.by", "laender.by.bayvsa.batch.x",
	// receipts cannot be written, nor read beyond one's own
	"receipts.by.bayvsa.accepted", "receipts.nw.bayvsa.accepted",
	"sub receipts.>", "sub receipts.nw.>", "sub laender.>", "sub laender.by.>", "sub laender.by.bayvsa.>", "sub published.by.bayvsa.>",
	"sub _INBOX.>", "sub _INBOX_nw_LAND.>", "sub _INBOX_hub.>", "sub >", "sub $JS.>", "sub $SYS.>",
	// the outbox is written, not read, not altered
	"$JS.API.STREAM.INFO.OUTBOX", "$JS.API.STREAM.MSG.GET.OUTBOX", "$JS.API.DIRECT.GET.OUTBOX", "$JS.API.DIRECT.GET.OUTBOX.laender.by.bayvsa.batch",
	"$JS.API.STREAM.PURGE.OUTBOX", "$JS.API.STREAM.MSG.DELETE.OUTBOX", "$JS.API.STREAM.DELETE.OUTBOX", "$JS.API.STREAM.UPDATE.OUTBOX",
	"$JS.API.STREAM.CREATE.MINE", "$JS.API.STREAM.CREATE.OUTBOX", "$JS.API.STREAM.LIST", "$JS.API.STREAM.NAMES", "$JS.API.INFO",
	"$JS.API.STREAM.SNAPSHOT.OUTBOX", "$JS.API.STREAM.RESTORE.OUTBOX",
	"$JS.API.STREAM.INFO.RECEIPTS", "$JS.API.STREAM.MSG.GET.RECEIPTS", "$JS.API.DIRECT.GET.RECEIPTS", "$JS.API.STREAM.PURGE.RECEIPTS",
	// no consumer is made, ended, stopped or stolen from
	"$JS.API.CONSUMER.CREATE.OUTBOX.mine", "$JS.API.CONSUMER.CREATE.OUTBOX", "$JS.API.CONSUMER.DURABLE.CREATE.OUTBOX.mine",
	"$JS.API.CONSUMER.CREATE.RECEIPTS.mine.receipts.by.bayvsa.>", "$JS.API.CONSUMER.CREATE.RECEIPTS.bayvsa", "$JS.API.CONSUMER.CREATE.RECEIPTS.bayvsa.receipts.by.bayvsa.>",
	"$JS.API.CONSUMER.DELETE.OUTBOX.intake", "$JS.API.CONSUMER.PAUSE.OUTBOX.intake", "$JS.API.CONSUMER.RESET.OUTBOX.intake",
	"$JS.API.CONSUMER.MSG.NEXT.OUTBOX.intake", "$JS.API.CONSUMER.INFO.OUTBOX.intake", "$JS.ACK.OUTBOX.intake.1.9.9.1.0",
	"$JS.API.CONSUMER.DELETE.RECEIPTS.bayvsa", "$JS.API.CONSUMER.RESET.RECEIPTS.bayvsa", "$JS.API.CONSUMER.PAUSE.RECEIPTS.bayvsa",
	"$JS.API.CONSUMER.LIST.RECEIPTS", "$JS.API.CONSUMER.NAMES.RECEIPTS", "$JS.API.CONSUMER.UNPIN.RECEIPTS.bayvsa",
	// the memory of the connector
	"published.nw.bayvsa.00", "published.by.bayvsa", "published.by.bayvsa.00.x", "$JS.API.DIRECT.GET.PUBLISHED", "$JS.API.STREAM.MSG.GET.PUBLISHED",
	"$JS.API.STREAM.INFO.PUBLISHED", "$JS.API.STREAM.PURGE.PUBLISHED", "$JS.API.STREAM.MSG.DELETE.PUBLISHED", "$JS.API.STREAM.DELETE.PUBLISHED",
	"$JS.API.STREAM.UPDATE.PUBLISHED", "$JS.API.CONSUMER.CREATE.PUBLISHED.mine", "$JS.API.DIRECT.GET.PUBLISHED.published.nw.bayvsa.00",
	// the hub and the server
	"log.by", "log.hub", "quarantine.by", "hub.request.rebuild", "$JS.API.STREAM.INFO.LOG", "$JS.API.META.LEADER.STEPDOWN", "$JS.FC.OUTBOX.intake.x",
	"$SYS.REQ.SERVER.PING", "$SYS.REQ.ACCOUNT.PING.CONNZ", "$SYS.REQ.CLAIMS.UPDATE", "$SYS.ACCOUNT.x.CONNECT", "$SYS.REQ.USER.INFO",
	"_INBOX.x", "_INBOX_hub.x", "_INBOX_nw_LAND.x", "anything",
}

func tryForbidden(t *testing.T, c *federation.Client, operations []string) {
	t.Helper()
	ctx := testContext(t)
	for _, op := range operations {
		if subject, ok := strings.CutPrefix(op, "sub "); ok {
			_, err := c.Subscribe(ctx, subject, func(*nats.Msg) {})
			wantDenied(t, err, "subscribe", subject)
			continue
		}
		_, err := c.Request(ctx, op, nil, []byte("{}"))
		wantDenied(t, err, "publish", op)
	}
}

func TestForbiddenForASystem(t *testing.T) {
	h := startHub(t, testbed.Dir(t), federation.Limits{})
	h.creds(t, "by", "other")
	c := h.client(t, h.creds(t, "by", "bayvsa"))
	tryForbidden(t, c, append([]string{
		"laender.by.other.offer.published", "laender.by.other.batch", "laender.by.bayvsa2.offer.published", "laender.by.*.offer.published",
		"sub receipts.by.other.>", "sub receipts.by.>", "sub receipts.by.*.accepted", "sub _INBOX_by_other.>", "sub _INBOX_by_LAND.>",
		"$JS.API.CONSUMER.INFO.RECEIPTS.other", "$JS.API.CONSUMER.MSG.NEXT.RECEIPTS.other", "$JS.ACK.RECEIPTS.other.1.1.1.1.0",
		"$JS.API.CONSUMER.INFO.RECEIPTS.LAND", "$JS.API.CONSUMER.MSG.NEXT.RECEIPTS.LAND", "$JS.ACK.RECEIPTS.LAND.1.1.1.1.0",
		"published.by.other.00", "$JS.API.DIRECT.GET.PUBLISHED.published.by.other.00", "$JS.API.DIRECT.GET.PUBLISHED.published.by.>",
	}, forbidden...))
}

func TestForbiddenForALand(t *testing.T) {
	h := startHub(t, testbed.Dir(t), federation.Limits{})
	h.creds(t, "by", "bayvsa")
	c := h.client(t, h.creds(t, "by", ""))
	tryForbidden(t, c, append([]string{
		"sub _INBOX_by_bayvsa.>", "$JS.API.CONSUMER.MSG.NEXT.RECEIPTS.bayvsa", "$JS.API.CONSUMER.INFO.RECEIPTS.bayvsa",
		"$JS.ACK.RECEIPTS.bayvsa.1.1.1.1.0", "$JS.API.CONSUMER.CREATE.RECEIPTS.LAND.receipts.by.>",
	}, forbidden...))
	ctx := testContext(t)
	for _, subject := range []string{"laender.by.bayvsa.offer.published", "laender.by.another.batch", "published.by.another.0a"} {
		if _, err := c.Publish(ctx, subject, nil, []byte("{}")); err != nil {
			t.Errorf("publish %s: %v", subject, err)
		}
	}
	if _, err := c.Subscribe(ctx, federation.ReceiptsOf("by", ""), func(*nats.Msg) {}); err != nil {
		t.Error(err)
	}
	if _, err := c.JetStream().Consumer(ctx, federation.Receipts, federation.LandWide); err != nil {
		t.Error(err)
	}
}

// A refusal is told with the right that lacks, by every way of publishing, and never as a timeout.
func TestDeniedIsTold(t *testing.T) {
	h := startHub(t, testbed.Dir(t), federation.Limits{})
	c := h.client(t, h.creds(t, "by", "bayvsa"))
	ctx := testContext(t)
	const subject = "laender.nw.bayvsa.offer.published"
	_, err := c.Publish(ctx, subject, nil, []byte("{}"))
	wantDenied(t, err, "publish", subject)
	if err == nil {
		t.FailNow()
	}
	for _, part := range []string{subject, "by/bayvsa", "laender.by.bayvsa.>", "darf nicht", "permission denied"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("got %q, want it to say %q", err, part)
		}
	}
	if ctx.Err() != nil {
		t.Error("the test's time ran out first")
	}
	// A refused one does not end others, and the connection goes on.
	if _, err := c.Publish(ctx, "laender.by.bayvsa.batch", nil, []byte("[]")); err != nil {
		t.Error(err)
	}
	if _, err := c.Publish(ctx, "laender.by.bay vsa.batch", nil, nil); !errors.Is(err, nats.ErrBadSubject) {
		t.Errorf("subject with a space: got %v, want ErrBadSubject", err)
	}
}

func TestPublishedMemory(t *testing.T) {
	h := startHub(t, testbed.Dir(t), federation.Limits{})
	c := h.client(t, h.creds(t, "by", "bayvsa"))
	ctx := testContext(t)
	subject := federation.PublishedSubject("by", "bayvsa", 0xba)
	missing, err := c.Request(ctx, federation.DirectGet(subject), nil, nil)
	if err != nil || missing.Header.Get("Status") != "404" {
		t.Fatalf("missing shard: got %v, %v, want status 404", missing, err)
	}
	first, err := c.Publish(ctx, subject, nats.Header{jetstream.ExpectedLastSubjSeqHeader: {"0"}}, []byte("one"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Publish(ctx, subject, nats.Header{jetstream.ExpectedLastSubjSeqHeader: {"0"}}, []byte("late")); err == nil {
		t.Error("a stale writer was let through")
	}
	if _, err := c.Publish(ctx, subject, nil, []byte("two")); err != nil {
		t.Fatal(err)
	}
	got, err := c.Request(ctx, federation.DirectGet(subject), nil, nil)
	if err != nil || string(got.Data) != "two" || got.Header.Get("Nats-Sequence") == "" {
		t.Errorf("got %v, %v, want two", got, err)
	}
	states, err := h.srv.Streams("by")
	if err != nil || states[federation.Published].Messages != 1 || first.Sequence != 1 {
		t.Errorf("got %+v, %v, want the last message of a subject only", states[federation.Published], err)
	}
}
