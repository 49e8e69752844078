package server

import (
	"net/http"
	"time"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/inbox"
	"github.com/cognate-id/cognate/internal/oauth"
)

// routes puts every product at its place. Paths below /healthz, /readyz and
// /metrics are the operator's; everything else belongs to clients.
func (s *Server) routes(aws http.Handler, known *oauth.WellKnown, identities *identityKeys) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /healthz", named("healthz", http.HandlerFunc(healthz)))
	mux.Handle("GET /readyz", named("readyz", http.HandlerFunc(s.readyz)))
	if s.metrics != nil {
		mux.Handle("GET /metrics", named("metrics", s.metrics.handler()))
	}
	if s.config.Mode == config.Dev {
		page := named("inbox", inbox.New(s.Messages, time.Now, s.URL()))
		for _, path := range inbox.Paths() {
			mux.Handle("GET "+path, page)
		}
	}
	mux.Handle("GET /{pool}/.well-known/jwks.json", named("jwks", http.HandlerFunc(known.JWKS)))
	mux.Handle("GET /{pool}/.well-known/openid-configuration", named("discovery", http.HandlerFunc(known.Configuration)))
	mux.Handle("GET /.well-known/openid-configuration", named("identity_discovery", identities.serveDiscovery(s.URL())))
	for _, name := range []string{"jwks_uri", "jwks.json"} {
		mux.Handle("GET /.well-known/"+name, named("identity_jwks", http.HandlerFunc(identities.serveKeys)))
	}
	for _, endpoint := range []string{"authorize", "token", "userInfo"} {
		mux.Handle("/{pool}/"+endpoint, named("no_domain", http.HandlerFunc(oauth.NoDomain)))
	}
	mux.Handle("/", aws)
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
