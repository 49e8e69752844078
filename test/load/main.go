// Command load measures a built Cognate beside a floor: a minimal server that
// does the same JSON and the same cryptography with maps for storage
// (test/load/floor). Both serve the same requests on loopback, in turns within
// one run, so that a noisy machine is noisy for both. For each operation it
// prints CPU per operation, operations per second, latencies and the ratio of
// CPU to the floor's. What is no request of its own (deciding by policies,
// verifying a signature) it measures by itself in the end.
//
// With -database it compares PostgreSQL (its processor time included) with
// SQLite instead, with -few a large pool with a small one. With -carriers it
// shows what one trigger adds by each way to reach a function.
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
	"slices"
)

// options are the flags.
type options struct {
	binary   string
	database string // PostgreSQL URL, "" for SQLite
	conns    int
	turns    int
	scale    float64
	users    int
	few      int // with scale: users in the pool that is compared with
	only     string
	carriers bool // compare the ways to reach functions instead
}

func main() {
	log.SetFlags(0)
	var o options
	flag.StringVar(&o.binary, "binary", "bin/cognate", "the built server")
	flag.StringVar(&o.database, "database", "", "compare the server on this PostgreSQL server, the database's CPU included, with SQLite")
	flag.IntVar(&o.conns, "connections", 64, "connections that send at once")
	flag.IntVar(&o.turns, "turns", 3, "turns that each server takes per operation")
	flag.Float64Var(&o.scale, "scale", 1, "factor on the number of requests per turn")
	flag.IntVar(&o.users, "users", 1000, "users in the pool")
	flag.IntVar(&o.few, "few", 0, "compare a pool of -users users with one of this many, instead of with the floor")
	flag.StringVar(&o.only, "only", "", "measure only the operation of this name")
	flag.BoolVar(&o.carriers, "carriers", false, "measure what a trigger adds by each way to reach a function, instead")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	measureAll := run
	if o.carriers {
		measureAll = compareCarriers
	}
	if err := measureAll(ctx, o); err != nil {
		log.Fatal("load: ", err)
	}
}

// match is two servers that are compared, and the goal of an operation.
type match struct {
	ours, theirs *target
	name         string // of theirs
	operations   []operation
	goal         func(operation) float64
}

// arrange starts the two servers that the options name.
func arrange(ctx context.Context, o options) (m match, err error) {
	m = match{name: "floor", operations: operations, goal: func(op operation) float64 { return op.goal }}
	switch {
	case o.few > 0:
		small := o
		small.users = o.few
		m.name, m.operations, m.goal = "few", append(operations, listings...), scaleGoal
		m.theirs, err = startCognate(ctx, small)
	case o.database != "":
		lite := o
		lite.database = ""
		m.name, m.goal = "SQLite", func(operation) float64 { return 2 }
		m.theirs, err = startCognate(ctx, lite)
	default:
		m.theirs, err = startFloor(ctx, o)
	}
	if err != nil {
		return m, err
	}
	m.ours, err = startCognate(ctx, o)
	if err != nil {
		m.theirs.stop()
	}
	return m, err
}

func run(ctx context.Context, o options) error {
	m, err := arrange(ctx, o)
	if err != nil {
		return err
	}
	defer m.theirs.stop()
	defer m.ours.stop()
	fmt.Println(m.ours.startup)

	fmt.Printf("%d users, %d connections, %d turns each\n\n", o.users, o.conns, o.turns)
	fmt.Printf("%-26s %10s %10s %8s %8s %9s %9s %9s %6s %6s\n",
		"operation", "cpu/op", m.name, "op/s", m.name, "p50", "p99", m.name+" p99", "ratio", "goal")
	chosen := m.operations
	if o.only != "" {
		chosen = slices.DeleteFunc(slices.Clone(chosen), func(op operation) bool { return op.name != o.only })
	}
	if len(chosen) == 0 {
		return fmt.Errorf("-only: no operation is called %q", o.only)
	}
	for _, op := range chosen {
		if err := compare(ctx, o, op, m); err != nil {
			return fmt.Errorf("%s: %w", op.name, err)
		}
	}
	fmt.Printf("\nmemory after the run: %.1f MB\n", m.ours.memory())
	if o.few == 0 && o.database == "" && o.only == "" {
		return measureInProcess()
	}
	return nil
}

// compare lets both servers take turns at one operation and prints its line.
func compare(ctx context.Context, o options, op operation, m match) error {
	var ours, theirs result
	n := max(o.conns, int(float64(op.requests)*o.scale))
	for _, t := range []*target{m.ours, m.theirs} {
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
		}{{m.theirs, &theirs}, {m.ours, &ours}} {
			r, err := measure(ctx, side.t, op, o.conns, n)
			if err != nil {
				return err
			}
			side.r.add(r)
		}
	}
	ratio := ours.cpuPerOp().Seconds() / theirs.cpuPerOp().Seconds()
	fmt.Printf("%-26s %10s %10s %8.0f %8.0f %9s %9s %9s %6.2f %6s\n", op.name,
		short(ours.cpuPerOp()), short(theirs.cpuPerOp()), ours.rate(), theirs.rate(),
		short(ours.percentile(50)), short(ours.percentile(99)), short(theirs.percentile(99)), ratio, verdict(ratio, m.goal(op)))
	return nil
}

func verdict(ratio, goal float64) string {
	switch {
	case goal == 0:
		return "-"
	case ratio > goal:
		return fmt.Sprintf("%6.2f  over the goal", goal)
	}
	return fmt.Sprintf("%6.2f", goal)
}
