package server

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

func selfSigned(t *testing.T, names []string) (*ecdsa.PrivateKey, *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key, &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
}

// The whole way with a real ACME server. It runs where COGNATE_TEST_PEBBLE is
// the path of pebble (go install github.com/letsencrypt/pebble/v2/cmd/pebble).
func TestACME(t *testing.T) {
	pebble := os.Getenv("COGNATE_TEST_PEBBLE")
	if pebble == "" {
		t.Skip("COGNATE_TEST_PEBBLE is not set")
	}
	t.Parallel()
	dir := t.TempDir()
	writeNamed(t, dir, "pebble", "localhost")
	port := freePort(t)
	api, management := freePort(t), freePort(t)
	startPebble(t, pebble, dir, port, api, management)
	before := func(tx *store.Tx) error {
		return errors.Join(tx.InsertPool(&userpool.Pool{ID: "us-east-1_Pool00001", Name: "p"}),
			tx.InsertDomain(&userpool.Domain{Name: "login.cognate.test", Pool: "us-east-1_Pool00001"}))
	}
	s := running(t, config.Serve, before, fmt.Sprintf("--listen=127.0.0.1:%d", port), "--data="+t.TempDir(), "--public-url=https://id.cognate.test",
		fmt.Sprintf("--acme-directory=https://127.0.0.1:%d/dir", api), "--acme-roots="+filepath.Join(dir, "pebble.pem"), "--acme-email=ops@cognate.test")

	roots := pebbleRoots(t, dir, management)
	for _, host := range []string{"id.cognate.test", "login.cognate.test"} {
		if err := get(t, browser(s, roots, nil), "https://"+host); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
	if err := get(t, browser(s, roots, nil), "https://evil.cognate.test"); err == nil {
		t.Error("there is a certificate for a name that is not ours")
	}
	kept := 0
	err := s.storage.View(t.Context(), func(tx *store.Tx) error {
		files, err := tx.FilesBelow("acme")
		kept = len(files)
		return err
	})
	if err != nil || kept == 0 {
		t.Errorf("%d files are kept, %v", kept, err)
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func startPebble(t *testing.T, path, dir string, tlsPort, api, management int) {
	t.Helper()
	conf, err := json.Marshal(map[string]any{"pebble": map[string]any{
		"listenAddress": fmt.Sprintf("127.0.0.1:%d", api), "managementListenAddress": fmt.Sprintf("127.0.0.1:%d", management),
		"certificate": filepath.Join(dir, "pebble.pem"), "privateKey": filepath.Join(dir, "pebble.key"), "httpPort": freePort(t), "tlsPort": tlsPort,
		"profiles": map[string]any{"default": map[string]any{"description": "d", "validityPeriod": 7776000}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "pebble.json")
	if err := os.WriteFile(file, conf, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, "-config", file, "-dnsserver", names(t))
	cmd.Env = append(os.Environ(), "PEBBLE_VA_NOSLEEP=1", "PEBBLE_WFE_NONCEREJECT=0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ready := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			t.Log(lines.Text())
			if strings.Contains(lines.Text(), "ACME directory available") {
				ready <- true
			}
		}
	}()
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	select {
	case <-ready:
	case <-time.After(20 * time.Second):
		t.Fatal("pebble does not start")
	}
}

func pebbleRoots(t *testing.T, dir string, management int) *x509.CertPool {
	t.Helper()
	trusted, err := rootsFrom(filepath.Join(dir, "pebble.pem"))
	if err != nil {
		t.Fatal(err)
	}
	c := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}}}
	response, err := c.Get(fmt.Sprintf("https://127.0.0.1:%d/roots/0", management))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var text strings.Builder
	if _, err := bufio.NewReader(response.Body).WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM([]byte(text.String())) {
		t.Fatalf("no root in %s", text.String())
	}
	return roots
}

// names is a DNS server, by TCP, to which every name is this machine.
func names(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go answerNames(c)
		}
	}()
	return l.Addr().String()
}

func answerNames(c net.Conn) {
	defer c.Close()
	for {
		var size [2]byte
		if _, err := io.ReadFull(c, size[:]); err != nil {
			return
		}
		q := make([]byte, int(size[0])<<8|int(size[1]))
		if _, err := io.ReadFull(c, q); err != nil {
			return
		}
		r := answerName(q)
		if _, err := c.Write(append([]byte{byte(len(r) >> 8), byte(len(r))}, r...)); r == nil || err != nil {
			return
		}
	}
}

// answerName answers a question for an A record with 127.0.0.1, and others with
// nothing.
func answerName(q []byte) []byte {
	if len(q) < 12 {
		return nil
	}
	end := 12
	for end < len(q) && q[end] != 0 {
		end += int(q[end]) + 1
	}
	if end += 5; end > len(q) {
		return nil
	}
	r := append([]byte{q[0], q[1], 0x84, 0, 0, 1, 0, 0, 0, 0, 0, 0}, q[12:end]...)
	if q[end-4] == 0 && q[end-3] == 1 {
		r[7] = 1
		r = append(r, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1)
	}
	return r
}
