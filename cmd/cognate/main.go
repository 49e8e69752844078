// Command cognate runs the server and the tools beside it. It parses
// arguments and hands over; every decision lives in internal/.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// Exit codes: usage errors are the caller's, failures the program's.
const (
	exitFailure = 1
	exitUsage   = 2
)

// terminal is what a subcommand may touch of its process.
type terminal struct {
	out, err io.Writer
	environ  []string
}

// command is one subcommand.
type command struct {
	name    string
	summary string
	run     func(ctx context.Context, t terminal, args []string) error
	help    func(w io.Writer)
}

// usageError is a mistake in how the program was called.
type usageError struct{ cause error }

func (e usageError) Error() string { return e.cause.Error() }
func (e usageError) Unwrap() error { return e.cause }

func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt ends the process at once
	collectLessOften(os.LookupEnv)
	os.Exit(run(ctx, terminal{out: os.Stdout, err: os.Stderr, environ: os.Environ()}, os.Args[1:]))
}

// gcPercent lets the heap grow to five times what is live before it is
// collected. A server holds only some ten megabytes, so the default would
// collect many times a second under load for the sake of a few megabytes: it
// costs a tenth to a fifth of the processor time of a read.
const gcPercent = 400

// collectLessOften sets gcPercent unless the operator has set GOGC.
func collectLessOften(env func(string) (string, bool)) {
	if _, set := env("GOGC"); !set {
		debug.SetGCPercent(gcPercent)
	}
}

func commands() []command {
	return []command{
		devCommand(), serveCommand(), messagesCommand(), keysCommand(), operationsCommand(), migrateCommand(), backupCommand(), triggersCommand(),
		versionCommand(),
	}
}

// run executes one subcommand and returns the exit code of the process.
func run(ctx context.Context, t terminal, args []string) int {
	if len(args) == 0 {
		overview(t.err)
		return exitUsage
	}
	name, rest := args[0], args[1:]
	if name == "help" || name == "-h" || name == "--help" {
		return help(t, rest)
	}
	for _, c := range commands() {
		if c.name == name {
			return finish(t, c, c.run(ctx, t, rest))
		}
	}
	fmt.Fprintf(t.err, "cognate: unknown command %q; cognate help lists the commands\n", name)
	return exitUsage
}

func finish(t terminal, c command, err error) int {
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		c.help(t.out)
		return 0
	case errors.As(err, &usage):
		fmt.Fprintf(t.err, "cognate %s: %v\nSee cognate help %s.\n", c.name, err, c.name)
		return exitUsage
	default:
		fmt.Fprintf(t.err, "cognate %s: %v\n", c.name, err)
		return exitFailure
	}
}
