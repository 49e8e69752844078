package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// started is a running cognate serve.
type started struct {
	url, binary, data, database string
	keys                        []string // AWS_… variables of the root access key
	ca                          string   // the file of the CA that it serves HTTPS with; "" for HTTP
	s3                          string   // the address that MinIO will have; "" without it
	log                         *output
	cmd                         *exec.Cmd
}

// startLimit bounds the time to the first answer.
const startLimit = 30 * time.Second

// start runs cognate serve until it is ready. Without keys it is the first
// start, which prints them.
func start(ctx context.Context, binary, data, database, issuer string, keys []string) (*started, error) {
	s := &started{binary: binary, data: data, database: database, keys: keys}
	args := []string{"serve", "--data", data, "--issuer", issuer, "--function", "journey=node:test/handlers/handler.mjs"}
	vend, err := s.vend()
	if err != nil {
		return nil, err
	}
	args = append(args, vend...)
	if database != "" {
		args = append(args, "--database", database)
	}
	return s, s.launch(ctx, args)
}

// startDev runs cognate dev until it is ready.
func startDev(ctx context.Context, binary, data string) (*started, error) {
	s := &started{binary: binary, data: data, keys: []string{}}
	return s, s.launch(ctx, []string{"dev", "--data", data})
}

// startTLS runs cognate dev --tls until it is ready.
func startTLS(ctx context.Context, binary, data, database string) (*started, error) {
	s := &started{binary: binary, data: data, database: database, ca: filepath.Join(data, "local-ca.pem"),
		keys: []string{"AWS_ACCESS_KEY_ID=cognate", "AWS_SECRET_ACCESS_KEY=cognate"}}
	args := []string{"dev", "--tls", "--data", data}
	if database != "" {
		args = append(args, "--database", database)
	}
	return s, s.launch(ctx, args)
}

// trust are the variables by which cognate dev --tls says that programs trust
// its CA. Go programs would no longer trust anybody else, so they are told
// where it is, and the Go command is left alone.
func (s *started) trust() []string {
	if s.ca == "" {
		return nil
	}
	return []string{"NODE_EXTRA_CA_CERTS=" + s.ca, "AWS_CA_BUNDLE=" + s.ca, "JOURNEY_CA=" + s.ca}
}

// client trusts the server.
func (s *started) client() (*http.Client, error) {
	if s.ca == "" {
		return http.DefaultClient, nil
	}
	text, err := os.ReadFile(s.ca)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s is no certificate", s.ca)
	}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}, nil
}

func (s *started) launch(ctx context.Context, args []string) error {
	address, err := freeAddress()
	if err != nil {
		return err
	}
	s.url, s.log = "http://"+address, &output{}
	if s.ca != "" {
		s.url = "https://" + address
	}
	s.cmd = exec.CommandContext(ctx, s.binary, append(args, "--listen", address)...)
	s.cmd.Env, s.cmd.Stderr = environment(), s.log
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	if err := s.ready(ctx, stdout); err != nil {
		return errors.Join(err, s.stop(), errors.New(s.log.String()))
	}
	return nil
}

// ready reads the keys that the first start prints and waits for /readyz.
func (s *started) ready(ctx context.Context, stdout io.Reader) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	if s.keys == nil {
		lines := bufio.NewScanner(stdout)
		for len(s.keys) < 2 && lines.Scan() {
			if strings.HasPrefix(lines.Text(), "AWS_") {
				s.keys = append(s.keys, lines.Text())
			}
		}
		if len(s.keys) < 2 {
			return errors.New("the first start printed no access key")
		}
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/readyz", nil)
		if err != nil {
			return err
		}
		if s.answers(request) {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s is not ready: %w", s.url, ctx.Err())
		case <-tick.C:
		}
	}
}

func (s *started) answers(r *http.Request) bool {
	client, err := s.client()
	if err != nil {
		return false // the CA is made while the server starts
	}
	response, err := client.Do(r)
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// stop ends the server as an operator would and insists on a clean exit.
func (s *started) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	if err := s.cmd.Wait(); err != nil {
		return fmt.Errorf("the server did not stop cleanly: %w", err)
	}
	return nil
}

// freeAddress is a loopback address that nobody listened on a moment ago.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// output keeps the end of a log. It is safe for concurrent use.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

const maxOutput = 1 << 20

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.text.Len() > maxOutput {
		o.text.Reset()
	}
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
