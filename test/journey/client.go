package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"time"
)

// errNotInstalled marks an optional client that this machine does not have.
var errNotInstalled = errors.New("not installed")

// clientLimit bounds one client's journey.
const clientLimit = 4 * time.Minute

// client is one client library or tool, run as a program of its own.
type client struct {
	name    string
	issuer  string // of the server it wants
	dir     string
	command []string
	needs   string // a program without which it is left out
	set     set    // the run that it belongs to
}

// set is which of the journeys a run takes.
type set string

// The sets: sign-up to sign-in, every way to sign in, credentials of identity
// pools, and the OAuth endpoints with the pages.
const (
	common     set = ""
	everySign  set = "sign-in"
	identities set = "identity"
	oauth      set = "oauth"
)

func clients() []client {
	return []client{
		{name: "AWS SDK for Go", issuer: "self", dir: "test/sdk", command: []string{"go", "test", "-count=1", "-v", "./..."}},
		{name: "@aws-sdk/client-cognito-identity-provider", issuer: "self", dir: "test/js", command: []string{"node", "--no-warnings", "sdk.mjs"}},
		{name: "amazon-cognito-identity-js", issuer: "self", dir: "test/js", command: []string{"node", "--no-warnings", "identity.mjs"}},
		{name: "Amplify 6", issuer: "self", dir: "test/js", command: []string{"node", "--no-warnings", "amplify.mjs"}},
		{name: "aws-jwt-verify", issuer: "aws", dir: "test/js", command: []string{"node", "--no-warnings", "verify.mjs"}},
		{name: "aws cognito-idp", issuer: "self", dir: ".", command: []string{"bash", "test/journey/cli.sh"}, needs: "aws"},
		{name: "Amplify 6, every sign-in", issuer: "self", dir: "test/js", command: []string{"node", "--no-warnings", "signin.mjs"}, set: everySign},
		{name: "Amplify 6 in Chromium, passkeys", issuer: "self", dir: "test/js", command: []string{"node", "--no-warnings", "passkey.mjs"},
			needs: "chromium", set: everySign},
		{name: "AWS SDK for Go, identity pools", issuer: "self", dir: "test/identity", command: []string{"go", "test", "-count=1", "-v", "./..."},
			set: identities},
		{name: "aws iam, sts and cognito-identity", issuer: "self", dir: ".", command: []string{"bash", "test/identity/cli.sh"}, needs: "aws",
			set: identities},
		{name: "fromCognitoIdentityPool and Amplify 6, identity pools", issuer: "self", dir: "test/js",
			command: []string{"node", "--no-warnings", "identity-pool.mjs"}, set: identities},
		{name: "docs/oauth-clients.md", issuer: "self", dir: ".", command: []string{"bash", "test/journey/oauth-clients.sh"}, needs: "aws", set: oauth},
		{name: "golang.org/x/oauth2 and go-oidc", issuer: "self", dir: ".", command: []string{"bash", "test/relyingparty/run.sh"}, set: oauth},
		{name: "openid-client", issuer: "self", dir: "test/js", command: []string{"node", "--no-warnings", "oauth/openid-client.mjs"}, set: oauth},
		{name: "oauth4webapi", issuer: "self", dir: "test/js", command: []string{"node", "--no-warnings", "oauth/oauth4webapi.mjs"}, set: oauth},
		{name: "Auth.js", issuer: "self", dir: "test/js", command: []string{"node", "--no-warnings", "oauth/authjs.mjs"}, set: oauth},
		{name: "oidc-client-ts in Chromium", issuer: "self", dir: "test/js", command: []string{"node", "--no-warnings", "oauth/oidc-client-ts.mjs"},
			needs: "chromium", set: oauth},
		{name: "Amplify 6 in Chromium, signInWithRedirect", issuer: "self", dir: "test/js",
			command: []string{"node", "--no-warnings", "oauth/amplify.mjs"}, needs: "chromium", set: oauth},
	}
}

// run passes the client the server's address and keys and lets it speak for
// itself.
func (c client) run(ctx context.Context, s *started) error {
	if c.needs != "" {
		if _, err := exec.LookPath(c.needs); err != nil {
			return errNotInstalled
		}
	}
	ctx, cancel := context.WithTimeout(ctx, clientLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.command[0], c.command[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = c.dir, os.Stdout, os.Stderr
	cmd.Env = append(environment(), s.keys...)
	cmd.Env = append(cmd.Env, s.trust()...)
	cmd.Env = append(cmd.Env,
		"JOURNEY_URL="+s.url, "JOURNEY_REGION=us-east-1", "JOURNEY_BINARY="+s.binary,
		"JOURNEY_DATA="+s.data, "JOURNEY_DATABASE="+s.database,
		"JOURNEY_S3="+s.s3)
	return cmd.Run()
}

// environment is ours without what could lead a client to AWS, or to another
// account.
func environment() []string {
	var out []string
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "AWS_") && !strings.HasPrefix(entry, "COGNATE_") {
			out = append(out, entry)
		}
	}
	return append(out, "AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null", "AWS_EC2_METADATA_DISABLED=true")
}
