package store_test

import (
	"bufio"
	"bytes"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/crypto/seal"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/store/storetest"
	"github.com/cognate-id/cognate/internal/userpool"
)

func sqliteEngine() storetest.Engine { return storetest.Engines()[0] }

// TestNothingInTheClear looks for every secret in the bytes of the file.
func TestNothingInTheClear(t *testing.T) {
	t.Parallel()
	e := sqliteEngine()
	o := e.Fresh(t)
	o.Sealer = storetest.Keyring(t)
	db, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	var secrets []string
	secret := func() string {
		n++
		s := fmt.Sprintf("very-secret-value-%02d.", n)
		secrets = append(secrets, s)
		return s
	}
	root := db.RootSecret()
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		return errors.Join(
			tx.InsertPool(&userpool.Pool{ID: "p", Name: "public-name"}),
			tx.InsertClient(&userpool.Client{ID: "c", Pool: "p", Secrets: []userpool.ClientSecret{{Value: secret()}}}),
			tx.PutSigningKey(userpool.SigningKey{Pool: "p", KID: "k", DER: []byte(secret())}),
			tx.InsertUser(&userpool.User{
				Pool: "p", Sub: "s", Username: "u",
				Password:        userpool.Credential{Salt: []byte(secret()), Verifier: []byte(secret()), Hash: secret()},
				PasswordHistory: []userpool.Credential{{Verifier: []byte(secret()), Hash: secret()}},
				MFA:             userpool.MFAState{TOTPSeed: secret(), TOTPPending: secret()},
			}, nil),
			tx.PutCode(userpool.OneTimeCode{Pool: "p", Sub: "s", Value: secret(), Destination: secret()}),
			tx.PutDevice(userpool.Device{Pool: "p", Sub: "s", Key: "d", Verifier: []byte(secret())}),
			tx.InsertMessage(userpool.Message{
				ID: "m", To: secret(), Subject: secret(), Text: secret(), HTML: secret(), Code: secret(), Link: secret(), Failure: secret(),
			}),
			tx.InsertAccessKey(access.Key{ID: "k", Secret: access.Secret(secret())}),
			tx.InsertSAMLProvider(&principal.SAMLProvider{Name: "p", Keys: []principal.SAMLKey{{ID: "k", DER: []byte(secret())}}}))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(o.Path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(file, []byte("public-name")) {
		t.Fatal("the file does not hold what was written")
	}
	for _, s := range append(secrets, string(root)) {
		for _, form := range []string{s, base64.StdEncoding.EncodeToString([]byte(s))} {
			if bytes.Contains(file, []byte(form)) {
				t.Errorf("%q lies in the clear", s)
			}
		}
	}
}

// TestFileShrinks deletes most of a database.
func TestFileShrinks(t *testing.T) {
	t.Parallel()
	e := sqliteEngine()
	o := e.Fresh(t)
	o.Sealer, o.Now = storetest.Keyring(t), func() time.Time { return storetest.Start }
	db := e.Open(t, o)
	for i := range 20 {
		if err := db.Update(t.Context(), func(tx *store.Tx) error {
			for j := range 100 {
				m := userpool.Message{
					ID: fmt.Sprint(i, "-", j), State: userpool.MessageSent, Created: storetest.Start, Text: strings.Repeat("x", 3000),
				}
				if err := tx.InsertMessage(m); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	full := size(t, o)
	for range 5 {
		if _, err := db.Sweep(t.Context(), storetest.Start.Add(48*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	if left := size(t, o); left > full/4 {
		t.Errorf("%d bytes of %d are left", left, full)
	}
}

// size closes nothing: it asks the engine for the pages of the database.
func size(t *testing.T, o store.Options) int64 {
	t.Helper()
	raw, err := sql.Open("sqlite", o.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	var pages int64
	if err := raw.QueryRowContext(t.Context(), "PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	return pages * 4096
}

// TestNewerSchema opens the database of a program to come.
func TestNewerSchema(t *testing.T) {
	t.Parallel()
	e := sqliteEngine()
	o := e.Fresh(t)
	o.Sealer = storetest.Keyring(t)
	e.Open(t, o)
	raw, err := sql.Open("sqlite", o.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.ExecContext(t.Context(), "INSERT INTO schema_versions (version) VALUES (9999)"); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), o)
	if err == nil {
		_ = db.Close()
		t.Fatal("opened a database that is newer than the program")
	}
	if !strings.Contains(err.Error(), "newer program") {
		t.Errorf("the error does not say what to do: %v", err)
	}
}

// Where a child process finds its work, see TestWriterProcess.
const (
	childPath = "COGNATE_STORETEST_PATH"
	childRing = "COGNATE_STORETEST_RING"
)

// TestKill kills a process that adds users and looks for every user of which it
// was told. Another process has the file open all the while.
func TestKill(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts processes")
	}
	e := sqliteEngine()
	o := e.Fresh(t)
	ring := storetest.Keyring(t)
	o.Sealer = ring
	db := e.Open(t, o)
	if err := db.Update(t.Context(), func(tx *store.Tx) error {
		return tx.InsertPool(&userpool.Pool{ID: "p"})
	}); err != nil {
		t.Fatal(err)
	}
	var answered []string
	for round := range 5 {
		answered = append(answered, killedWriter(t, o.Path, ring, round, 20*(round+1))...)
		if err := db.Update(t.Context(), func(tx *store.Tx) error { // this process goes on writing
			return tx.InsertGroup(&userpool.Group{Pool: "p", Name: userpool.GroupName(fmt.Sprint(round))})
		}); err != nil {
			t.Fatal(err)
		}
	}
	again := e.Open(t, o)
	if err := again.View(t.Context(), func(tx *store.Tx) error {
		for _, n := range answered {
			if u, _, err := tx.UserByName("p", n); err != nil || string(u.Username) != n {
				t.Errorf("user %s was answered and is lost: %v, %v", n, u, err)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d users were answered", len(answered))
}

// killedWriter runs a writer until it has answered n users, kills it and gives
// all users that it has answered.
func killedWriter(t *testing.T, path string, ring *seal.Keyring, round, n int) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestWriterProcess$")
	cmd.Env = append(os.Environ(), childPath+"="+path, childRing+"="+string(ring.Marshal()))
	cmd.Args = append(cmd.Args, fmt.Sprint("-test.count=1"), "--", fmt.Sprint(round))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var answered []string
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		name, ok := strings.CutPrefix(lines.Text(), "answered ")
		if !ok {
			continue
		}
		if answered = append(answered, name); len(answered) == n {
			if err := cmd.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}
	_ = cmd.Wait() // it was killed
	if len(answered) < n {
		t.Errorf("the writer stopped by itself after %d users", len(answered))
	}
	return answered
}

// TestWriterProcess is the process that TestKill kills. Its answers go out in
// lines of one write each.
func TestWriterProcess(t *testing.T) {
	path := os.Getenv(childPath)
	if path == "" {
		t.Skip("runs as a child of TestKill")
	}
	ring, err := seal.ParseKeyring([]byte(os.Getenv(childRing)))
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), store.Options{Path: filepath.Clean(path), Sealer: ring})
	if err != nil {
		t.Fatal(err)
	}
	round := os.Args[len(os.Args)-1]
	for worker := range 8 {
		go func() {
			for i := 0; ; i++ {
				n := fmt.Sprintf("user-%s-%d-%d", round, worker, i)
				u := &userpool.User{Pool: "p", Sub: userpool.Sub(n), Username: userpool.Username(n)}
				if err := db.Update(t.Context(), func(tx *store.Tx) error {
					return tx.InsertUser(u, []userpool.Name{{Kind: userpool.NameUsername, Value: n}})
				}); err != nil {
					fmt.Fprintln(os.Stderr, "insert:", err)
					return
				}
				fmt.Fprintf(os.Stdout, "answered %s\n", n)
			}
		}()
	}
	<-t.Context().Done()
}
