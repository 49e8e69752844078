package server

import (
	"net/http"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what /metrics shows. They live in a registry of their own, so
// that several servers in one process do not meet.
type metrics struct {
	registry     *prometheus.Registry
	requests     *prometheus.CounterVec
	latency      *prometheus.HistogramVec
	transactions *prometheus.HistogramVec
	outbox       *prometheus.GaugeVec
	swept        *prometheus.CounterVec
	triggers     *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cognate_requests_total", Help: "Requests answered, by exception; code OK is success.",
		}, []string{"service", "operation", "code"}),
		latency: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "cognate_request_duration_seconds", Help: "Time from the first byte read to the answer written.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"service", "operation"}),
		transactions: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "cognate_store_transaction_duration_seconds", Help: "Time of store transactions, commit and retries included.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1},
		}, []string{"kind"}),
		outbox: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "cognate_outbox_messages", Help: "Messages waiting for a carrier, as of the last look.",
		}, []string{"state"}),
		swept: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cognate_store_swept_rows_total", Help: "Expired rows deleted.",
		}, []string{"table"}),
		triggers: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "cognate_trigger_duration_seconds", Help: "Time of Lambda triggers, all attempts included, by how they ended.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 15},
		}, []string{"trigger", "outcome"}),
	}
	m.registry.MustRegister(m.requests, m.latency, m.transactions, m.outbox, m.swept, m.triggers, buildInfo(),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// observe counts one request.
func (m *metrics) observe(e *event, took time.Duration) {
	code := e.Code
	if code == "" {
		code = "OK"
	}
	m.requests.WithLabelValues(e.Service, e.Operation, code).Inc()
	m.latency.WithLabelValues(e.Service, e.Operation).Observe(took.Seconds())
}

// observeStore measures transactions, or is nil when nobody looks.
func (s *Server) observeStore() func(kind string, took time.Duration, err error) {
	if s.metrics == nil {
		return nil
	}
	view := s.metrics.transactions.WithLabelValues("view")
	update := s.metrics.transactions.WithLabelValues("update")
	return func(kind string, took time.Duration, _ error) {
		if kind == "view" {
			view.Observe(took.Seconds())
		} else {
			update.Observe(took.Seconds())
		}
	}
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

func buildInfo() prometheus.Collector {
	version, revision := Version()
	g := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "cognate_build_info", Help: "Always 1; the labels say what runs.",
		ConstLabels: prometheus.Labels{"version": version, "revision": revision, "go": runtime.Version()},
	})
	g.Set(1)
	return g
}

// Version tells what this binary was built from: the module's version and the
// commit, with "+dirty" for a changed tree. Both are "unknown" where the
// toolchain did not record them.
func Version() (version, revision string) {
	version, revision = "unknown", "unknown"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version, revision
	}
	if info.Main.Version != "" {
		version = info.Main.Version
	}
	dirty := ""
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			revision = s.Value
		case "vcs.modified":
			if s.Value == "true" {
				dirty = "+dirty"
			}
		}
	}
	return version, revision + dirty
}
