package signin_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/signin"
)

const multiFactor = "MULTI_FACTOR_WITH_USER_VERIFICATION"

// withPasskeys makes a pool whose users may sign in with passkeys.
func withPasskeys(p *userpool.Pool, _ *userpool.Client) {
	p.FirstFactors = append(p.FirstFactors, userpool.FactorWebAuthn)
	p.WebAuthn = &userpool.WebAuthn{RelyingPartyID: "example.com"}
}

// addPasskey registers a passkey of u.
func (w *world) addPasskey(u *userpool.User) *pooltest.Authenticator {
	w.t.Helper()
	a := pooltest.NewAuthenticator(w.t, "example.com")
	k := userpool.Passkey{Pool: poolID, Sub: u.Sub, ID: a.ID, RelyingPartyID: "example.com", PublicKey: a.PublicKey(),
		Algorithm: -7, Attachment: a.Attachment, Transports: []string{"internal"}, Created: w.now}
	w.update(func(tx *store.Tx) error { return tx.InsertPasskey(k) })
	return a
}

func (w *world) passkey(a *pooltest.Authenticator) (k *userpool.Passkey) {
	w.t.Helper()
	w.update(func(tx *store.Tx) (err error) { k, err = tx.Passkey(poolID, a.ID); return err })
	return k
}

// ask begins a sign-in with a passkey.
func (w *world) ask(name string) *signin.Outcome {
	w.t.Helper()
	return w.must("WEB_AUTHN")(w.start("USER_AUTH", map[string]string{"USERNAME": name, "PREFERRED_CHALLENGE": "WEB_AUTHN"}))
}

// assert answers a WEB_AUTHN challenge.
func (w *world) assert(o *signin.Outcome, name string, a *pooltest.Authenticator) (*signin.Outcome, error) {
	w.t.Helper()
	return w.respond("WEB_AUTHN", o.Session, map[string]string{"USERNAME": name, "CREDENTIAL": a.Assert(o.Parameters["CREDENTIAL_REQUEST_OPTIONS"])})
}

func TestPasskey(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withPasskeys)
	u := w.addUser("ann", nil)
	w.must("SELECT_CHALLENGE")(w.start("USER_AUTH", map[string]string{"USERNAME": "ann", "PREFERRED_CHALLENGE": "WEB_AUTHN"}))
	a := w.addPasskey(u)
	for _, tt := range []struct {
		attachment, handle, amr string
	}{{"platform", "", "swk"}, {"cross-platform", string(u.Sub), "hwk"}} {
		k := w.passkey(a)
		k.Attachment = tt.attachment
		w.update(func(tx *store.Tx) error { return tx.UpdatePasskey(*k) })
		a.UserHandle, a.Counter = tt.handle, a.Counter+5
		done := w.must("")(w.assert(w.ask("ann"), "ann", a))
		got, err := w.tokens.Verify(t.Context(), done.Tokens.Access)
		w.check(err)
		if diff := cmp.Diff([]string{tt.amr}, got.AMR); diff != "" || got.ACR != "urn:cognito:loa:3" {
			t.Errorf("acr %q, amr (-want +got)\n%s", got.ACR, diff)
		}
		if n := w.passkey(a).SignCount; n != a.Counter {
			t.Errorf("counter is %d, want %d", n, a.Counter)
		}
	}
	// Passkeys that are synchronised do not count; a step back is no refusal
	// and lowers nothing.
	high := a.Counter
	a.Counter = 0
	w.must("")(w.assert(w.ask("ann"), "ann", a))
	if n := w.passkey(a).SignCount; n != high {
		t.Errorf("counter went from %d to %d", high, n)
	}
}

func TestPasskeySelected(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withPasskeys)
	a := w.addPasskey(w.addUser("ann", nil))
	o := w.must("SELECT_CHALLENGE")(w.start("USER_AUTH", map[string]string{"USERNAME": "ann"}))
	if diff := cmp.Diff([]string{"PASSWORD_SRP", "PASSWORD", "WEB_AUTHN"}, o.Available); diff != "" {
		t.Errorf("AvailableChallenges (-want +got)\n%s", diff)
	}
	o = w.must("WEB_AUTHN")(w.respond("SELECT_CHALLENGE", o.Session, map[string]string{"USERNAME": "ann", "ANSWER": "WEB_AUTHN"}))
	w.must("")(w.assert(o, "ann", a))
}

// Each lie ends the attempt.
func TestPasskeyRefuses(t *testing.T) {
	t.Parallel()
	for name, lie := range map[string]func(*world, *pooltest.Authenticator) *pooltest.Authenticator{
		"foreign origin": func(_ *world, a *pooltest.Authenticator) *pooltest.Authenticator {
			a.Origin = "https://evil.example"
			return a
		},
		"plain http": func(_ *world, a *pooltest.Authenticator) *pooltest.Authenticator {
			a.Origin = "http://example.com"
			return a
		},
		"frame": func(_ *world, a *pooltest.Authenticator) *pooltest.Authenticator { a.CrossOrigin = true; return a },
		"other relying party": func(_ *world, a *pooltest.Authenticator) *pooltest.Authenticator {
			a.RelyingParty = "evil.example"
			return a
		},
		"nobody there": func(_ *world, a *pooltest.Authenticator) *pooltest.Authenticator { a.Absent = true; return a },
		"not verified": func(_ *world, a *pooltest.Authenticator) *pooltest.Authenticator { a.Verified = false; return a },
		"handle of another user": func(_ *world, a *pooltest.Authenticator) *pooltest.Authenticator {
			a.UserHandle = "0000-eve"
			return a
		},
		"passkey of another user": func(w *world, _ *pooltest.Authenticator) *pooltest.Authenticator {
			return w.addPasskey(w.addUser("eve", nil))
		},
		"unknown passkey": func(w *world, _ *pooltest.Authenticator) *pooltest.Authenticator {
			return pooltest.NewAuthenticator(w.t, "example.com")
		},
		"right id, other key": func(w *world, a *pooltest.Authenticator) *pooltest.Authenticator {
			b := pooltest.NewAuthenticator(w.t, "example.com")
			b.ID = a.ID
			return b
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(p *userpool.Pool, c *userpool.Client) {
				withPasskeys(p, c)
				p.WebAuthn.UserVerification = "required"
			})
			honest := w.addPasskey(w.addUser("ann", nil))
			o := w.ask("ann")
			liar := *honest
			_, err := w.assert(o, "ann", lie(w, &liar))
			refused(t, err, userpool.NotAuthorized, "Incorrect username or password.")
			_, err = w.assert(o, "ann", honest)
			refused(t, err, userpool.NotAuthorized, "session can only be used once")
			w.must("")(w.assert(w.ask("ann"), "ann", honest))
		})
	}
}

func TestPasskeyReplay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withPasskeys)
	a := w.addPasskey(w.addUser("ann", nil))
	o := w.ask("ann")
	answer := map[string]string{"USERNAME": "ann", "CREDENTIAL": a.Assert(o.Parameters["CREDENTIAL_REQUEST_OPTIONS"])}
	w.must("")(w.respond("WEB_AUTHN", o.Session, answer))
	_, err := w.respond("WEB_AUTHN", o.Session, answer)
	refused(t, err, userpool.NotAuthorized, "session can only be used once")
	_, err = w.respond("WEB_AUTHN", w.ask("ann").Session, answer) // the old assertion in a new attempt
	refused(t, err, userpool.NotAuthorized, "Incorrect username or password.")
	_, err = w.respond("WEB_AUTHN", w.ask("ann").Session, map[string]string{"USERNAME": "ann"})
	refused(t, err, userpool.InvalidParameter, "Missing required parameter CREDENTIAL")
	_, err = w.respond("WEB_AUTHN", w.ask("ann").Session, map[string]string{"USERNAME": "ann", "CREDENTIAL": "{"})
	refused(t, err, userpool.NotAuthorized, "Incorrect username or password.")
}

// A passkey of an old relying party is no longer one.
func TestPasskeyOfAnotherRelyingParty(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withPasskeys)
	a := w.addPasskey(w.addUser("ann", nil))
	k := w.passkey(a)
	k.RelyingPartyID = "old.example"
	w.update(func(tx *store.Tx) error { return tx.UpdatePasskey(*k) })
	_, err := w.assert(w.ask("ann"), "ann", a)
	refused(t, err, userpool.NotAuthorized, "Incorrect username or password.")
}

// Where passkeys and MFA meet (user-pools: passkey MFA).
func TestPasskeyAndMFA(t *testing.T) {
	t.Parallel()
	totp := func(u *userpool.User) { u.MFA.TOTPSeed, u.MFA.TOTPEnabled = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", true }
	for name, tt := range map[string]struct {
		mode    userpool.MFAMode
		config  string
		user    func(*userpool.User)
		offered bool
		uv      string
	}{
		"optional, none set up":       {userpool.MFAOptional, "", func(*userpool.User) {}, true, "preferred"},
		"optional, app":               {userpool.MFAOptional, "", totp, false, ""},
		"optional, app, multi factor": {userpool.MFAOptional, multiFactor, totp, false, ""},
		"optional, passkey MFA":       {userpool.MFAOptional, multiFactor, func(u *userpool.User) { totp(u); u.MFA.PasskeyEnabled = true }, true, "required"},
		"on, nothing":                 {userpool.MFAOn, multiFactor, func(*userpool.User) {}, false, ""},
		"on, passkey MFA":             {userpool.MFAOn, multiFactor, func(u *userpool.User) { totp(u); u.MFA.PasskeyEnabled = true }, true, "required"},
		"on, single factor":           {userpool.MFAOn, "SINGLE_FACTOR", func(u *userpool.User) { totp(u); u.MFA.PasskeyEnabled = true }, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(p *userpool.Pool, c *userpool.Client) {
				withPasskeys(p, c)
				withMFA(tt.mode)(p, c)
				p.WebAuthn.FactorConfig = tt.config
			})
			a := w.addPasskey(w.addUser("ann", tt.user))
			if !tt.offered {
				w.must("SELECT_CHALLENGE")(w.start("USER_AUTH", map[string]string{"USERNAME": "ann", "PREFERRED_CHALLENGE": "WEB_AUTHN"}))
				return
			}
			a.Verified = false
			o, err := w.assert(w.ask("ann"), "ann", a)
			if tt.uv == "required" {
				refused(t, err, userpool.NotAuthorized, "Incorrect username or password.")
			} else {
				w.must("")(o, err)
			}
			a.Verified = true
			w.must("")(w.assert(w.ask("ann"), "ann", a)) // never a second factor after a passkey
		})
	}
}

// A second factor that is switched on while the question stands keeps the
// passkey from standing alone.
func TestMFASwitchedOnMeanwhile(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, c *userpool.Client) { withPasskeys(p, c); withMFA(userpool.MFAOptional)(p, c) })
	u := w.addUser("ann", nil)
	a := w.addPasskey(u)
	o := w.ask("ann")
	u = w.user(u)
	u.MFA.TOTPSeed, u.MFA.TOTPEnabled = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", true
	w.update(func(tx *store.Tx) error { return tx.UpdateUser(u) })
	_, err := w.assert(o, "ann", a)
	refused(t, err, userpool.NotAuthorized, "Invalid session for the user.")
}

func TestPasskeyOfUsersWhoMayNot(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*userpool.User)
		code   userpool.Code
	}{
		"must reset": {func(u *userpool.User) { u.Status = userpool.ResetRequired }, userpool.PasswordResetRequired},
		"federated":  {func(u *userpool.User) { u.Status = userpool.ExternalProvider }, userpool.NotAuthorized},
		"local off":  {func(u *userpool.User) { u.LocalSignInOff = true }, userpool.NotAuthorized},
	} {
		w := newWorld(t, withPasskeys)
		a := w.addPasskey(w.addUser("ann", tt.change))
		if _, err := w.assert(w.ask("ann"), "ann", a); userpool.CodeOf(err) != tt.code {
			t.Errorf("%s: %v, want %s", name, err, tt.code)
		}
	}
}
