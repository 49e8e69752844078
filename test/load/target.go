package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/sigv4"
	"github.com/cognate-id/cognate/internal/pooltest"
)

// target is a server under measurement.
type target struct {
	url      string
	process  *exec.Cmd
	database *database // nil with SQLite
	dir      string
	client   *http.Client
	startup  string

	pool, app string
	rotator   string // client id; its refresh tokens rotate
	floor     bool
	functions []string // mappings of --function
	poolName  string   // what SRP hashes
	signer    *sigv4.Signer

	mu      sync.Mutex
	refresh []string
	access  []string
	round   int // makes new user names
	totp    int // TOTP sign-ins so far

	passkeys []*pooltest.Authenticator // of name(0) and so on
	rotation chan string               // refresh tokens that nobody is using
	web      *web                      // nil until a row needs it
	people   *people                   // nil until a row needs it
}

// newClient makes a client that goes to no application that it is sent to.
func newClient(conns int) *http.Client {
	return &http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{MaxIdleConnsPerHost: conns, MaxConnsPerHost: conns, DisableCompression: true}}
}

// startFloor builds and starts the floor.
func startFloor(ctx context.Context, o options) (*target, error) {
	dir, err := os.MkdirTemp("", "load-floor-")
	if err != nil {
		return nil, err
	}
	binary := filepath.Join(dir, "floor")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "./test/load/floor").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build the floor: %w: %s", err, out)
	}
	t := &target{dir: dir, client: newClient(o.conns), poolName: "FloorPool", pool: "us-east-1_FloorPool", app: "floor", rotator: "floor", floor: true}
	t.process = exec.Command(binary, "-users", strconv.Itoa(o.users))
	out, err := t.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := t.process.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("start the floor: %w", err)
	}
	t.url = strings.TrimSpace(line)
	return t, nil
}

// startCognate starts the built server on empty data, then again on existing
// data, and notes how long each took to its first answer.
func startCognate(ctx context.Context, o options) (*target, error) {
	dir, err := os.MkdirTemp("", "load-cognate-")
	if err != nil {
		return nil, err
	}
	t := &target{dir: dir, client: newClient(o.conns)}
	if o.database != "" {
		if t.database, err = newDatabase(ctx, o.database); err != nil {
			return nil, err
		}
		o.database = t.database.url
	}
	first, err := t.launch(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := t.setUp(ctx); err != nil {
		t.stop()
		return nil, fmt.Errorf("set up: %w", err)
	}
	if err := t.end(); err != nil {
		return nil, err
	}
	if err := t.load(ctx, o); err != nil {
		return nil, fmt.Errorf("load users: %w", err)
	}
	again, err := t.launch(ctx, o)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(o.binary)
	if err != nil {
		return nil, err
	}
	t.startup = fmt.Sprintf("start to first answer: %s on empty data, %s on existing data; idle memory %.1f MB; binary %.1f MB",
		short(first), short(again), t.memory(), float64(info.Size())/1e6)
	return t, nil
}

// launch starts the process and waits for its first answer.
func (t *target) launch(ctx context.Context, o options) (time.Duration, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		return 0, err
	}
	t.url = "http://" + address
	args := []string{"serve", "--data", filepath.Join(t.dir, "data"), "--listen", address, "--log-level", "warn"}
	if o.database != "" {
		args = append(args, "--database", o.database)
	}
	for _, mapping := range t.functions {
		args = append(args, "--function", mapping)
	}
	t.process = exec.Command(o.binary, args...)
	t.process.Env = append(os.Environ(), "AWS_ACCESS_KEY_ID=load", "AWS_SECRET_ACCESS_KEY=load", "AWS_EC2_METADATA_DISABLED=true")
	out, err := os.Create(filepath.Join(t.dir, "output"))
	if err != nil {
		return 0, err
	}
	defer out.Close()
	t.process.Stdout, t.process.Stderr = out, os.Stderr
	began := time.Now()
	if err := t.process.Start(); err != nil {
		return 0, err
	}
	for {
		r, err := http.Get(t.url + "/readyz")
		if err == nil {
			_ = r.Body.Close()
			if r.StatusCode == http.StatusOK {
				break
			}
		}
		if ctx.Err() != nil || time.Since(began) > 20*time.Second {
			_ = t.process.Process.Kill()
			return 0, errors.New("the server did not get ready")
		}
		time.Sleep(time.Millisecond)
	}
	took := time.Since(began)
	if t.signer == nil {
		shown, err := os.ReadFile(out.Name())
		if err == nil {
			t.signer, err = signerFrom(string(shown))
		}
		if err != nil {
			_ = t.process.Process.Kill()
			return 0, err
		}
	}
	return took, nil
}

// signerFrom reads the root key that the first start shows.
func signerFrom(out string) (*sigv4.Signer, error) {
	s := &sigv4.Signer{Region: "us-east-1", Service: "cognito-idp"}
	for line := range strings.Lines(out) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		switch key {
		case "AWS_ACCESS_KEY_ID":
			s.AccessKeyID = value
		case "AWS_SECRET_ACCESS_KEY":
			s.Secret = value
		}
	}
	if s.Secret == "" {
		return nil, errors.New("the first start showed no access key")
	}
	return s, nil
}

// setUp makes the pool and its client through the API.
func (t *target) setUp(ctx context.Context) error {
	var pool struct {
		UserPool struct {
			ID string `json:"Id"`
		}
	}
	err := t.call(ctx, "CreateUserPool", map[string]any{"PoolName": "load", "AutoVerifiedAttributes": []string{"email"},
		"Policies": map[string]any{"SignInPolicy": map[string]any{"AllowedFirstAuthFactors": []string{"PASSWORD", "WEB_AUTHN"}}}}, true, &pool)
	if err != nil {
		return err
	}
	t.pool = pool.UserPool.ID
	_, t.poolName, _ = strings.Cut(t.pool, "_")
	err = t.call(ctx, "SetUserPoolMfaConfig", map[string]any{"UserPoolId": t.pool, "MfaConfiguration": "OPTIONAL",
		"SoftwareTokenMfaConfiguration": map[string]any{"Enabled": true},
		"WebAuthnConfiguration":         map[string]any{"RelyingPartyId": "localhost"}}, true, nil)
	if err != nil {
		return err
	}
	if t.app, err = t.newClient(ctx, t.pool, nil); err != nil {
		return err
	}
	t.rotator, err = t.newClient(ctx, t.pool, map[string]any{"Feature": "ENABLED", "RetryGracePeriodSeconds": 0})
	return err
}

func (t *target) newClient(ctx context.Context, pool string, rotation map[string]any) (string, error) {
	in := map[string]any{"UserPoolId": pool, "ClientName": "load"}
	flows := []string{"ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH"}
	if rotation == nil {
		flows = append(flows, "ALLOW_REFRESH_TOKEN_AUTH")
	} else {
		in["RefreshTokenRotation"] = rotation
	}
	in["ExplicitAuthFlows"] = flows
	var client struct {
		UserPoolClient struct {
			ClientID string `json:"ClientId"`
		}
	}
	err := t.call(ctx, "CreateUserPoolClient", in, true, &client)
	return client.UserPoolClient.ClientID, err
}

// cpu is the processor time that the target has used so far.
func (t *target) cpu() time.Duration {
	total := cpuOf(t.process.Process.Pid)
	if t.database != nil {
		total += t.database.cpu()
	}
	return total
}

// clockTick is USER_HZ, which is 100 on every Linux.
const clockTick = 10 * time.Millisecond

// cpuOf is the time of a process and of its ended children.
func cpuOf(pid int) time.Duration { return ticksOf(pid, 11, 15) }

// ownCPUOf leaves the children out: they are counted by themselves.
func ownCPUOf(pid int) time.Duration { return ticksOf(pid, 11, 13) }

// ticksOf adds up some of the fields of /proc/<pid>/stat behind the name:
// utime, stime, cutime, cstime.
func ticksOf(pid, from, to int) time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	var ticks int64
	for _, f := range strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))[from:to] {
		n, _ := strconv.ParseInt(f, 10, 64)
		ticks += n
	}
	return time.Duration(ticks) * clockTick
}

// memory is the resident size in MB.
func (t *target) memory() float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", t.process.Process.Pid))
	if err != nil {
		return 0
	}
	pages, _ := strconv.ParseFloat(strings.Fields(string(b))[1], 64)
	return pages * float64(os.Getpagesize()) / 1e6
}

// end stops the process gracefully.
func (t *target) end() error {
	if err := t.process.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return t.process.Wait()
}

func (t *target) stop() {
	_ = t.process.Process.Kill()
	_ = t.process.Wait()
	if t.database != nil {
		t.database.drop()
	}
	_ = os.RemoveAll(t.dir)
}
