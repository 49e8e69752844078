package server

import "net/http"

// routes puts every product at its place. Paths below /healthz, /readyz and
// /metrics are the operator's; everything else belongs to clients.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /healthz", named("healthz", http.HandlerFunc(healthz)))
	mux.Handle("GET /readyz", named("readyz", http.HandlerFunc(s.readyz)))
	if s.metrics != nil {
		mux.Handle("GET /metrics", named("metrics", s.metrics.handler()))
	}
	return mux
}

// named gives a route its name in logs and metrics; raw paths would let
// clients invent metric series.
func named(operation string, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		eventFrom(r.Context()).Operation = operation
		h.ServeHTTP(w, r)
	})
}
