package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what /metrics tells.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	page     http.Handler
}

func newMetrics(status func(context.Context) (Status, error)) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "lernverbund_http_requests_total", Help: "Answered requests by route and status code.",
		}, []string{"route", "code"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "lernverbund_http_request_seconds", Help: "Time from request to answer, in seconds.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1, 5},
		}, []string{"route"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, positions{status},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.page = promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{DisableCompression: true})
	return m
}

func (m *metrics) observe(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}

// Registry is where other parts of the process may add metrics of their own.
func (a *API) Registry() *prometheus.Registry { return a.metrics.registry }

// positions tells the state of the hub when it is scraped.
type positions struct {
	status func(context.Context) (Status, error)
}

// statusTimeout bounds how long a scrape waits for the state of the hub.
const statusTimeout = 5 * time.Second

func gauge(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("lernverbund_"+name, help, labels, nil)
}

var (
	statusUp      = gauge("status_up", "1 if the state of the hub could be read.")
	logPosition   = gauge("log_position", "Position of the last record in the log.")
	ledgerSize    = gauge("ledger_size", "Leaves of the ledger.")
	catPosition   = gauge("catalogue_position", "Position of the last record in the catalogue.")
	catOffers     = gauge("catalogue_offers", "Live offers.")
	catOrphans    = gauge("catalogue_orphans", "Session facts that found no offer.")
	landOffers    = gauge("land_offers", "Live offers of a Land.", "land")
	landLag       = gauge("land_lag", "Outbox messages of a Land that are not yet judged.", "land")
	landHeld      = gauge("land_held", "Withdrawals of a Land kept back by the brake.", "land")
	landRejected  = gauge("land_rejected", "Rejected events of a Land in quarantine.", "land")
	landLastEvent = gauge("land_last_event_timestamp_seconds", "When the last event of a Land was recorded, Unix time.", "land")
)

// Describe names everything that Collect may tell.
func (positions) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		statusUp, logPosition, ledgerSize, catPosition, catOffers, catOrphans,
		landOffers, landLag, landHeld, landRejected, landLastEvent,
	} {
		out <- d
	}
}

// Collect asks for the state of the hub and tells it.
func (p positions) Collect(out chan<- prometheus.Metric) {
	tell := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	ctx, cancel := context.WithTimeout(context.Background(), statusTimeout)
	defer cancel()
	s, err := p.status(ctx)
	if err != nil {
		tell(statusUp, 0)
		return
	}
	tell(statusUp, 1)
	tell(logPosition, float64(s.Log.Position))
	tell(ledgerSize, float64(s.Ledger.Size))
	tell(catPosition, float64(s.Catalogue.Position))
	tell(catOffers, float64(s.Catalogue.Offers))
	tell(catOrphans, float64(s.Catalogue.Orphans))
	for _, l := range s.Laender {
		land := string(l.Land)
		tell(landOffers, float64(l.Offers), land)
		tell(landLag, float64(l.Lag), land)
		tell(landHeld, float64(l.Held), land)
		tell(landRejected, float64(l.Rejected), land)
		if l.LastEvent != nil {
			tell(landLastEvent, float64(l.LastEvent.UnixMilli())/1e3, land)
		}
	}
}
