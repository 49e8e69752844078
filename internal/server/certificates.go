package server

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/userpool/domain"
)

// certificates finds the certificate for a connection: one from a file that is
// valid for the name asked for, else one that is made or fetched for it, else
// the first file's.
type certificates struct {
	files []tls.Certificate
	// issue makes or fetches one; nil where there are files only.
	issue func(*tls.ClientHelloInfo) (*tls.Certificate, error)
	// challenge is the protocol by which an ACME server asks, "" without one.
	challenge string
	resolver  *domain.Resolver // nil until the pools are there
}

// loadCertificates reads the files that the settings name.
func loadCertificates(c *config.Config) (certificates, error) {
	var out certificates
	if c.TLSCert != "" {
		pair, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
		if err != nil {
			return out, fmt.Errorf("tls-cert, tls-key: %w", err)
		}
		out.files = append(out.files, pair)
	}
	if c.DomainCerts == "" {
		return out, nil
	}
	chains, err := filepath.Glob(filepath.Join(c.DomainCerts, "*.pem"))
	if err != nil {
		return out, fmt.Errorf("domain-certs: %w", err)
	}
	if len(chains) == 0 {
		return out, errors.New("domain-certs: there is no NAME.pem in " + c.DomainCerts)
	}
	for _, chain := range chains {
		pair, err := tls.LoadX509KeyPair(chain, strings.TrimSuffix(chain, ".pem")+".key")
		if err != nil {
			return out, fmt.Errorf("domain-certs: %w", err)
		}
		out.files = append(out.files, pair)
	}
	return out, nil
}

// config is the TLS configuration of the listener.
func (c *certificates) config() *tls.Config {
	t := &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get, NextProtos: []string{"h2", "http/1.1"}}
	t.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) { return c.forDomain(t, hello) }
	return t
}

func (c *certificates) get(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	if c.challenge != "" && slices.Contains(hello.SupportedProtos, c.challenge) {
		return c.issue(hello)
	}
	for i := range c.files {
		if hello.SupportsCertificate(&c.files[i]) == nil {
			return &c.files[i], nil
		}
	}
	switch {
	case c.issue != nil:
		return c.issue(hello)
	case len(c.files) > 0:
		return &c.files[0], nil
	}
	return nil, errors.New("no certificate for " + hello.ServerName)
}

// forDomain raises the least TLS version where the SecurityPolicy of a custom
// domain asks for it, and answers challenges. Less than TLS 1.2 is not spoken,
// whatever a policy allows.
func (c *certificates) forDomain(base *tls.Config, hello *tls.ClientHelloInfo) (*tls.Config, error) {
	if c.challenge != "" && slices.Contains(hello.SupportedProtos, c.challenge) {
		t := base.Clone()
		t.GetConfigForClient, t.NextProtos = nil, []string{c.challenge}
		return t, nil
	}
	if c.resolver == nil || hello.ServerName == "" {
		return nil, nil
	}
	site, err := c.resolver.Resolve(hello.Context(), hello.ServerName, "/")
	if err != nil || site == nil || site.Domain == nil || site.Domain.SecurityPolicy != "TLS_V1_3_2025" {
		return nil, err
	}
	t := base.Clone()
	t.GetConfigForClient, t.MinVersion = nil, tls.VersionTLS13
	return t, nil
}

// secure decides where certificates come from that no file has.
func (s *Server) secure(storage *Storage, at *domain.Resolver, deps Deps) error {
	if s.certificates == nil {
		return nil
	}
	s.certificates.resolver = at
	switch {
	case s.config.LocalTLS:
		ca, err := openLocalCA(filepath.Join(s.config.Data, LocalCAFile), storage.Ring, deps)
		if err != nil {
			return fmt.Errorf("tls: %w", err)
		}
		s.certificates.issue = ca.issue
	case s.config.ACME.Directory != "":
		return s.useACME(storage, at, deps)
	}
	return nil
}

// rootsFrom reads the CAs of a PEM file.
func rootsFrom(path string) (*x509.CertPool, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, errors.New("there is no certificate in " + path)
	}
	return pool, nil
}
