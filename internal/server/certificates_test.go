package server

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/crypto/seal"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

// running starts a server that answers until the test ends; before changes
// what is stored.
func running(t *testing.T, mode config.Mode, before func(*store.Tx) error, flags ...string) *Server {
	t.Helper()
	c, err := config.Load(mode, flags, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(t.Context(), c, Deps{Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	if before != nil {
		if err := s.storage.Update(t.Context(), before); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return s
}

// browser makes requests that reach the server whatever host they name.
func browser(s *Server, roots *x509.CertPool, change func(*tls.Config)) *http.Client {
	conf := &tls.Config{RootCAs: roots}
	if change != nil {
		change(conf)
	}
	return &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{
		TLSClientConfig: conf, ForceAttemptHTTP2: true, DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", s.listener.Addr().String())
		},
	}}
}

func get(t *testing.T, c *http.Client, url string) error {
	t.Helper()
	response, err := c.Get(url)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

func TestLocalTLS(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := running(t, config.Dev, nil, "--listen=127.0.0.1:0", "--data="+data, "--tls")
	if !strings.HasPrefix(s.URL(), "https://127.0.0.1:") {
		t.Errorf("URL %s", s.URL())
	}
	roots, err := rootsFrom(filepath.Join(data, LocalCAFile))
	if err != nil {
		t.Fatal(err)
	}
	c := browser(s, roots, nil)
	for _, url := range []string{s.URL(), "https://localhost", "https://acme.auth.us-east-1.localhost", "https://[::1]"} {
		if err := get(t, c, url); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
	if err := get(t, c, "https://bank.example"); err == nil {
		t.Error("there is a certificate for another's name")
	}
	if err := get(t, browser(s, x509.NewCertPool(), nil), "https://localhost"); err == nil {
		t.Error("a client that does not trust the CA connects")
	}
	old := func(c *tls.Config) { c.MaxVersion = tls.VersionTLS11; c.MinVersion = tls.VersionTLS10 }
	if err := get(t, browser(s, roots, old), "https://localhost"); err == nil {
		t.Error("TLS 1.1 is spoken")
	}
}

// The CA is good for this machine only, whoever gets its key.
func TestLocalCA(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	deps := Deps{Now: func() time.Time { return now }, Rand: rand.Reader}
	keys, err := seal.Generate(rand.Reader, now)
	if err != nil {
		t.Fatal(err)
	}
	ring := &Ring{Keyring: keys}
	path := filepath.Join(t.TempDir(), LocalCAFile)
	first, err := openLocalCA(path, ring, deps)
	if err != nil {
		t.Fatal(err)
	}
	stolen, err := first.sign("bank.example")
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(first.certificate)
	var constraint x509.CertificateInvalidError
	if _, err := stolen.Leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: now, DNSName: "bank.example"}); !errors.As(err, &constraint) {
		t.Errorf("a certificate for bank.example: %v", err)
	}
	again, err := openLocalCA(path, ring, deps)
	if err != nil || !again.certificate.Equal(first.certificate) {
		t.Errorf("the second start makes another CA: %v", err)
	}
	sealed, err := os.ReadFile(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x509.ParseECPrivateKey(sealed); err == nil {
		t.Error("the key of the CA lies in the clear")
	}
	now = now.Add(caLife - time.Hour)
	renewed, err := openLocalCA(path, ring, deps)
	if err != nil || renewed.certificate.Equal(first.certificate) {
		t.Errorf("a CA that ends within the hour is kept: %v", err)
	}
}

// writeNamed makes a self-signed certificate for names and gives its pool.
func writeNamed(t *testing.T, dir, file string, names ...string) *x509.CertPool {
	t.Helper()
	key, template := selfSigned(t, names)
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, kind string, der []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(file+".pem", "CERTIFICATE", der)
	write(file+".key", "EC PRIVATE KEY", private)
	roots, err := rootsFrom(filepath.Join(dir, file+".pem"))
	if err != nil {
		t.Fatal(err)
	}
	return roots
}

func TestDomainCertificates(t *testing.T) {
	t.Parallel()
	dir, domains := t.TempDir(), t.TempDir()
	main := writeNamed(t, dir, "main", "id.example.com")
	login := writeNamed(t, domains, "login", "login.example.com")
	before := func(tx *store.Tx) error {
		return errors.Join(tx.InsertPool(&userpool.Pool{ID: "us-east-1_Pool00001", Name: "p"}),
			tx.InsertDomain(&userpool.Domain{Name: "login.example.com", Pool: "us-east-1_Pool00001", SecurityPolicy: "TLS_V1_3_2025"}))
	}
	s := running(t, config.Serve, before, "--listen=127.0.0.1:0", "--data="+t.TempDir(), "--public-url=https://id.example.com",
		"--tls-cert="+filepath.Join(dir, "main.pem"), "--tls-key="+filepath.Join(dir, "main.key"), "--domain-certs="+domains)
	if err := get(t, browser(s, main, nil), "https://id.example.com"); err != nil {
		t.Error(err)
	}
	if err := get(t, browser(s, login, nil), "https://login.example.com"); err != nil {
		t.Error(err)
	}
	older := func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 }
	if err := get(t, browser(s, main, older), "https://id.example.com"); err != nil {
		t.Error(err)
	}
	if err := get(t, browser(s, login, older), "https://login.example.com"); err == nil {
		t.Error("TLS 1.2 at a domain that wants 1.3")
	}
}
