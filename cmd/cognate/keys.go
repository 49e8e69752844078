package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/crypto/identitytoken"
	"github.com/cognate-id/cognate/internal/server"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

func keysCommand() command {
	return command{
		name: "keys", summary: "manage access keys, pool signing keys and the master key",
		run: runKeys,
		help: helpWithSettings(`Usage: cognate keys ACTION [options]

Works beside a running server.

  list              list the access keys and the master keys
  create            make a root access key; its secret is shown once
  retire ID         let an access key sign no more
  revoke ROLE       end all sessions of an IAM role that have begun before now
  rotate-pool POOL  give a pool new signing keys; the old ones verify for another day
  rotate-identity ALGORITHM
                    give identity pools a new key for their OpenID tokens, RS512
                    as Cognito has it or RS256 for relying parties that know no
                    other; the old one verifies for another day
  rotate-master     make a new master key and seal everything anew with it;
                    with --drop-old, seal what is left and forget the old keys
`, config.Tool),
	}
}

// keyAction is one action. Operand names the one argument that follows it;
// empty if there is none.
type keyAction struct {
	operand string
	run     func(ctx context.Context, t terminal, s *server.Storage, args []string) error
}

func keyActions() map[string]keyAction {
	return map[string]keyAction{
		"list":        {"", listKeys},
		"create":      {"", createKey},
		"retire":      {"ID", retireKey},
		"revoke":      {"ROLE", revokeSessions},
		"rotate-pool": {"POOL", rotatePool},

		"rotate-identity": {"ALGORITHM", rotateIdentity},
	}
}

func runKeys(ctx context.Context, t terminal, args []string) error {
	if len(args) == 0 {
		return usagef("needs an action: list, create, retire, revoke, rotate-pool, rotate-identity or rotate-master")
	}
	name, rest := args[0], args[1:]
	if name == "-h" || name == "--help" {
		return flag.ErrHelp
	}
	set := newFlags("keys")
	if name == "rotate-master" {
		drop := set.Bool("drop-old", false, "")
		return withStorage(ctx, t, set, rest, func(s *server.Storage) error {
			if set.NArg() > 0 {
				return usagef("unexpected argument %q: rotate-master takes options only", set.Arg(0))
			}
			return rotateMaster(ctx, t.out, s, *drop)
		})
	}
	action, ok := keyActions()[name]
	if !ok {
		return usagef("unknown action %q; there are list, create, retire, revoke, rotate-pool, rotate-identity and rotate-master", name)
	}
	// The argument may stand before the options, as people write it.
	var operands []string
	if action.operand != "" && len(rest) > 0 && rest[0] != "" && rest[0][0] != '-' {
		operands, rest = append(operands, rest[0]), rest[1:]
	}
	return withStorage(ctx, t, set, rest, func(s *server.Storage) error {
		operands = append(operands, set.Args()...)
		switch {
		case action.operand == "" && len(operands) > 0:
			return usagef("unexpected argument %q: %s takes options only", operands[0], name)
		case action.operand != "" && len(operands) != 1:
			return usagef("%s takes one argument: cognate keys %s %s", name, name, action.operand)
		}
		return action.run(ctx, t, s, operands)
	})
}

func listKeys(ctx context.Context, t terminal, s *server.Storage, _ []string) error {
	var keys []access.Key
	err := s.View(ctx, func(tx *store.Tx) (err error) {
		keys, err = tx.AccessKeys()
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(t.out, "Access keys")
	if len(keys) == 0 {
		fmt.Fprintln(t.out, "  none")
	}
	for _, k := range keys {
		fmt.Fprintf(t.out, "  %s  %-8s  %s  made %s, last used %s\n", k.ID, k.Status, k.Principal, day(k.Created), day(k.LastUsed))
	}
	fmt.Fprintln(t.out, "Master keys, the active one first")
	for _, k := range s.Ring.Keys() {
		fmt.Fprintf(t.out, "  %s  made %s\n", k.ID(), day(k.Created()))
	}
	return nil
}

func day(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format(time.DateOnly)
}

// revokeSessions ends sessions of a role. Running nodes notice within a second.
func revokeSessions(ctx context.Context, t terminal, s *server.Storage, args []string) error {
	roles := iam.New(iam.Deps{
		DB: store.Bind(s.DB, func(tx *store.Tx) iam.Store { return tx }), Now: time.Now, Changed: func() {},
	})
	if err := roles.RevokeSessions(ctx, args[0]); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "ended the sessions of %s\n", args[0])
	return nil
}

func createKey(ctx context.Context, t terminal, s *server.Storage, _ []string) error {
	key, err := principal.NewAccessKey(server.RootPrincipal, time.Now(), rand.Reader)
	if err != nil {
		return err
	}
	if err := s.Update(ctx, func(tx *store.Tx) error { return tx.InsertAccessKey(key) }); err != nil {
		return err
	}
	showKey(t.out, key)
	return nil
}

// showKey prints a new key, in the form that shells read.
func showKey(w io.Writer, k access.Key) {
	fmt.Fprintf(w, "AWS_ACCESS_KEY_ID=%s\nAWS_SECRET_ACCESS_KEY=%s\n", k.ID, string(k.Secret))
}

func retireKey(ctx context.Context, t terminal, s *server.Storage, args []string) error {
	err := s.Update(ctx, func(tx *store.Tx) error {
		k, err := tx.AccessKey(args[0])
		if err != nil {
			return err
		}
		k.Status = access.KeyInactive
		return tx.UpdateAccessKey(*k)
	})
	if errors.Is(err, userpool.ErrNotFound) {
		return fmt.Errorf("there is no access key %s", args[0])
	}
	if err == nil {
		fmt.Fprintf(t.out, "%s signs no more; running servers know within a second.\n", args[0])
	}
	return err
}

func rotatePool(ctx context.Context, t terminal, s *server.Storage, args []string) error {
	pool, now := userpool.PoolID(args[0]), time.Now().UTC().Truncate(time.Millisecond)
	fresh, err := s.RotatePoolKeys(ctx, rand.Reader, pool, now)
	if errors.Is(err, userpool.ErrNotFound) {
		return fmt.Errorf("there is no user pool %s", pool)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "Pool %s signs with new keys:\n", pool)
	for _, k := range fresh {
		fmt.Fprintf(t.out, "  %-6s %s\n", k.Use, k.KID)
	}
	fmt.Fprintf(t.out, "The old ones verify until %s.\n", now.Add(token.MaxTokenLife).Format(time.RFC3339))
	return nil
}

func rotateIdentity(ctx context.Context, t terminal, s *server.Storage, args []string) error {
	algorithm := identitytoken.Algorithm(args[0])
	if algorithm != identitytoken.RS512 && algorithm != identitytoken.RS256 {
		return usagef("%q is no algorithm of identity pools; there are RS512 and RS256", args[0])
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	kid, err := s.RotateIdentityKeys(ctx, rand.Reader, algorithm, now)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "Identity pools sign with the new key %s by %s.\nThe old one verifies until %s.\n",
		kid, algorithm, now.Add(token.MaxTokenLife).Format(time.RFC3339))
	return nil
}

// nodeLag is the time after which every running node seals with a new master
// key: twice its period of looking.
const nodeLag = time.Minute

func rotateMaster(ctx context.Context, w io.Writer, s *server.Storage, drop bool) error {
	if !drop {
		if err := s.Rotate(ctx, server.Deps{}); err != nil && !errors.Is(err, server.ErrNoVault) {
			return err
		} else if err != nil && len(s.Ring.Keys()) < 2 {
			return err
		}
	}
	if age := time.Since(s.Ring.Active().Created()); drop && age < nodeLag {
		return fmt.Errorf("the active master key is %s old; running nodes may still seal with the old one: try again in %s",
			age.Round(time.Second), (nodeLag - age).Round(time.Second))
	}
	n, err := s.Reseal(ctx, s.Ring.NeedsReseal)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "Master key %s is active; %d values were sealed anew with it.\n", s.Ring.Active().ID(), n)
	if !drop {
		fmt.Fprint(w, "Once every node has it, within a minute, forget the old ones with: cognate keys rotate-master --drop-old\n")
		return nil
	}
	if err := s.DropOld(ctx); err != nil {
		return err
	}
	fmt.Fprintln(w, "The old master keys are gone.")
	return nil
}
