package connector_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/lernverbund/lernverbund/pkg/connector"
)

// BenchmarkDeliver makes two deliveries of 20,000 offers of 1.8 KB through a
// running intake: everything new, then everything again. The figures are of
// one connector over TCP, receipts included.
func BenchmarkDeliver(b *testing.B) {
	const offers = 20_000
	says := strings.Repeat("Datenschutz ", 140)
	f := feed{}
	for i := range offers {
		f[fmt.Sprint("DS-", i)] = says
	}
	for b.Loop() {
		h := start(b, "by")
		_, stop := h.run(b)
		c := h.client(b, "by", "bayvsa")
		for _, what := range []string{"first", "again"} {
			d := f.delivery()
			begun := time.Now()
			out, err := connector.Run(b.Context(), connector.Config{Client: c, Delivery: d, Wait: patience})
			if err != nil || out.Counts.Pending > 0 {
				b.Fatalf("%+v, %v", out, err)
			}
			b.ReportMetric(time.Since(begun).Seconds(), "s/"+what)
		}
		stop()
	}
}
