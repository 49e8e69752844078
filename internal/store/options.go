package store

import (
	"errors"
	"log/slog"
	"time"
)

// Options say which database to open and how. Exactly one of Path and URL is
// set.
type Options struct {
	Path string // SQLite file, made if absent, or ":memory:"
	URL  string // postgres://…

	Sealer Sealer
	Now    func() time.Time
	Log    *slog.Logger

	// Observe, when set, is told how long each transaction took, with "view"
	// or "update", and how it ended.
	Observe func(kind string, took time.Duration, err error)

	// Fault, when set, is asked before each statement of a transaction and
	// fails it with what it returns. Tests use it to see what a failure leaves.
	Fault func(statement string) error
}

// Sealer encrypts what must not lie in the clear. aad binds the sealed bytes
// to their row: Open fails when it differs. Safe for concurrent use.
type Sealer interface {
	Seal(plaintext, aad []byte) []byte
	Open(sealed, aad []byte) ([]byte, error)
}

func (o *Options) validate() error {
	switch {
	case (o.Path == "") == (o.URL == ""):
		return errors.New("store: give either a path or a URL")
	case o.Sealer == nil:
		return errors.New("store: a sealer is needed")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return nil
}
