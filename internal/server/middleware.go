package server

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// observed runs next and then logs and counts the request once. A panic in it
// is contained: the client gets a 500, the log the stack.
func (s *Server) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now() // durations need the monotonic clock, not the injected one
		e := &event{ID: requestID(), Service: "http"}
		ctx := withEvent(r.Context(), e)
		ctx, span := s.tracer.start(ctx, r)
		answer := &recorder{ResponseWriter: w, origins: s.config.CORSOrigins, origin: r.Header.Get("Origin")}
		r = r.WithContext(ctx)
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = http.MaxBytesReader(answer, r.Body, s.config.Limits.MaxBodyBytes)
		}
		func() {
			defer contain(answer, e)
			next.ServeHTTP(answer, r)
		}()
		e.Status = answer.status()
		took := time.Since(began)
		if s.metrics != nil {
			s.metrics.observe(e, took)
		}
		span.end(e)
		e.write(ctx, s.log, r, took)
	})
}

// contain turns a panic into an answer. http.ErrAbortHandler is no accident
// and goes on.
func contain(w *recorder, e *event) {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		panic(v)
	}
	e.Cause = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
	e.Code = "InternalErrorException"
	if !w.wrote {
		plain(w, http.StatusInternalServerError, "internal error\n")
	}
}

// requestID is UUID text, as AWS's request ids are.
func requestID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program first
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	var text [36]byte
	hex.Encode(text[:8], b[:4])
	hex.Encode(text[9:13], b[4:6])
	hex.Encode(text[14:18], b[6:8])
	hex.Encode(text[19:23], b[8:10])
	hex.Encode(text[24:], b[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}

// recorder remembers the status of an answer, and lets only the configured
// origins read it where a handler would let all.
type recorder struct {
	http.ResponseWriter
	code    int
	wrote   bool
	origins []string
	origin  string // of the page that asks, "" if none does
}

func (r *recorder) WriteHeader(code int) {
	if !r.wrote {
		r.code, r.wrote = code, true
		narrowOrigins(r.Header(), r.origins, r.origin)
	}
	r.ResponseWriter.WriteHeader(code)
}

func (r *recorder) Write(p []byte) (int, error) {
	if !r.wrote {
		r.WriteHeader(http.StatusOK)
	}
	return r.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach Flush and deadlines.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) status() int {
	if r.code == 0 {
		return http.StatusOK
	}
	return r.code
}

// narrowOrigins replaces the permission for every origin by one for this
// origin, or by none.
func narrowOrigins(h http.Header, origins []string, origin string) {
	const allow = "Access-Control-Allow-Origin"
	if h.Get(allow) != "*" || slices.Contains(origins, "*") {
		return
	}
	h.Add("Vary", "Origin")
	if slices.Contains(origins, origin) {
		h.Set(allow, origin)
	} else {
		h.Del(allow)
	}
}

// isSecure reports whether the client reached us by TLS, or a trusted proxy
// says that it reached the proxy so.
func isSecure(r *http.Request, trusted []netip.Prefix) bool {
	if r.TLS != nil {
		return true
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && within(peer.Addr().Unmap(), trusted) && r.Header.Get("X-Forwarded-Proto") == "https"
}

// clientAddress is the peer, or what trusted proxies say of it: the last
// address in X-Forwarded-For that is not itself a trusted proxy. Anything to
// the left of it was written by the client.
func clientAddress(r *http.Request, trusted []netip.Prefix) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	addr := peer.Addr().Unmap()
	if !within(addr, trusted) {
		return addr.String()
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		addr = hop.Unmap()
		if !within(addr, trusted) {
			break
		}
	}
	return addr.String()
}

func within(addr netip.Addr, prefixes []netip.Prefix) bool {
	for _, p := range prefixes {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}
