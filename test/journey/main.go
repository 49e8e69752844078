// Command journey takes unmodified client libraries through sign-up,
// confirmation and sign-in against a freshly built cognate: on SQLite and on
// PostgreSQL, as cognate serve with every signature verified, and once more
// with tokens that name AWS as their issuer. With -sign-in it lets the clients
// that can sign in in every way do so; with -identity they get credentials from
// identity pools; with -oauth libraries for OAuth 2.0 and OpenID Connect sign
// in on the pages of cognate dev --tls.
//
// It starts and stops the servers and knows no API itself. PostgreSQL is the
// one that COGNATE_TEST_POSTGRES names.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"time"
)

// limit bounds the whole run.
const limit = 15 * time.Minute

func main() {
	binary := flag.String("binary", "bin/cognate", "the cognate to test")
	signIn := flag.Bool("sign-in", false, "instead, let the clients sign in in every way that they know")
	identity := flag.Bool("identity", false, "instead, let the clients get credentials from identity pools")
	pages := flag.Bool("oauth", false, "instead, let OAuth and OpenID Connect clients sign in on the pages")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	which := common
	switch {
	case *signIn:
		which = everySign
	case *identity:
		which = identities
	case *pages:
		which = oauth
	}
	if err := run(ctx, *binary, which); err != nil {
		fmt.Fprintln(os.Stderr, "journey:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, binary string, which set) error {
	binary, err := filepath.Abs(binary)
	if err != nil {
		return err
	}
	if _, err := exec.LookPath("node"); err != nil {
		return errors.New("node is not installed; the journeys of JavaScript clients need Node.js 20 or newer")
	}
	if _, err := os.Stat("test/js/node_modules"); err != nil {
		return errors.New("test/js/node_modules is not there: run npm ci in test/js first")
	}
	engines := []engine{{name: "SQLite"}}
	if url := os.Getenv("COGNATE_TEST_POSTGRES"); url != "" {
		engines = append(engines, engine{name: "PostgreSQL", admin: url})
	} else if os.Getenv("CI") != "" {
		return errors.New("COGNATE_TEST_POSTGRES is not set")
	} else {
		fmt.Println("COGNATE_TEST_POSTGRES is not set: only SQLite is tried.")
	}
	passed, failed := 0, 0
	for _, e := range engines {
		p, f, err := e.journeys(ctx, binary, which)
		passed, failed = passed+p, failed+f
		if err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
	}
	if which == common {
		p, f := tryReadme(ctx, binary)
		passed, failed = passed+p, failed+f
	}
	fmt.Printf("\n%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		return errors.New("not every journey arrived")
	}
	return nil
}

// tryReadme runs the README's journey and says how it went.
func tryReadme(ctx context.Context, binary string) (passed, failed int) {
	fmt.Printf("\n== README.md\n")
	switch err := readme(ctx, binary); {
	case errors.Is(err, errNotInstalled):
		fmt.Println("    the aws command is not installed, left out")
		return 0, 0
	case err != nil:
		fmt.Printf("    FAILED: %v\n", err)
		return 0, 1
	}
	return 1, 0
}
