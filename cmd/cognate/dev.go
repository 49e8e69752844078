package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/server"
)

func devCommand() command {
	return command{
		name: "dev", summary: "run on this machine for development: any access key is accepted",
		run: runDev,
		help: helpWithSettings(`Usage: cognate dev [options]

Runs Cognate for development and tests on a loopback address. It accepts any
access key without checking signatures, keeps its data in ./cognate-data and
shows every message at /inbox.
`, config.Dev),
	}
}

func runDev(ctx context.Context, t terminal, args []string) error {
	c, err := config.Load(config.Dev, args, t.environ)
	if err != nil {
		return badSettings(err)
	}
	s, err := server.New(ctx, c, server.Deps{Log: server.NewLogger(c, t.err)})
	if err != nil {
		return err
	}
	greet(t.out, c, s.URL())
	return s.Run(ctx)
}

// badSettings marks an error of config as the caller's, except for help.
func badSettings(err error) error {
	if errors.Is(err, flag.ErrHelp) || errors.Is(err, os.ErrNotExist) {
		return err
	}
	return usageError{err}
}

// greet says where the server is and what to paste to use it.
func greet(w io.Writer, c *config.Config, url string) {
	fmt.Fprintf(w, `Cognate for development. It accepts ANY access key: do not expose it.

  endpoint  %s
  region    %s
  account   %s
  inbox     %s/inbox
  keys      any access key id and secret, signatures are not checked

Paste this, then use the AWS CLI and SDKs as always:

  export AWS_ENDPOINT_URL=%s AWS_REGION=%s AWS_DEFAULT_REGION=%s
  export AWS_ACCESS_KEY_ID=cognate AWS_SECRET_ACCESS_KEY=cognate
  aws cognito-idp create-user-pool --pool-name first

`, url, c.Region, c.Account, url, url, c.Region, c.Region)
}
