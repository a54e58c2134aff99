package hub

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/lernverbund/lernverbund/pkg/api"
)

// A hub on one machine with its proxy: the machine is trusted to name the
// visitor and has no limit itself, and the networks that the operator names stay.
func TestThisMachineIsTheProxyAndHasNoLimit(t *testing.T) {
	ours := netip.MustParsePrefix("10.0.0.0/8")
	rate := Config{Rate: api.Rate{Proxies: []netip.Prefix{ours}}}.complete().Rate
	for _, want := range append(slices.Clone(loopback), ours) {
		if !slices.Contains(rate.Proxies, want) {
			t.Errorf("proxies %v lack %v", rate.Proxies, want)
		}
	}
	if got := rate.Free; !slices.Equal(got, loopback) {
		t.Errorf("without a limit: %v, want %v", got, loopback)
	}
}
