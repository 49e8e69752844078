// Command load measures a built Cognate beside a floor: a minimal server that
// does the same JSON and the same cryptography with maps for storage
// (test/load/floor). Both serve the same requests on loopback, in turns within
// one run, so that a noisy machine is noisy for both. For each operation it
// prints CPU per operation, operations per second, latencies and the ratio of
// CPU to the floor's.
//
// All work is bounded: a fixed number of requests per operation and turn.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
)

// options are the flags.
type options struct {
	binary   string
	database string // PostgreSQL URL, "" for SQLite
	conns    int
	turns    int
	scale    float64
	users    int
	only     string
}

func main() {
	log.SetFlags(0)
	var o options
	flag.StringVar(&o.binary, "binary", "bin/cognate", "the built server")
	flag.StringVar(&o.database, "database", "", "measure on this PostgreSQL database instead of SQLite")
	flag.IntVar(&o.conns, "connections", 64, "connections that send at once")
	flag.IntVar(&o.turns, "turns", 3, "turns that each server takes per operation")
	flag.Float64Var(&o.scale, "scale", 1, "factor on the number of requests per turn")
	flag.IntVar(&o.users, "users", 1000, "users in the pool")
	flag.StringVar(&o.only, "only", "", "measure only the operation of this name")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		log.Fatal("load: ", err)
	}
}

func run(ctx context.Context, o options) error {
	floor, err := startFloor(ctx, o)
	if err != nil {
		return err
	}
	defer floor.stop()
	cognate, err := startCognate(ctx, o)
	if err != nil {
		return err
	}
	defer cognate.stop()
	fmt.Println(cognate.startup)

	fmt.Printf("%d users, %d connections, %d turns each\n\n", o.users, o.conns, o.turns)
	fmt.Printf("%-14s %10s %10s %8s %8s %9s %9s %9s %6s %6s\n",
		"operation", "cpu/op", "floor", "op/s", "floor", "p50", "p99", "floor p99", "ratio", "goal")
	for _, op := range operations {
		if o.only != "" && o.only != op.name {
			continue
		}
		if err := compare(ctx, o, op, cognate, floor); err != nil {
			return fmt.Errorf("%s: %w", op.name, err)
		}
	}
	fmt.Printf("\nmemory after the run: %.1f MB\n", cognate.memory())
	return nil
}

// compare lets both servers take turns at one operation and prints its line.
func compare(ctx context.Context, o options, op operation, cognate, floor *target) error {
	var ours, theirs result
	n := max(o.conns, int(float64(op.requests)*o.scale))
	for _, t := range []*target{cognate, floor} {
		if err := op.prepare(ctx, t, o); err != nil {
			return fmt.Errorf("prepare: %w", err)
		}
		if _, err := measure(ctx, t, op, o.conns, min(n, 2*o.conns)); err != nil { // warm up
			return err
		}
	}
	for range o.turns {
		for _, side := range []struct {
			t *target
			r *result
		}{{floor, &theirs}, {cognate, &ours}} {
			r, err := measure(ctx, side.t, op, o.conns, n)
			if err != nil {
				return err
			}
			side.r.add(r)
		}
	}
	ratio := ours.cpuPerOp().Seconds() / theirs.cpuPerOp().Seconds()
	verdict := ""
	if ratio > op.goal {
		verdict = "  over the goal"
	}
	fmt.Printf("%-14s %10s %10s %8.0f %8.0f %9s %9s %9s %6.2f %6.2f%s\n", op.name,
		short(ours.cpuPerOp()), short(theirs.cpuPerOp()), ours.rate(), theirs.rate(),
		short(ours.percentile(50)), short(ours.percentile(99)), short(theirs.percentile(99)), ratio, op.goal, verdict)
	return nil
}
