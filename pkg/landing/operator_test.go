package landing_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lernverbund/lernverbund/pkg/landing"
)

func TestReadOperator(t *testing.T) {
	got, err := landing.ReadOperator(strings.NewReader("name: Amt für Lernen\naddress: [Musterweg 1, 65183 Wiesbaden]\nemail: hilfe@lernen.example\n"))
	want := landing.Operator{Name: "Amt für Lernen", Address: []string{"Musterweg 1", "65183 Wiesbaden"}, Email: "hilfe@lernen.example"}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for _, bad := range []string{"", "name: Amt", "name: [", "name: Amt\nemail: a@b.example\nfax: 1"} {
		if _, err := landing.ReadOperator(strings.NewReader(bad)); !errors.Is(err, landing.ErrOperator) {
			t.Errorf("%q: got %v, want ErrOperator", bad, err)
		}
	}
}
