package main

import (
	"context"
	"fmt"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/server"
)

func migrateCommand() command {
	return command{
		name: "migrate", summary: "make the database or bring it up to date, and exit",
		run: func(ctx context.Context, t terminal, args []string) error {
			set := newFlags("migrate")
			c, err := config.LoadWith(set, config.Tool, args, t.environ)
			if err != nil {
				return badSettings(err)
			}
			if set.NArg() > 0 {
				return usagef("unexpected argument %q", set.Arg(0))
			}
			storage, err := server.OpenStorage(ctx, c, server.Deps{}, true)
			if err != nil {
				return err
			}
			fmt.Fprintln(t.out, "The database is up to date.")
			return storage.Close()
		},
		help: helpWithSettings(`Usage: cognate migrate [options]

Brings the database up to date, as every start of a server does, and makes
keyring and database if there are none. Several nodes may do so at once.
`, config.Tool),
	}
}
