package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/server"
)

func backupCommand() command {
	return command{
		name: "backup", summary: "copy the database file, also beside a running server",
		run: func(ctx context.Context, t terminal, args []string) error {
			var operands []string // the file may stand before the options, as people write it
			if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
				operands, args = args[:1], args[1:]
			}
			set := newFlags("backup")
			return withStorage(ctx, t, set, args, func(s *server.Storage) error {
				operands = append(operands, set.Args()...)
				if len(operands) != 1 || operands[0] == "" {
					return usagef("takes the name of one file to write")
				}
				file := operands[0]
				if err := s.DB.Backup(ctx, file); err != nil {
					return err
				}
				fmt.Fprintf(t.out, "%s holds the database as it is now. To open it takes the keyring: keep a copy of that elsewhere.\n", file)
				return nil
			})
		},
		help: helpWithSettings(`Usage: cognate backup FILE [options]

Writes a copy of the database file, consistent at one moment while a server goes
on. Secrets in it stay sealed, so a copy is of no use without the master keys;
keep these in another place. To restore, stop the server and put the copy in the
data directory as cognate.db. A PostgreSQL database is copied with pg_dump.
`, config.Tool),
	}
}
