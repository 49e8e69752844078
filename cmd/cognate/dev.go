package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

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
	if c.LocalTLS {
		explainTrust(t.out, filepath.Join(c.Data, server.LocalCAFile))
	}
	return s.Run(ctx)
}

// explainTrust says how clients come to trust the CA of this server.
func explainTrust(w io.Writer, ca string) {
	if path, err := filepath.Abs(ca); err == nil {
		ca = path
	}
	fmt.Fprintf(w, `HTTPS uses a CA of its own, good for the names of this machine only. To trust it:

  programs  export AWS_CA_BUNDLE=%[1]q NODE_EXTRA_CA_CERTS=%[1]q SSL_CERT_FILE=%[1]q
  macOS     security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db %[1]q
  Windows   certutil -user -addstore Root %[1]q
  Debian    sudo cp %[1]q /usr/local/share/ca-certificates/cognate.crt && sudo update-ca-certificates
  Chromium  (on Linux) certutil -d "sql:$HOME/.pki/nssdb" -A -t C,, -n Cognate -i %[1]q
  Firefox   Settings, Privacy & Security, View Certificates, Authorities, Import

`, ca)
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
