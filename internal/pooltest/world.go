package pooltest

import (
	"context"
	"crypto/rand"
	"sync"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/passhash"
	"github.com/cognate-id/cognate/internal/crypto/seal"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/factor"
	"github.com/cognate-id/cognate/internal/userpool/message"
	"github.com/cognate-id/cognate/internal/userpool/registry"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// What every World has.
const (
	PoolID   = userpool.PoolID("us-east-1_TestPool1")
	ClientID = userpool.ClientID("1example23456789abcdefghij")
	Password = "Passw0rd!" // satisfies the default policy
)

// World is a pool with one client, and what works on it.
type World struct {
	T         testing.TB
	DB        *store.DB
	Pool      *userpool.Pool
	Client    *userpool.Client
	Registry  *registry.Registry
	Passwords *factor.Passwords
	Mailer    *message.Mailer
	Tokens    *token.Service
	Ghosts    account.Ghosts
	Functions *Functions

	mu    sync.Mutex
	now   time.Time
	fault func(statement string) error
}

// New makes a World; change may alter pool and client before they are stored.
// By default the pool has the standard schema and policy, verifies e-mail
// addresses by itself and calls no functions; the client is public and may
// use every flow.
func New(t testing.TB, change func(*userpool.Pool, *userpool.Client)) *World {
	t.Helper()
	w := &World{T: t, now: time.UnixMilli(1_790_000_000_000).UTC(), Functions: &Functions{}}
	w.open()
	w.Pool = &userpool.Pool{
		ID: PoolID, Name: "test", Created: w.now, Modified: w.now, Tier: userpool.TierEssentials,
		Password: userpool.DefaultPasswordPolicy(), FirstFactors: []userpool.Factor{userpool.FactorPassword},
		MFA: userpool.MFAOff, Schema: userpool.StandardSchema(), AutoVerified: []userpool.AttributeName{userpool.AttrEmail},
	}
	w.Client = &userpool.Client{
		ID: ClientID, Pool: PoolID, Name: "web", Created: w.now, Modified: w.now, TokenRevocation: true,
		AuthFlows: []string{
			userpool.AllowSRP, userpool.AllowPassword, userpool.AllowAdminPassword, userpool.AllowCustom,
			userpool.AllowChoice, userpool.AllowRefresh,
		},
	}
	if change != nil {
		change(w.Pool, w.Client)
	}
	w.Update(func(tx *store.Tx) error {
		if err := tx.InsertPool(w.Pool); err != nil {
			return err
		}
		for _, k := range signingKeys() {
			if err := tx.PutSigningKey(k); err != nil {
				return err
			}
		}
		return tx.InsertClient(w.Client)
	})
	w.wire()
	return w
}

// signingKeys are made once: drawing RSA keys is slow.
var signingKeys = sync.OnceValue(func() []userpool.SigningKey {
	keys, err := token.NewKeys(rand.Reader, PoolID, time.Unix(1_700_000_000, 0))
	if err != nil {
		panic("pooltest: " + err.Error())
	}
	return keys
})

func (w *World) open() {
	ring, err := seal.Generate(rand.Reader, w.now)
	w.Check(err)
	w.DB, err = store.Open(context.Background(), store.Options{
		Path: ":memory:", Sealer: ring, Now: w.Now, Fault: func(statement string) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			if w.fault == nil {
				return nil
			}
			return w.fault(statement)
		},
	})
	w.Check(err)
	w.T.Cleanup(func() { w.Check(w.DB.Close()) })
}

func (w *World) wire() {
	w.Registry = registry.New(registry.Deps{
		DB: store.Bind(w.DB, func(tx *store.Tx) registry.Store { return tx }), Now: w.Now,
	})
	root := make([]byte, seal.RootSize)
	w.Ghosts = account.Ghosts{Secret: func(label string) []byte { return seal.DeriveFrom(root, label) }}
	opaque, err := seal.Generate(rand.Reader, w.now)
	w.Check(err)
	w.Passwords, err = factor.NewPasswords(factor.PasswordDeps{
		Rand: rand.Reader, Hasher: passhash.New(rand.Reader, 0),
		AllowsSRP: func(context.Context, userpool.PoolID) (bool, error) { return true, nil },
	})
	w.Check(err)
	w.Tokens = token.New(token.Deps{
		DB: store.Bind(w.DB, func(tx *store.Tx) token.Store { return tx }), Registry: w.Registry,
		Hooks: w.Functions, Opaque: opaque, Now: w.Now, Rand: rand.Reader,
		Issuer: func(id userpool.PoolID) string { return "https://issuer.example/" + string(id) },
	})
	w.Mailer = message.New(message.Deps{
		DB: store.Bind(w.DB, func(tx *store.Tx) message.Store { return tx }), Hooks: w.Functions,
		Now: w.Now, Rand: rand.Reader,
		ConfirmURL: func(_ context.Context, _ *userpool.Pool, _ userpool.ClientID, u userpool.Username, code string) (string, bool) {
			return "https://auth.example/confirmUser?user_name=" + string(u) + "&confirmation_code=" + code, true
		},
	})
}

// Now is the clock. Each look moves it on by a millisecond, so that what
// happens later is later.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(time.Millisecond)
	return w.now
}

// Advance moves the clock.
func (w *World) Advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// Fail makes statements fail as fault says, nil again makes none fail.
func (w *World) Fail(fault func(statement string) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault = fault
}

// Check ends the test on an error.
func (w *World) Check(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

// Update runs fn in a write transaction.
func (w *World) Update(fn func(*store.Tx) error) {
	w.T.Helper()
	w.Check(w.DB.Update(context.Background(), fn))
}

// View runs fn in a read transaction.
func (w *World) View(fn func(*store.Tx) error) {
	w.T.Helper()
	w.Check(w.DB.View(context.Background(), fn))
}

// AddUser stores a confirmed user with the standard Password, altered by
// change if there is one.
func (w *World) AddUser(name string, change func(*userpool.User)) *userpool.User {
	w.T.Helper()
	cred, err := w.Passwords.New(context.Background(), w.Pool, userpool.Username(name), Password)
	w.Check(err)
	now := w.Now()
	u := &userpool.User{
		Pool: PoolID, Sub: userpool.Sub("sub-of-" + name), Username: userpool.Username(name),
		Status: userpool.Confirmed, Enabled: true, Created: now, Modified: now,
		Attributes: userpool.Attributes{}, Password: cred,
	}
	if change != nil {
		change(u)
	}
	w.Update(func(tx *store.Tx) error { return tx.InsertUser(u, w.Pool.Names(u)) })
	return u
}

// Change alters a stored user.
func (w *World) Change(sub userpool.Sub, change func(*userpool.User)) {
	w.T.Helper()
	w.Update(func(tx *store.Tx) error {
		u, err := tx.UserBySub(PoolID, sub)
		if err != nil {
			return err
		}
		change(u)
		if err := tx.UpdateUser(u); err != nil {
			return err
		}
		return tx.SetNames(u, w.Pool.Names(u))
	})
}

// User reads a user by any of its names or its sub; nil without one.
func (w *World) User(name string) *userpool.User {
	w.T.Helper()
	var u *userpool.User
	err := w.DB.View(context.Background(), func(tx *store.Tx) (err error) {
		if u, err = account.Resolve(tx, w.Pool, name); err != nil {
			u, err = tx.UserBySub(PoolID, userpool.Sub(name))
		}
		return err
	})
	if err != nil {
		return nil
	}
	return u
}

// Messages are what was sent so far, oldest first.
func (w *World) Messages() (out []userpool.Message) {
	w.T.Helper()
	w.View(func(tx *store.Tx) (err error) {
		out, err = tx.Messages(userpool.MessageQuery{Pool: PoolID, Limit: 1000})
		return err
	})
	return out
}

// LastCode is the newest code (or temporary password) that was sent to the
// address; it ends the test without one.
func (w *World) LastCode(to string) string {
	w.T.Helper()
	all := w.Messages()
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].To == to {
			return all[i].Code
		}
	}
	w.T.Fatalf("nothing was sent to %s", to)
	return ""
}

// WrongCode is a code of the right form that is not the given one.
func WrongCode(code string) string {
	if code == "123456" {
		return "654321"
	}
	return "123456"
}

// SignIn makes a token family of u and gives its access and refresh token.
func (w *World) SignIn(u *userpool.User) (access, refresh string) {
	w.T.Helper()
	now := w.Now()
	f := &userpool.TokenFamily{
		Pool: PoolID, ID: "family-" + string(u.Sub) + "-" + now.Format("150405.000"), Sub: u.Sub, Client: w.Client.ID,
		Epoch: u.TokenEpoch, AuthTime: now, Created: now, Expires: now.Add(time.Hour),
	}
	w.Update(func(tx *store.Tx) error { return tx.InsertFamily(*f) })
	t, err := w.Tokens.Mint(context.Background(), token.Grant{Pool: w.Pool, Client: w.Client, User: u, Family: f})
	w.Check(err)
	return t.Access, w.Tokens.RefreshToken(f)
}

// Refused fails the test unless err has the code and exactly the message.
func Refused(t testing.TB, err error, code userpool.Code, text string) {
	t.Helper()
	if userpool.CodeOf(err) != code || messageOf(err) != text {
		t.Errorf("error = %v, want %s: %q", err, code, text)
	}
}
