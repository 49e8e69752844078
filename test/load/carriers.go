package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Bounds of the comparison of carriers: fewer connections than a function may
// have processes, so that nothing waits in line.
const (
	carrierConns    = 4
	carrierRequests = 200
)

// carrier is one way to reach a function, with a pool whose tokens it sees.
type carrier struct {
	name   string
	target string // of --function, "" for a pool without triggers
	app    string
	token  string // refresh token
	result
	functions time.Duration // CPU of the processes that it runs in
}

// compareCarriers refreshes tokens in pools whose PreTokenGeneration function
// is reached in different ways, and in one without, and prints what the call
// adds.
func compareCarriers(ctx context.Context, o options) error {
	var calls atomic.Int64
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.Copy(w, r.Body)
	}))
	defer echo.Close()
	dir, err := os.MkdirTemp("", "load-carriers-")
	if err != nil {
		return err
	}
	t := &target{dir: dir, client: newClient(carrierConns)}
	carriers, err := t.carriers(ctx, echo.URL)
	if err != nil {
		return err
	}
	for _, c := range carriers[1:] {
		t.functions = append(t.functions, c.name+"="+c.target)
	}
	if _, err := t.launch(ctx, o); err != nil {
		return err
	}
	defer t.stop()
	for _, c := range carriers {
		if err := c.prepare(ctx, t); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	for turn := range o.turns + 1 {
		for _, c := range carriers {
			if err := c.turn(ctx, t, turn > 0); err != nil { // the first warms up
				return fmt.Errorf("%s: %w", c.name, err)
			}
		}
	}
	// Webhook and lambda, in each turn; the programs' CPU shows that they ran.
	if want := int64(2 * (o.turns + 1) * carrierRequests); calls.Load() < want {
		return fmt.Errorf("functions behind URLs were called %d times, want %d", calls.Load(), want)
	}
	printCarriers(carriers)
	return nil
}

// carriers are none and one of each kind.
func (t *target) carriers(ctx context.Context, echo string) ([]*carrier, error) {
	bootstrap := filepath.Join(t.dir, "bootstrap")
	build := exec.CommandContext(ctx, "go", "build", "-o", bootstrap, ".")
	build.Dir = "test/handlers"
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build the handler: %w: %s", err, out)
	}
	return []*carrier{
		{name: "none"},
		{name: "exec", target: "exec:" + bootstrap},
		{name: "node", target: "node:test/handlers/handler.mjs"},
		{name: "python", target: "python:test/handlers/handler.py"},
		{name: "webhook", target: echo},
		{name: "lambda", target: "lambda:" + echo},
	}, nil
}

// prepare makes the pool, its client and its one user, and signs her in.
func (c *carrier) prepare(ctx context.Context, t *target) error {
	lambda := map[string]string{}
	if c.target != "" {
		lambda["PreTokenGeneration"] = "arn:aws:lambda:us-east-1:123456789012:function:" + c.name
	}
	var pool struct {
		UserPool struct {
			ID string `json:"Id"`
		}
	}
	if err := t.call(ctx, "CreateUserPool", map[string]any{"PoolName": c.name, "LambdaConfig": lambda}, true, &pool); err != nil {
		return err
	}
	var err error
	if c.app, err = t.newClient(ctx, pool.UserPool.ID, nil); err != nil {
		return err
	}
	user := map[string]any{"UserPoolId": pool.UserPool.ID, "Username": "user", "MessageAction": "SUPPRESS"}
	if err := t.call(ctx, "AdminCreateUser", user, true, nil); err != nil {
		return err
	}
	secret := map[string]any{"UserPoolId": pool.UserPool.ID, "Username": "user", "Password": password, "Permanent": true}
	if err := t.call(ctx, "AdminSetUserPassword", secret, true, nil); err != nil {
		return err
	}
	var a authentication
	err = t.call(ctx, "InitiateAuth", map[string]any{"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": c.app,
		"AuthParameters": map[string]string{"USERNAME": "user", "PASSWORD": password}}, false, &a)
	c.token = a.AuthenticationResult.RefreshToken
	return err
}

// turn sends the requests of one turn and counts them if count is true.
func (c *carrier) turn(ctx context.Context, t *target, count bool) error {
	op := operation{name: c.name, send: func(ctx context.Context, t *target, _ int) error {
		return t.call(ctx, "InitiateAuth", map[string]any{"AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": c.app,
			"AuthParameters": map[string]string{"REFRESH_TOKEN": c.token}}, false, nil)
	}}
	before := childrenCPU(t.process.Process.Pid)
	r, err := measure(ctx, t, op, carrierConns, carrierRequests)
	if err != nil || !count {
		return err
	}
	c.add(r)
	c.functions += childrenCPU(t.process.Process.Pid) - before
	return nil
}

// childrenCPU is the processor time of the processes that pid has started and
// that run.
func childrenCPU(pid int) time.Duration {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	var total time.Duration
	for _, file := range files { // each thread lists those that it started
		text, err := os.ReadFile(file)
		if err != nil {
			continue // a thread that has ended since
		}
		for _, field := range strings.Fields(string(text)) {
			if child, err := strconv.Atoi(field); err == nil {
				total += cpuOf(child)
			}
		}
	}
	return total
}

func printCarriers(all []*carrier) {
	none := all[0]
	fmt.Printf("\n%d refreshes by %d connections each; added by one call of PreTokenGeneration:\n\n", none.ops, carrierConns)
	fmt.Printf("%-10s %9s %9s %9s %9s %12s %14s\n", "carrier", "p50", "p99", "added p50", "cpu/op", "added cpu/op", "function's cpu")
	for _, c := range all {
		fmt.Printf("%-10s %9s %9s %9s %9s %12s %14s\n", c.name, short(c.percentile(50)), short(c.percentile(99)),
			short(c.percentile(50)-none.percentile(50)), short(c.cpuPerOp()), short(c.cpuPerOp()-none.cpuPerOp()),
			short(c.functions/time.Duration(max(1, c.ops))))
	}
}
