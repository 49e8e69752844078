package delivery

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"
)

// mailServer is a small SMTP server that does what a test tells it.
type mailServer struct {
	port     int
	security Security
	config   *tls.Config // nil: offers no STARTTLS
	roots    *x509.CertPool

	// refuse gives the answer to a command line instead of the usual one.
	refuse func(line string) string
	// hangUp closes the connection after a message was taken, before RSET.
	hangUp bool

	mu       sync.Mutex
	received []received
}

type received struct {
	from, to, login string
	encrypted       bool
	message         *mail.Message
	body            string
}

func startMailServer(t *testing.T, security Security, refuse func(string) string) *mailServer {
	t.Helper()
	certificate, roots := certificate(t)
	s := &mailServer{security: security, refuse: refuse, roots: roots}
	s.config = &tls.Config{Certificates: []tls.Certificate{certificate}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = listener.Addr().(*net.TCPAddr).Port
	if security == ImplicitTLS {
		listener = tls.NewListener(listener, s.config)
	}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			open.Go(func() { s.converse(conn) })
		}
	})
	t.Cleanup(func() { _ = listener.Close(); open.Wait() })
	return s
}

func (s *mailServer) carrier() *SMTP {
	return &SMTP{Host: "127.0.0.1", Port: s.port, Security: s.security, From: "Cognate <no-reply@id.example>",
		TLS: &tls.Config{RootCAs: s.roots, MinVersion: tls.VersionTLS12}}
}

func (s *mailServer) messages() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]received(nil), s.received...)
}

func (s *mailServer) converse(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	in := bufio.NewReader(conn)
	say := func(line string) { _, _ = fmt.Fprintf(conn, "%s\r\n", line) }
	now := received{encrypted: s.security == ImplicitTLS}
	say("220 mail.example ESMTP")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		if s.refuse != nil {
			if answer := s.refuse(line); answer != "" {
				say(answer)
				continue
			}
		}
		verb, rest, _ := strings.Cut(line, " ")
		switch strings.ToUpper(verb) {
		case "EHLO":
			say("250-mail.example")
			if s.security == StartTLS && s.config != nil && !now.encrypted {
				say("250-STARTTLS")
			}
			say("250 AUTH PLAIN LOGIN")
		case "STARTTLS":
			say("220 go ahead")
			secure := tls.Server(conn, s.config)
			if secure.Handshake() != nil {
				return
			}
			conn, in, now.encrypted = secure, bufio.NewReader(secure), true
		case "AUTH":
			_, initial, _ := strings.Cut(rest, " ")
			raw, _ := base64.StdEncoding.DecodeString(initial)
			now.login = string(raw)
			say("235 welcome")
		case "MAIL":
			now.from = rest
			say("250 ok")
		case "RCPT":
			now.to = rest
			say("250 ok")
		case "DATA":
			say("354 go on")
			s.take(in, now)
			say("250 taken")
			if s.hangUp {
				return
			}
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *mailServer) take(in *bufio.Reader, now received) {
	var raw bytes.Buffer
	for {
		line, err := in.ReadString('\n')
		if err != nil || line == ".\r\n" {
			break
		}
		raw.WriteString(strings.TrimPrefix(line, "."))
	}
	now.message, _ = mail.ReadMessage(&raw)
	if now.message != nil {
		body, _ := io.ReadAll(now.message.Body)
		now.body = string(body)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.received = append(s.received, now)
}

// certificate is self-signed for 127.0.0.1.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.example"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
