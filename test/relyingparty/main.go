// Command relyingparty takes golang.org/x/oauth2 and go-oidc through sign-in,
// refresh, revocation and logout at the server of make oauth-journey, with
// confidential and public clients, and through what must fail. example.go is
// the example of docs/oauth-clients.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "relyingparty:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	w, err := newWorld(ctx, os.Getenv("JOURNEY_URL"), os.Getenv("JOURNEY_REGION"))
	if err != nil {
		return err
	}
	for _, secret := range []bool{true, false} {
		id, key, err := w.client(ctx, secret)
		if err != nil {
			return err
		}
		app, err := Connect(ctx, w.issuer, id, key)
		if err != nil {
			return err
		}
		if err := errors.Join(succeed(ctx, w, app), refuse(ctx, w, app)); err != nil {
			return err
		}
		step("that was a %s client", map[bool]string{true: "confidential", false: "public"}[secret])
	}
	return nil
}

func step(format string, args ...any) { fmt.Printf("    "+format+"\n", args...) }

// check is the error of something that is not so.
func check(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf("not so: "+format, args...)
}
