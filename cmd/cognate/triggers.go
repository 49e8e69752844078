package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/server"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/trigger"
	"github.com/cognate-id/cognate/internal/userpool"
)

func triggersCommand() command {
	return command{
		name: "triggers", summary: "try the Lambda functions of a pool",
		run: runTriggers,
		help: helpWithSettings(`Usage: cognate triggers test POOL TRIGGER [options]

Sends a made-up event to the function that the pool names for the trigger, by
the same mapping and rules as a server does, and prints the event, the answer
and how long it took. Works beside a running server. TRIGGER is one of

  `+strings.Join(trigger.Names(), "\n  ")+`
`, config.Serve),
	}
}

// drainTime bounds the wait for a custom sender, which runs in the background.
const drainTime = 2 * time.Minute

func runTriggers(ctx context.Context, t terminal, args []string) error {
	if len(args) > 0 && (args[0] == "-h" || args[0] == "--help") {
		return flag.ErrHelp
	}
	if len(args) < 3 || args[0] != "test" {
		return usagef("is called as cognate triggers test POOL TRIGGER [options]")
	}
	set := newFlags("triggers")
	c, err := config.LoadWith(set, config.Serve, args[3:], t.environ)
	if err != nil {
		return badSettings(err)
	}
	if set.NArg() > 0 {
		return usagef("unexpected argument %q", set.Arg(0))
	}
	storage, err := server.OpenStorage(ctx, c, server.Deps{}, false)
	if err != nil {
		return err
	}
	return errors.Join(tryTrigger(ctx, t, c, storage, args[1:3]), storage.Close())
}

// tryTrigger calls one trigger of one pool. What its function prints goes to
// standard error.
func tryTrigger(ctx context.Context, t terminal, c *config.Config, s *server.Storage, names []string) error {
	pool, err := readPool(ctx, s, userpool.PoolID(names[0]))
	if err != nil {
		return err
	}
	var seen *trigger.Exchange
	log := slog.New(slog.NewTextHandler(t.err, nil))
	caller, err := server.OpenTriggers(ctx, c, s, server.Deps{Log: log}, func(e trigger.Exchange) { seen = &e })
	if err != nil {
		return err
	}
	failed := caller.Try(ctx, pool, names[1])
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	if err := caller.Close(closing); err != nil {
		return err
	}
	if seen != nil {
		printExchange(t.out, *seen)
	}
	if failed == nil && seen == nil {
		return errors.New("the function was not called; the reason is logged above")
	}
	return failed
}

func readPool(ctx context.Context, s *server.Storage, id userpool.PoolID) (pool *userpool.Pool, err error) {
	err = s.View(ctx, func(tx *store.Tx) error {
		pool, err = tx.Pool(id)
		return err
	})
	if errors.Is(err, userpool.ErrNotFound) {
		return nil, fmt.Errorf("there is no pool %s", id)
	}
	return pool, err
}

func printExchange(w io.Writer, e trigger.Exchange) {
	fmt.Fprintf(w, "function  %s\nevent\n%s\n", e.Function, indented(e.Event))
	if e.Answer != nil {
		fmt.Fprintf(w, "answer\n%s\n", indented(e.Answer))
	}
	fmt.Fprintf(w, "outcome   %s after %d attempt(s) in %s\n", e.Outcome, e.Attempts, e.Duration.Round(time.Microsecond))
}

// indented is JSON made readable; what is no JSON stays as it is.
func indented(raw []byte) string {
	var b bytes.Buffer
	if json.Indent(&b, raw, "", "  ") != nil {
		return string(raw)
	}
	return b.String()
}
