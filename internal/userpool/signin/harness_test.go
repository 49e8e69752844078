package signin_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/crypto/passhash"
	"github.com/cognate-id/cognate/internal/crypto/seal"
	"github.com/cognate-id/cognate/internal/crypto/srp"
	"github.com/cognate-id/cognate/internal/crypto/totp"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/factor"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/message"
	"github.com/cognate-id/cognate/internal/userpool/registry"
	"github.com/cognate-id/cognate/internal/userpool/signin"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

const (
	poolID   = userpool.PoolID("us-east-1_TestPool1")
	clientID = userpool.ClientID("1example23456789abcdefghij")
	password = "Passw0rd!"
)

// world is a pool with one client and what signs its users in, on the real
// store.
type world struct {
	t      testing.TB
	db     *store.DB
	signin *signin.Service
	hasher *countingHasher
	tokens *token.Service
	words  *factor.Passwords
	hooks  *functions
	pool   *userpool.Pool
	client *userpool.Client

	mu  sync.Mutex
	now time.Time
}

func (w *world) clock() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }

func (w *world) advance(d time.Duration) { w.mu.Lock(); defer w.mu.Unlock(); w.now = w.now.Add(d) }

// testKeys are made once: drawing RSA keys is slow.
var testKeys = sync.OnceValue(func() []userpool.SigningKey {
	keys, err := token.NewKeys(rand.Reader, poolID, time.Unix(1_700_000_000, 0))
	if err != nil {
		panic(err)
	}
	return keys
})

// newWorld makes a world; change may alter pool and client before they are stored.
func newWorld(t testing.TB, change func(*userpool.Pool, *userpool.Client)) *world {
	t.Helper()
	w := &world{t: t, now: time.UnixMilli(1_790_000_000_000).UTC(), hooks: &functions{}}
	ring, err := seal.Generate(rand.Reader, w.now)
	w.check(err)
	w.db, err = store.Open(context.Background(), store.Options{Path: ":memory:", Sealer: ring, Now: w.clock})
	w.check(err)
	t.Cleanup(func() { w.check(w.db.Close()) })

	w.pool = &userpool.Pool{ID: poolID, Name: "test", Created: w.now, Modified: w.now, Tier: userpool.TierEssentials,
		Password: userpool.DefaultPasswordPolicy(), FirstFactors: []userpool.Factor{userpool.FactorPassword},
		MFA: userpool.MFAOff, Schema: userpool.StandardSchema()}
	w.client = &userpool.Client{ID: clientID, Pool: poolID, Name: "web", Created: w.now, Modified: w.now,
		TokenRevocation: true, AuthFlows: []string{userpool.AllowSRP, userpool.AllowPassword, userpool.AllowAdminPassword,
			userpool.AllowCustom, userpool.AllowChoice, userpool.AllowRefresh}}
	if change != nil {
		change(w.pool, w.client)
	}
	w.update(func(tx *store.Tx) error {
		if err := tx.InsertPool(w.pool); err != nil {
			return err
		}
		for _, k := range testKeys() {
			if err := tx.PutSigningKey(k); err != nil {
				return err
			}
		}
		return tx.InsertClient(w.client)
	})
	w.wire()
	return w
}

func (w *world) wire() {
	reg := registry.New(registry.Deps{DB: store.Bind(w.db, func(tx *store.Tx) registry.Store { return tx }), Now: w.clock})
	root := make([]byte, seal.RootSize)
	opaque, err := seal.Generate(rand.Reader, w.now)
	w.check(err)
	w.hasher = &countingHasher{Hasher: passhash.New(rand.Reader, 0)}
	w.words, err = factor.NewPasswords(factor.PasswordDeps{Rand: rand.Reader, Hasher: w.hasher,
		AllowsSRP: func(context.Context, userpool.PoolID) (bool, error) { return w.client.Allows(userpool.AllowSRP), nil }})
	w.check(err)
	w.tokens = token.New(token.Deps{DB: store.Bind(w.db, func(tx *store.Tx) token.Store { return tx }), Registry: reg,
		Hooks: w.hooks, Opaque: opaque, Now: w.clock, Rand: rand.Reader,
		Issuer: func(id userpool.PoolID) string { return "https://issuer.example/" + string(id) }})
	w.signin = signin.New(signin.Deps{
		DB: store.Bind(w.db, func(tx *store.Tx) signin.Store { return tx }), Registry: reg, Tokens: w.tokens,
		Passwords: w.words, Hooks: w.hooks, Opaque: opaque, Now: w.clock, Rand: rand.Reader,
		Mailer: message.New(message.Deps{DB: store.Bind(w.db, func(tx *store.Tx) message.Store { return tx }),
			Hooks: w.hooks, Now: w.clock, Rand: rand.Reader}),
		Secret:       func(label string) []byte { return seal.DeriveFrom(root, label) },
		RelyingParty: func(context.Context, *userpool.Pool) (string, bool) { return "example.com", true },
	})
}

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) update(fn func(*store.Tx) error) {
	w.t.Helper()
	w.check(w.db.Update(context.Background(), fn))
}

// addUser stores a confirmed user with the standard password.
func (w *world) addUser(name string, change func(*userpool.User)) *userpool.User {
	w.t.Helper()
	c, err := w.words.New(context.Background(), w.pool, userpool.Username(name), password)
	w.check(err)
	u := &userpool.User{Pool: poolID, Sub: userpool.Sub("0000-" + name), Username: userpool.Username(name),
		Status: userpool.Confirmed, Enabled: true, Created: w.now, Modified: w.now,
		Attributes: userpool.Attributes{}, Password: c}
	if change != nil {
		change(u)
	}
	w.update(func(tx *store.Tx) error { return tx.InsertUser(u, w.pool.Names(u)) })
	return u
}

func (w *world) user(u *userpool.User) *userpool.User {
	w.t.Helper()
	var out *userpool.User
	w.check(w.db.View(context.Background(), func(tx *store.Tx) (err error) { out, err = tx.UserBySub(u.Pool, u.Sub); return err }))
	return out
}

// lastCode is the newest code that was sent.
func (w *world) lastCode() string {
	w.t.Helper()
	var out []userpool.Message
	w.check(w.db.View(context.Background(), func(tx *store.Tx) (err error) {
		out, err = tx.Messages(userpool.MessageQuery{Pool: poolID, Limit: 1, NewestFirst: true})
		return err
	}))
	if len(out) == 0 {
		w.t.Fatal("no message was sent")
	}
	return out[0].Code
}

func (w *world) start(flow string, params map[string]string) (*signin.Outcome, error) {
	return w.signin.Start(context.Background(), signin.Start{Client: clientID, Flow: flow, Params: params})
}

func (w *world) respond(challenge, session string, answers map[string]string) (*signin.Outcome, error) {
	return w.signin.Respond(context.Background(), signin.Respond{Client: clientID, Challenge: challenge, Session: session, Answers: answers})
}

// must fails the test on an error or when the challenge is another; "" stands
// for tokens.
func (w *world) must(challenge string) func(*signin.Outcome, error) *signin.Outcome {
	w.t.Helper()
	return func(o *signin.Outcome, err error) *signin.Outcome {
		w.t.Helper()
		if err != nil {
			w.t.Fatalf("want %q: %v", challenge, err)
		}
		if o.Challenge != challenge || challenge == "" && o.Tokens == nil {
			w.t.Fatalf("challenge = %q, want %q", o.Challenge, challenge)
		}
		return o
	}
}

// refused fails the test unless err has the code and starts with the text.
func refused(t testing.TB, err error, code userpool.Code, text string) {
	t.Helper()
	if userpool.CodeOf(err) != code || !strings.Contains(err.Error(), text) {
		t.Errorf("error = %v, want %s %q", err, code, text)
	}
}

// proof answers a PASSWORD_VERIFIER or DEVICE_PASSWORD_VERIFIER challenge.
func (w *world) proof(c *srp.Client, p map[string]string, password string) map[string]string {
	w.t.Helper()
	key, err := c.Key(p["SRP_B"], p["SALT"], password)
	w.check(err)
	block, err := base64.StdEncoding.DecodeString(p["SECRET_BLOCK"])
	w.check(err)
	ts := srp.FormatTimestamp(w.clock())
	out := map[string]string{"USERNAME": p["USERNAME"], "TIMESTAMP": ts, "PASSWORD_CLAIM_SECRET_BLOCK": p["SECRET_BLOCK"],
		"PASSWORD_CLAIM_SIGNATURE": base64.StdEncoding.EncodeToString(c.Sign(key, block, ts))}
	if k := p["DEVICE_KEY"]; k != "" {
		out["DEVICE_KEY"] = k
	}
	return out
}

// srpStart begins USER_SRP_AUTH and gives the answer to the verifier challenge.
func (w *world) srpStart(name, password string) (*signin.Outcome, map[string]string) {
	w.t.Helper()
	c, err := srp.NewClient(rand.Reader, poolID.Name(), name)
	w.check(err)
	o := w.must("PASSWORD_VERIFIER")(w.start("USER_SRP_AUTH", map[string]string{"USERNAME": name, "SRP_A": srp.Hex(c.A())}))
	return o, w.proof(c.As(o.Parameters["USER_ID_FOR_SRP"]), o.Parameters, password)
}

func with(m map[string]string, more ...string) map[string]string {
	out := maps.Clone(m)
	if out == nil {
		out = map[string]string{}
	}
	for i := 0; i < len(more); i += 2 {
		out[more[i]] = more[i+1]
	}
	return out
}

func totpCode(t testing.TB, seed string, now time.Time) string {
	t.Helper()
	s, err := totp.ParseSecret(seed)
	if err != nil {
		t.Fatal(err)
	}
	return s.Code(totp.Step(now))
}

func newSeed(t testing.TB) string {
	t.Helper()
	s, err := totp.NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return s.Text()
}

// functions are the pool's Lambda functions; nil ones are not there.
type functions struct {
	mu       sync.Mutex
	called   []string
	fail     map[string]error
	define   func(hook.ChallengeEvent) hook.DefineResult
	create   func(hook.ChallengeEvent) hook.CreateResult
	verify   func(hook.ChallengeEvent) bool
	migrate  func(hook.Event, *string) hook.MigrationResult
	tokens   hook.TokenResult
	lastPre  hook.Event
	lastPost hook.Event
}

func (f *functions) note(name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.called = append(f.called, name)
	return f.fail[name]
}

func (f *functions) PreSignUp(context.Context, hook.Event) (hook.PreSignUpResult, error) {
	return hook.PreSignUpResult{}, f.note("PreSignUp")
}
func (f *functions) PostConfirmation(context.Context, hook.Event) error {
	return f.note("PostConfirmation")
}
func (f *functions) PreAuthentication(_ context.Context, e hook.Event) error {
	f.lastPre = e
	return f.note("PreAuthentication")
}
func (f *functions) PostAuthentication(_ context.Context, e hook.Event, _ bool) error {
	f.lastPost = e
	return f.note("PostAuthentication")
}
func (f *functions) CustomMessage(context.Context, hook.MessageEvent) (hook.MessageResult, error) {
	return hook.MessageResult{}, f.note("CustomMessage")
}
func (f *functions) CustomSender(context.Context, hook.SenderEvent) (bool, error) {
	return false, f.note("CustomSender")
}
func (f *functions) MigrateUser(_ context.Context, e hook.Event, p *string) (hook.MigrationResult, error) {
	if f.migrate == nil {
		return hook.MigrationResult{}, f.note("MigrateUser")
	}
	return f.migrate(e, p), f.note("MigrateUser")
}
func (f *functions) DefineAuthChallenge(_ context.Context, e hook.ChallengeEvent) (hook.DefineResult, error) {
	return f.define(e), f.note("Define")
}
func (f *functions) CreateAuthChallenge(_ context.Context, e hook.ChallengeEvent) (hook.CreateResult, error) {
	return f.create(e), f.note("Create")
}
func (f *functions) VerifyAuthChallenge(_ context.Context, e hook.ChallengeEvent) (bool, error) {
	return f.verify(e), f.note("Verify")
}
func (f *functions) PreTokenGeneration(context.Context, hook.TokenEvent) (hook.TokenResult, error) {
	return f.tokens, f.note("PreTokenGeneration")
}

// customSRP begins CUSTOM_AUTH with SRP and gives the answer to the verifier.
func (w *world) customSRP(name, password string) (*signin.Outcome, map[string]string) {
	w.t.Helper()
	c, err := srp.NewClient(rand.Reader, poolID.Name(), name)
	w.check(err)
	o := w.must("PASSWORD_VERIFIER")(w.start("CUSTOM_AUTH",
		map[string]string{"USERNAME": name, "CHALLENGE_NAME": "SRP_A", "SRP_A": srp.Hex(c.A())}))
	return o, w.proof(c.As(o.Parameters["USER_ID_FOR_SRP"]), o.Parameters, password)
}

// countingHasher counts what takes time: answers that must not be told apart by
// it have the same share.
type countingHasher struct {
	*passhash.Hasher
	worked atomic.Int64
}

func (h *countingHasher) Hash(ctx context.Context, password string) (string, error) {
	h.worked.Add(1)
	return h.Hasher.Hash(ctx, password)
}

func (h *countingHasher) Verify(ctx context.Context, hash passhash.Hash, password string) (bool, error) {
	h.worked.Add(1)
	return h.Hasher.Verify(ctx, hash, password)
}
