package server

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/config"
)

// writePair makes a certificate for 127.0.0.1 and its key as PEM files.
func writePair(t *testing.T) (certFile, keyFile string, roots *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: keyDER}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	roots = x509.NewCertPool()
	roots.AppendCertsFromPEM(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	return certFile, keyFile, roots
}

func TestTLS(t *testing.T) {
	t.Parallel()
	certFile, keyFile, roots := writePair(t)
	c, err := config.Load(config.Dev, []string{"--listen=127.0.0.1:0", "--data=:memory:", "--tls-cert", certFile, "--tls-key", keyFile}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(t.Context(), c, Deps{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	go func() { ran <- s.Run(ctx) }()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	response, err := client.Get(s.URL() + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if !strings.HasPrefix(s.URL(), "https://") || response.StatusCode != http.StatusOK || response.TLS.Version < tls.VersionTLS12 {
		t.Errorf("%s answered %s by %x", s.URL(), response.Status, response.TLS.Version)
	}
	client.CloseIdleConnections()
	stop()
	if err := <-ran; err != nil {
		t.Error(err)
	}
}

// What is wrong with a setting is said by its name, and nothing stays open.
func TestNewNamesTheSetting(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "cognate.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"listen: ":            {"--listen=" + taken.Addr().String(), "--data=:memory:"},
		"tls-cert, tls-key: ": {"--tls-cert=nope", "--tls-key=nope", "--data=:memory:"},
		"functions: ":         {"--function=f=gopher://x", "--data=:memory:"},
		"seed: ":              {"--seed=nope", "--data=:memory:"},
		"master key: ":        {"--data=" + dir}, // a database without its keyring
		"open the database: ": {"--database=postgres://nobody@127.0.0.1:1/none", "--data=" + t.TempDir()},
	} {
		c, err := config.Load(config.Dev, append([]string{"--listen=127.0.0.1:0"}, args...), nil)
		if err != nil {
			t.Errorf("%v: %v", args, err)
			continue
		}
		s, err := New(t.Context(), c, Deps{})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v: error %v, want one that starts with %q", args, err, want)
		}
		if s != nil {
			t.Errorf("%v: a server all the same", args)
		}
	}
}
