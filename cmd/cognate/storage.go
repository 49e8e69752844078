package main

import (
	"context"
	"errors"
	"flag"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/server"
)

// openStorage opens the data of a server for a tool whose own flags are in
// set. What follows the flags stays in set.Args.
func openStorage(ctx context.Context, t terminal, set *flag.FlagSet, args []string) (*server.Storage, error) {
	c, err := config.LoadWith(set, config.Tool, args, t.environ)
	if err != nil {
		return nil, badSettings(err)
	}
	return server.OpenStorage(ctx, c, server.Deps{}, false)
}

// withStorage runs fn on open data and closes it again.
func withStorage(ctx context.Context, t terminal, set *flag.FlagSet, args []string, fn func(*server.Storage) error) error {
	storage, err := openStorage(ctx, t, set, args)
	if err != nil {
		return err
	}
	return errors.Join(fn(storage), storage.Close())
}

func newFlags(name string) *flag.FlagSet { return flag.NewFlagSet(name, flag.ContinueOnError) }
