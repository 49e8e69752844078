package main

import (
	"context"
	"fmt"
	"io"
	"runtime"

	"github.com/cognate-id/cognate/internal/server"
)

func versionCommand() command {
	return command{
		name: "version", summary: "print the version and what it was built from",
		run: func(_ context.Context, t terminal, args []string) error {
			if len(args) > 0 {
				return usagef("takes no arguments")
			}
			version, revision := server.Version()
			_, err := fmt.Fprintf(t.out, "cognate %s (%s, %s %s/%s)\n", version, revision, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
		help: func(w io.Writer) { fmt.Fprint(w, "Usage: cognate version\n") },
	}
}
