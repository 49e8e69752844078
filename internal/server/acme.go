package server

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"strconv"

	"github.com/caddyserver/certmagic"
	"github.com/mholt/acmez/v3"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/cognate-id/cognate/internal/userpool/domain"
)

// useACME gets certificates for the names of this server when they are first
// asked for, and renews them. Names that are not ours get none: otherwise
// anybody could use up the limits of the CA.
func (s *Server) useACME(storage *Storage, at *domain.Resolver, deps Deps) error {
	c := s.config.ACME
	files, err := newACMEStorage(storage.DB, deps.Now, deps.Rand)
	if err != nil {
		return err
	}
	log := zap.New(&logBridge{log: s.log})
	var magic *certmagic.Config
	cache := certmagic.NewCache(certmagic.CacheOptions{
		GetConfigForCert: func(certmagic.Certificate) (*certmagic.Config, error) { return magic, nil },
		Logger:           log,
	})
	magic = certmagic.New(cache, certmagic.Config{
		Storage: files,
		OnDemand: &certmagic.OnDemandConfig{DecisionFunc: func(ctx context.Context, name string) error {
			return s.ownsName(ctx, at, name)
		}},
		Logger: log,
	})
	host, port, err := net.SplitHostPort(s.listener.Addr().String())
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return err
	}
	issuer := certmagic.ACMEIssuer{CA: c.Directory, TestCA: c.Directory, Email: c.Email, Agreed: true, DisableHTTPChallenge: true,
		ListenHost: host, AltTLSALPNPort: n, Logger: log}
	if c.Roots != "" {
		if issuer.TrustedRoots, err = rootsFrom(c.Roots); err != nil {
			return fmt.Errorf("acme-roots: %w", err)
		}
	}
	magic.Issuers = []certmagic.Issuer{certmagic.NewACMEIssuer(magic, issuer)}
	s.certificates.issue, s.certificates.challenge = magic.GetCertificate, acmez.ACMETLS1Protocol
	s.closers = append(s.closers, func() error { cache.Stop(); return nil })
	return nil
}

// ownsName reports by nil whether a name is that of the public URL or of a
// pool's domain.
func (s *Server) ownsName(ctx context.Context, at *domain.Resolver, name string) error {
	if name == s.public().Hostname() {
		return nil
	}
	site, err := at.Resolve(ctx, name, "/")
	if err != nil {
		return err
	}
	if site == nil || site.Domain == nil {
		return fmt.Errorf("%s is not a name of this server", name)
	}
	return nil
}

// logBridge takes certmagic's log into ours.
type logBridge struct {
	log    *slog.Logger
	fields []zapcore.Field
}

func (b *logBridge) Enabled(l zapcore.Level) bool {
	return b.log.Enabled(context.Background(), levelOf(l))
}

func (b *logBridge) With(fields []zapcore.Field) zapcore.Core {
	return &logBridge{b.log, append(b.fields[:len(b.fields):len(b.fields)], fields...)}
}

func (b *logBridge) Check(e zapcore.Entry, c *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if b.Enabled(e.Level) {
		return c.AddCore(e, b)
	}
	return c
}

// Write passes an entry on. Debug entries may hold what is secret for a while,
// such as key authorizations; they lose their fields.
func (b *logBridge) Write(e zapcore.Entry, fields []zapcore.Field) error {
	var attrs []slog.Attr
	if e.Level > zapcore.DebugLevel {
		m := zapcore.NewMapObjectEncoder()
		for _, f := range append(b.fields[:len(b.fields):len(b.fields)], fields...) {
			f.AddTo(m)
		}
		for name, v := range m.Fields {
			attrs = append(attrs, slog.Any(name, v))
		}
	}
	b.log.LogAttrs(context.Background(), levelOf(e.Level), "acme: "+e.Message, attrs...)
	return nil
}

func (b *logBridge) Sync() error { return nil }

func levelOf(l zapcore.Level) slog.Level {
	switch {
	case l <= zapcore.DebugLevel:
		return slog.LevelDebug
	case l == zapcore.InfoLevel:
		return slog.LevelInfo
	case l == zapcore.WarnLevel:
		return slog.LevelWarn
	}
	return slog.LevelError
}
