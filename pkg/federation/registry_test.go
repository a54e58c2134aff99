package federation_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/jwt/v2"
	"github.com/nats-io/nkeys"

	"github.com/lernverbund/lernverbund/pkg/federation"
	"github.com/lernverbund/lernverbund/pkg/learning"
	"github.com/lernverbund/lernverbund/pkg/testbed"
)

func TestOpenMakesEverything(t *testing.T) {
	dir := testbed.Dir(t)
	reg, err := federation.Open(federation.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if !reg.Created() {
		t.Error("an empty directory was not told from an old one")
	}
	laender, err := reg.Laender()
	if diff := cmp.Diff(learning.Laender, laender); diff != "" || err != nil {
		t.Errorf("Länder (-want +got), %v:\n%s", err, diff)
	}
	for _, land := range learning.Laender {
		if _, err := os.Stat(filepath.Join(dir, "creds", string(land)+".creds")); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(reg.OperatorCreds()); err != nil {
		t.Error(err)
	}
	wantModes(t, dir, "keys", "accounts", "creds")
}

func TestOpenMustExist(t *testing.T) {
	dir := filepath.Join(testbed.Dir(t), "typo")
	if _, err := federation.Open(federation.Config{Dir: dir, MustExist: true}); !errors.Is(err, federation.ErrNoRegistry) {
		t.Errorf("got %v, want ErrNoRegistry", err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("something was made: %v", err)
	}
	openRegistry(t, dir, federation.Limits{})
	if _, err := federation.Open(federation.Config{Dir: dir, Laender: []learning.Land{"by", "nw"}, MustExist: true}); err != nil {
		t.Error(err)
	}
}

// wantModes: what is secret is nobody else's to read.
func wantModes(t *testing.T, dir string, subs ...string) {
	t.Helper()
	files := 0
	for _, sub := range subs {
		err := filepath.WalkDir(filepath.Join(dir, sub), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			want := fs.FileMode(0o600)
			if d.IsDir() {
				want = 0o700
			}
			if got := info.Mode().Perm(); got != want {
				t.Errorf("%s: got mode %o, want %o", path, got, want)
			}
			if strings.Contains(d.Name(), ".new") {
				t.Errorf("%s: left behind", path)
			}
			files++
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	if files < 10 {
		t.Errorf("only %d files looked at", files)
	}
}

// The identity seed of an account is needed by nobody, so it lies nowhere.
func TestNoAccountSeed(t *testing.T) {
	dir := testbed.Dir(t)
	reg := openRegistry(t, dir, federation.Limits{})
	accounts, err := reg.Accounts()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := filepath.Glob(filepath.Join(dir, "keys", "*.nk"))
	if err != nil || len(keys) < 10 {
		t.Fatalf("got %d keys, %v", len(keys), err)
	}
	for _, file := range keys {
		kp, err := nkeys.FromSeed([]byte(strings.TrimSpace(string(read(t, file)))))
		if err != nil {
			t.Fatal(err)
		}
		public, err := kp.PublicKey()
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(accounts, func(a federation.Account) bool { return a.ID == public }) {
			t.Errorf("%s holds the identity seed of an account", file)
		}
	}
}

func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, sub := range []string{"keys", "accounts", "creds"} {
		files, err := filepath.Glob(filepath.Join(dir, sub, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			out[strings.TrimPrefix(f, dir)] = string(read(t, f))
		}
	}
	return out
}

func TestOpenAgainChangesNothing(t *testing.T) {
	dir := testbed.Dir(t)
	reg := openRegistry(t, dir, federation.Limits{})
	if _, err := reg.Creds(testContext(t), nil, "by", "bayvsa"); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, dir)
	again := openRegistry(t, dir, federation.Limits{})
	if again.Created() {
		t.Error("an old directory was taken for an empty one")
	}
	if _, err := again.Creds(testContext(t), nil, "by", "bayvsa"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, snapshot(t, dir)); diff != "" {
		t.Errorf("files changed (-before +after):\n%s", diff)
	}
}

// A newer version with other limits or roles rewrites the tokens and no credential.
func TestOpenBringsTokensUpToDate(t *testing.T) {
	dir := testbed.Dir(t)
	openRegistry(t, dir, federation.Limits{})
	creds := read(t, filepath.Join(dir, "creds", "by.creds"))
	limits := federation.DefaultLimits()
	limits.Connections = 7
	reg := openRegistry(t, dir, limits)
	a, err := reg.Account("by")
	if err != nil || a.Claims.Limits.Conn != 7 {
		t.Errorf("got %d connections, %v, want 7", a.Claims.Limits.Conn, err)
	}
	if got := read(t, filepath.Join(dir, "creds", "by.creds")); string(got) != string(creds) {
		t.Error("the credential changed")
	}
	// A lost role key costs the files of that role and nothing else.
	if err := os.Remove(filepath.Join(dir, "keys", "by.system.nk")); err != nil {
		t.Fatal(err)
	}
	openRegistry(t, dir, limits)
	after, err := reg.Account("by")
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	for key := range after.Claims.SigningKeys {
		if a.Claims.SigningKeys.Contains(key) {
			kept++
		}
	}
	if want := len(a.Claims.SigningKeys) - 1; kept != want || len(after.Claims.SigningKeys) != want+1 || after.ID != a.ID {
		t.Errorf("got %d of %d role keys kept, want %d", kept, len(after.Claims.SigningKeys), want)
	}
}

func TestOpenRefusesADamagedDirectory(t *testing.T) {
	tokenOf := func(t *testing.T, dir, land string) string {
		t.Helper()
		files, err := filepath.Glob(filepath.Join(dir, "accounts", land+".*.jwt"))
		if err != nil || len(files) != 1 {
			t.Fatalf("got %v, %v", files, err)
		}
		return files[0]
	}
	for name, c := range map[string]struct {
		damage func(t *testing.T, dir string) (names string)
		want   error
	}{
		"operator key missing": {func(t *testing.T, dir string) string {
			return remove(t, filepath.Join(dir, "keys", "operator.nk"))
		}, federation.ErrOperatorKey},
		"only streams are left": {func(t *testing.T, dir string) string {
			for _, sub := range []string{"keys", "accounts", "creds"} {
				if err := os.RemoveAll(filepath.Join(dir, sub)); err != nil {
					t.Fatal(err)
				}
			}
			mkdir(t, filepath.Join(dir, "nats", "jetstream"))
			return "nats"
		}, federation.ErrOperatorKey},
		"token torn": {func(t *testing.T, dir string) string {
			file := tokenOf(t, dir, "by")
			write(t, file, read(t, file)[:400])
			return file
		}, federation.ErrTorn},
		"token empty": {func(t *testing.T, dir string) string {
			file := tokenOf(t, dir, "nw")
			write(t, file, nil)
			return file
		}, federation.ErrTorn},
		"token of another account": {func(t *testing.T, dir string) string {
			file := tokenOf(t, dir, "by")
			write(t, file, read(t, tokenOf(t, dir, "nw")))
			return file
		}, federation.ErrTorn},
		"token of another hub": {func(t *testing.T, dir string) string {
			other := testbed.Dir(t)
			openRegistry(t, other, federation.Limits{})
			remove(t, tokenOf(t, dir, "by"))
			foreign := tokenOf(t, other, "by")
			write(t, filepath.Join(dir, "accounts", filepath.Base(foreign)), read(t, foreign))
			return filepath.Base(foreign)
		}, federation.ErrTorn},
		"two tokens": {func(t *testing.T, dir string) string {
			extra := testbed.Dir(t)
			write(t, filepath.Join(extra, "by"), read(t, tokenOf(t, dir, "by")))
			remove(t, tokenOf(t, dir, "by"))
			openRegistry(t, dir, federation.Limits{})
			claims := read(t, filepath.Join(extra, "by"))
			write(t, filepath.Join(dir, "accounts", idFile(t, claims)), claims)
			return "by"
		}, federation.ErrTwoTokens},
		"token missing, streams there": {func(t *testing.T, dir string) string {
			file := tokenOf(t, dir, "by")
			id := strings.Split(filepath.Base(file), ".")[1]
			mkdir(t, filepath.Join(dir, "nats", "jetstream", id, "streams"))
			remove(t, file)
			return id
		}, federation.ErrOrphan},
	} {
		t.Run(name, func(t *testing.T) {
			dir := testbed.Dir(t)
			openRegistry(t, dir, federation.Limits{})
			names := c.damage(t, dir)
			_, err := federation.Open(federation.Config{Dir: dir, Laender: []learning.Land{"by", "nw"}})
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if !strings.Contains(err.Error(), names) {
				t.Errorf("got %q, want it to name %s", err, names)
			}
		})
	}
}

func idFile(t *testing.T, token []byte) string {
	t.Helper()
	claims, err := jwt.DecodeAccountClaims(string(token))
	if err != nil {
		t.Fatal(err)
	}
	return claims.Name + "." + claims.Subject + ".jwt"
}

func remove(t *testing.T, file string) string {
	t.Helper()
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	return filepath.Base(file)
}

func write(t *testing.T, file string, raw []byte) {
	t.Helper()
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}

func mkdir(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
}

func TestNamesAreChecked(t *testing.T) {
	reg := openRegistry(t, testbed.Dir(t), federation.Limits{})
	for _, system := range []learning.System{"*", ">", "LAND", "bay vsa", "bay.vsa", "bäyvsa", "../nw", learning.System(strings.Repeat("x", 33))} {
		if file, err := reg.Creds(testContext(t), nil, "by", system); !errors.Is(err, federation.ErrNames) {
			t.Errorf("%q: got %q, %v, want ErrNames", system, file, err)
		}
	}
	for _, land := range []learning.Land{"", "xx", "hub", "*", "HUB"} {
		if file, err := reg.Creds(testContext(t), nil, land, "a"); !errors.Is(err, federation.ErrNames) {
			t.Errorf("%q: got %q, %v, want ErrNames", land, file, err)
		}
	}
	if _, err := reg.Creds(testContext(t), nil, "th", "a"); !errors.Is(err, federation.ErrNoAccount) {
		t.Errorf("a Land without an account: got %v, want ErrNoAccount", err)
	}
	if _, err := reg.Token("../../etc/passwd"); !errors.Is(err, federation.ErrNoAccount) {
		t.Errorf("token of a path: got %v, want ErrNoAccount", err)
	}
}

func TestListAndSystems(t *testing.T) {
	reg := openRegistry(t, testbed.Dir(t), federation.Limits{})
	ctx := testContext(t)
	for _, system := range []learning.System{"bayvsa", "other"} {
		if _, err := reg.Creds(ctx, nil, "by", system); err != nil {
			t.Fatal(err)
		}
	}
	// A file that was handed over and removed here is issued anew, and both keys are known.
	if err := os.Remove(filepath.Join(regDir(reg), "by.other.creds")); err != nil {
		t.Fatal(err)
	}
	if _, err := reg.Creds(ctx, nil, "by", "other"); err != nil {
		t.Fatal(err)
	}
	if err := reg.Revoke(ctx, nil, "by", "bayvsa"); err != nil {
		t.Fatal(err)
	}
	systems, err := reg.Systems("by")
	if diff := cmp.Diff([]learning.System{"", "other"}, systems); diff != "" || err != nil {
		t.Errorf("systems (-want +got), %v:\n%s", err, diff)
	}
	list, err := reg.List()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, i := range list {
		state := "counts"
		if !i.Revoked.IsZero() {
			state = "revoked"
		}
		got = append(got, string(i.Land)+"/"+i.User()+" "+state)
	}
	want := []string{"by/LAND counts", "by/bayvsa revoked", "by/other counts", "by/other counts", "nw/LAND counts"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
}

func regDir(reg *federation.Registry) string { return filepath.Dir(reg.OperatorCreds()) }
