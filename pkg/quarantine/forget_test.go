package quarantine_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/lernverbund/lernverbund/pkg/eventlog"
	"github.com/lernverbund/lernverbund/pkg/natsd"
	"github.com/lernverbund/lernverbund/pkg/quarantine"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

// onDisk starts a server whose files are in dir.
func onDisk(t *testing.T) (js jetstream.JetStream, dir string) {
	t.Helper()
	dir = testbed.Dir(t)
	srv, err := natsd.Start(natsd.Config{StoreDir: dir, Bare: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Shutdown)
	nc, err := srv.Connect("")
	if err != nil {
		t.Fatal(err)
	}
	if js, err = jetstream.New(nc); err != nil {
		t.Fatal(err)
	}
	return js, dir
}

// inFiles reports whether a file below dir holds a text.
func inFiles(t *testing.T, dir, text string) (found bool) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		found = found || strings.Contains(string(content), text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// secret is the refused entry of this sequence, with the same text in its bytes and in its problems.
func secret(sequence uint64) quarantine.Entry {
	e := refused(sequence, fmt.Sprintf("raw-secret-%d", sequence))
	e.Problems[0].Value = fmt.Sprintf("value-secret-%d", sequence)
	return e
}

func TestForgottenBytesAreGone(t *testing.T) {
	js, dir := onDisk(t)
	s := open(t, js)
	mustAppend(t, s, secret(1), held(2, "d-1"), secret(3), secret(4))
	mustAppend(t, s, secret(5))
	for _, text := range []string{"raw-secret-3", "value-secret-3"} {
		if !inFiles(t, dir, text) {
			t.Fatalf("%q is in no file before", text)
		}
	}
	for _, numbers := range [][]quarantine.Number{{3}, {3, 5}, {1}} {
		if err := s.Forget(t.Context(), numbers, "by law"); err != nil {
			t.Fatal(err)
		}
	}
	for n, want := range map[int]bool{1: false, 3: false, 4: true, 5: false} {
		for _, text := range []string{fmt.Sprint("raw-secret-", n), fmt.Sprint("value-secret-", n)} {
			if got := inFiles(t, dir, text); got != want {
				t.Errorf("%q in a file: got %v, want %v", text, got, want)
			}
		}
	}
	if err := s.Resolve(t.Context(), []quarantine.Number{2}, quarantine.Dropped, ""); err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]*quarantine.Store{"same": s, "opened again": open(t, js)} {
		var got []string
		for _, e := range list(t, s, quarantine.Filter{}) {
			e, err := s.Show(t.Context(), e.Number)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, strings.TrimSpace(fmt.Sprintf("%d %s %s %s %s", e.Number, e.Verdict, e.State, e.Raw, e.Forgotten)))
		}
		want := []string{
			"1 rejected open  by law", `2 held dropped {"id":"w-2"}`, "3 rejected open  by law", "4 rejected open raw-secret-4", "5 rejected open  by law",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if got := s.Count("by"); got != (quarantine.Counts{Rejected: 4}) {
			t.Errorf("%s: got %+v, want 4 rejected", name, got)
		}
		if seen, ok := s.Find(secret(3).Origin, secret(3).Digest()); !ok || seen.Number != 3 {
			t.Errorf("%s: found %+v, %v by origin and bytes, want entry 3", name, seen, ok)
		}
		if got := mustAppend(t, s, secret(3), secret(1)); !cmp.Equal(got, []quarantine.Number{3, 1}) {
			t.Errorf("%s: appended again as %v, want [3 1]", name, got)
		}
	}
}

func TestForgottenEntryStaysKnown(t *testing.T) {
	s := open(t, hub(t))
	was := secret(1)
	mustAppend(t, s, was)
	if err := s.Forget(t.Context(), []quarantine.Number{1}, ""); err != nil {
		t.Fatal(err)
	}
	e, err := s.Show(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	digest := was.Digest()
	if e.Digest() != digest || e.SHA256 != hex.EncodeToString(digest[:]) || e.Forgotten != "no reason given" {
		t.Errorf("got digest %x, %q, %q, want that of the bytes", e.Digest(), e.SHA256, e.Forgotten)
	}
	if e.ID != was.ID || e.Origin != was.Origin || !e.RecordedAt.Equal(was.RecordedAt) || len(e.Problems) != 1 || e.Problems[0].Rule != "forgotten" {
		t.Errorf("got %+v", e)
	}
}

func TestForgetRefuses(t *testing.T) {
	s := open(t, hub(t))
	mustAppend(t, s, secret(1), held(2, "d-1"))
	if err := s.Forget(t.Context(), []quarantine.Number{1, 2}, "x"); !errors.Is(err, quarantine.ErrHeld) {
		t.Errorf("a held entry: got %v, want ErrHeld", err)
	}
	if err := s.Forget(t.Context(), []quarantine.Number{1, 3}, "x"); !errors.Is(err, quarantine.ErrNumber) {
		t.Errorf("no such entry: got %v, want ErrNumber", err)
	}
	if e, err := s.Show(t.Context(), 1); err != nil || string(e.Raw) != "raw-secret-1" {
		t.Errorf("after refusals: got %q and %v, want the bytes", e.Raw, err)
	}
}

// keeping is a JetStream whose streams do not delete: as if the process had died before.
type keeping struct{ jetstream.JetStream }

func (k keeping) Stream(ctx context.Context, name string) (jetstream.Stream, error) {
	s, err := k.JetStream.Stream(ctx, name)
	return stuck{s}, err
}

type stuck struct{ jetstream.Stream }

var errKilled = errors.New("killed")

func (stuck) SecureDeleteMsg(context.Context, uint64) error { return errKilled }

func TestForgettingIsFinishedAfterACrash(t *testing.T) {
	js, dir := onDisk(t)
	mustAppend(t, open(t, js), secret(1), secret(2))
	if err := open(t, keeping{js}).Forget(t.Context(), []quarantine.Number{1}, "by law"); !errors.Is(err, errKilled) {
		t.Fatalf("got %v, want it killed", err)
	}
	if !inFiles(t, dir, "raw-secret-1") {
		t.Fatal("the bytes are gone before they were deleted")
	}
	s := open(t, js)
	if e, err := s.Show(t.Context(), 1); err != nil || e.Forgotten != "by law" || len(e.Raw) > 0 {
		t.Errorf("after the crash: got %q, %q, %v, want it forgotten", e.Raw, e.Forgotten, err)
	}
	if err := s.Forget(t.Context(), []quarantine.Number{1}, "by law"); err != nil {
		t.Fatal(err)
	}
	if inFiles(t, dir, "raw-secret-1") {
		t.Error("the bytes are still in a file")
	}
	if got := numbersOf(list(t, open(t, js), quarantine.Filter{})); !cmp.Equal(got, []quarantine.Number{1, 2}) {
		t.Errorf("got entries %v, want [1 2]", got)
	}
}

// What was purged by hand keeps its numbers, also if what is left is older.
func TestNumbersAreNotGivenTwiceAfterForgettingAndPurging(t *testing.T) {
	js := hub(t)
	s := open(t, js)
	for i := range uint64(3) {
		mustAppend(t, s, secret(i+1))
	}
	if err := s.Forget(t.Context(), []quarantine.Number{1}, "by law"); err != nil { // it is message 4 now
		t.Fatal(err)
	}
	stream, err := js.Stream(t.Context(), quarantine.Stream)
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Purge(t.Context(), jetstream.WithPurgeSequence(4)); err != nil {
		t.Fatal(err)
	}
	s = open(t, js)
	if got := numbersOf(list(t, s, quarantine.Filter{})); !cmp.Equal(got, []quarantine.Number{1}) {
		t.Errorf("got entries %v, want [1]", got)
	}
	if got := mustAppend(t, s, secret(9)); !cmp.Equal(got, []quarantine.Number{4}) {
		t.Errorf("got number %v, want [4]", got)
	}
	if _, err := s.Show(t.Context(), 2); !errors.Is(err, quarantine.ErrNumber) {
		t.Errorf("a purged entry: got %v, want ErrNumber", err)
	}
	seen := 0
	for e := range s.All() {
		seen++
		if e.Origin == (eventlog.Origin{}) {
			t.Errorf("entry %d is of nowhere", e.Number)
		}
	}
	if seen != 2 {
		t.Errorf("got %d entries, want 2", seen)
	}
}

// A message in the middle is written anew twice, after something became of an
// entry in it: its places are empty, and nothing is missing.
func TestForgettingInTheMiddle(t *testing.T) {
	js := hub(t)
	s := open(t, js)
	mustAppend(t, s, secret(1))
	mustAppend(t, s, secret(2), held(3, "d-1"), secret(4))
	mustAppend(t, s, secret(5))
	if err := s.Resolve(t.Context(), []quarantine.Number{3}, quarantine.Dropped, ""); err != nil {
		t.Fatal(err)
	}
	for _, n := range []quarantine.Number{2, 4} {
		if err := s.Forget(t.Context(), []quarantine.Number{n}, "by law"); err != nil {
			t.Fatal(err)
		}
	}
	s = open(t, js)
	var got []string
	for _, e := range list(t, s, quarantine.Filter{}) {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%d %s %s", e.Number, e.State, e.Forgotten)))
	}
	if diff := cmp.Diff([]string{"1 open", "2 open by law", "3 dropped", "4 open by law", "5 open"}, got); diff != "" {
		t.Errorf("opened again (-want +got):\n%s", diff)
	}
	if held := s.Held(); len(held) > 0 {
		t.Errorf("held are %v, want none", numbersOf(held))
	}
	if got := s.Count("by"); got != (quarantine.Counts{Rejected: 4}) {
		t.Errorf("got %+v, want 4 rejected", got)
	}
	stream, err := js.Stream(t.Context(), quarantine.Stream)
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.DeleteMsg(t.Context(), stream.CachedInfo().State.LastSeq-3); err != nil { // entry 5, for which nothing stands
		t.Fatal(err)
	}
	if _, err := quarantine.Open(t.Context(), js); !errors.Is(err, quarantine.ErrCorrupt) {
		t.Errorf("a hole for which nothing stands: got %v, want ErrCorrupt", err)
	}
}
