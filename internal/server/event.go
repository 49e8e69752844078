package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"time"
)

// event is the one thing logged about a request. Handlers below enrich it
// through the context; nothing in it names a user or holds a secret.
type event struct {
	ID        string
	Service   string
	Operation string
	Code      string // the exception answered, "" for success
	Status    int
	Key       string // hash of the access key id, to tell callers apart
	Cause     error  // what the client did not learn

	// Undeclared marks an exception that the operation's model does not name.
	Undeclared bool
}

type eventKey struct{}

func withEvent(ctx context.Context, e *event) context.Context {
	return context.WithValue(ctx, eventKey{}, e)
}

// eventFrom never returns nil: outside a request enrichment goes nowhere.
func eventFrom(ctx context.Context) *event {
	if e, ok := ctx.Value(eventKey{}).(*event); ok {
		return e
	}
	return &event{}
}

// signedBy remembers whose signature the request carried.
func (e *event) signedBy(accessKeyID string) {
	sum := sha256.Sum256([]byte(accessKeyID))
	e.Key = hex.EncodeToString(sum[:4])
}

// write logs the event. Client mistakes are not the operator's warnings; only
// what the server did wrong is an error.
func (e *event) write(ctx context.Context, log *slog.Logger, r *http.Request, took time.Duration) {
	level := slog.LevelInfo
	if e.Status >= http.StatusInternalServerError && e.Status != http.StatusNotImplemented {
		level = slog.LevelError
	}
	if !log.Enabled(ctx, level) {
		return
	}
	attrs := make([]slog.Attr, 0, 10)
	attrs = append(attrs, slog.String("id", e.ID), slog.String("service", e.Service))
	if e.Operation != "" {
		attrs = append(attrs, slog.String("operation", e.Operation))
	} else {
		attrs = append(attrs, slog.String("method", r.Method))
	}
	attrs = append(attrs, slog.Int("status", e.Status), slog.Duration("took", took))
	if e.Code != "" {
		attrs = append(attrs, slog.String("code", e.Code))
	}
	if e.Key != "" {
		attrs = append(attrs, slog.String("key", e.Key))
	}
	if e.Undeclared {
		attrs = append(attrs, slog.Bool("undeclared", true))
	}
	if e.Cause != nil && level == slog.LevelError {
		attrs = append(attrs, slog.String("cause", e.Cause.Error()))
	}
	log.LogAttrs(ctx, level, "request", attrs...)
}
