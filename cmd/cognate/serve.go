package main

import (
	"context"
	"fmt"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/server"
)

func serveCommand() command {
	return command{
		name: "serve", summary: "run for real: every signature is verified",
		run: runServe,
		help: helpWithSettings(`Usage: cognate serve [options]

Runs Cognate. Signed operations need an access key: the first start prints one,
cognate keys makes more.
`, config.Serve),
	}
}

func runServe(ctx context.Context, t terminal, args []string) error {
	c, err := config.Load(config.Serve, args, t.environ)
	if err != nil {
		return badSettings(err)
	}
	log := server.NewLogger(c, t.err)
	s, err := server.New(ctx, c, server.Deps{Log: log})
	if err != nil {
		return err
	}
	if s.FirstKey != nil {
		fmt.Fprintln(t.out, "The root access key of this new installation. It is shown this once; cognate keys makes more.")
		showKey(t.out, *s.FirstKey)
	}
	log.InfoContext(ctx, "serving", "url", s.URL(), "region", c.Region, "account", c.Account)
	return s.Run(ctx)
}
