package server

import (
	"context"
	"net/http"
	"time"
)

// readyTimeout bounds the question whether the store answers.
const readyTimeout = 2 * time.Second

// check is one thing that must work before requests can be answered.
type check struct {
	name string
	ask  func(context.Context) error
}

// healthz says that the process runs and serves.
func healthz(w http.ResponseWriter, _ *http.Request) {
	plain(w, http.StatusOK, "ok\n")
}

// readyz says whether requests would be answered. It names the failing check
// and leaves the reason to the log: the answer may be public.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	for _, c := range s.checks {
		if err := c.ask(ctx); err != nil {
			eventFrom(r.Context()).Cause = err
			plain(w, http.StatusServiceUnavailable, "not ready: "+c.name+"\n")
			return
		}
	}
	plain(w, http.StatusOK, "ready\n")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // a client that has gone away needs no answer
}
