package enrol_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

func (w *world) startPasskey() []byte {
	w.T.Helper()
	options, err := w.enrol.StartPasskey(ctx(), w.access)
	w.Check(err)
	return options
}

func (w *world) passkeys() []userpool.Passkey {
	w.T.Helper()
	page, err := w.enrol.Passkeys(ctx(), w.access, 0, "")
	w.Check(err)
	return page.Passkeys
}

func TestPasskeyOptions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	a := pooltest.NewAuthenticator(t, rp)
	w.Check(w.enrol.CompletePasskey(ctx(), w.access, a.Register(w.startPasskey())))
	var got map[string]any
	w.Check(json.Unmarshal(w.startPasskey(), &got))
	challenge, err := base64.RawURLEncoding.DecodeString(got["challenge"].(string))
	if err != nil || len(challenge) != 32 {
		t.Errorf("challenge %v", got["challenge"])
	}
	delete(got, "challenge")
	var want map[string]any
	w.Check(json.Unmarshal([]byte(`{"rp":{"id":"auth.example.com","name":"auth.example.com"},
		"user":{"id":"`+base64.RawURLEncoding.EncodeToString([]byte(w.user.Sub))+`","name":"ada","displayName":"ada"},
		"pubKeyCredParams":[{"type":"public-key","alg":-7},{"type":"public-key","alg":-257}],"timeout":60000,
		"excludeCredentials":[{"id":"`+base64.RawURLEncoding.EncodeToString(a.ID)+`","type":"public-key"}],
		"authenticatorSelection":{"requireResidentKey":true,"residentKey":"required","userVerification":"preferred"}}`), &want))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestRegisterPasskey(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"none", "packed"} {
		w := newWorld(t, nil)
		a := pooltest.NewAuthenticator(t, rp)
		a.Format, a.Counter = format, 7
		w.Check(w.enrol.CompletePasskey(ctx(), w.access, a.Register(w.startPasskey())))
		keys := w.passkeys()
		if len(keys) != 1 {
			t.Fatalf("%s: %d passkeys", format, len(keys))
		}
		want := userpool.Passkey{
			Pool: pooltest.PoolID, Sub: w.user.Sub, ID: a.ID, Name: "Platform passkey", RelyingPartyID: rp, PublicKey: a.PublicKey(),
			Algorithm: -7, SignCount: 7, AAGUID: make([]byte, 16), Attachment: "platform", Transports: []string{"internal", "hybrid"},
			UserVerified: true, Created: keys[0].Created,
		}
		if diff := cmp.Diff(want, keys[0]); diff != "" || keys[0].Created.IsZero() {
			t.Errorf("%s (-want +got)\n%s", format, diff)
		}
	}
}

func TestPasskeyName(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	want := map[string]string{}
	for _, tt := range []struct{ attachment, aaguid, want string }{
		{"cross-platform", "fbfc3007154e4ecc8c0b6e020557d7bd", "Roaming passkey"},
		{"platform", "fbfc3007154e4ecc8c0b6e020557d7bd", "iCloud Keychain"},
		{"platform", "ffffffffffffffffffffffffffffffff", "Platform passkey"},
	} {
		a := pooltest.NewAuthenticator(t, rp)
		aaguid, err := hex.DecodeString(tt.aaguid)
		w.Check(err)
		a.Attachment, a.AAGUID = tt.attachment, aaguid
		w.Check(w.enrol.CompletePasskey(ctx(), w.access, a.Register(w.startPasskey())))
		want[string(a.ID)] = tt.want
	}
	got := map[string]string{}
	for _, k := range w.passkeys() {
		got[string(k.ID)] = k.Name
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Each lie of browser or authenticator has its error, and none leaves a passkey.
func TestRegisterPasskeyRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		lie  func(*pooltest.Authenticator)
		code userpool.Code
		text string
	}{
		"foreign origin":       {func(a *pooltest.Authenticator) { a.Origin = "https://evil.example" }, userpool.WebAuthnOriginNotAllowed, "Origin is not allowed"},
		"origin with the name": {func(a *pooltest.Authenticator) { a.Origin = "https://notauth.example.com" }, userpool.WebAuthnOriginNotAllowed, "Origin is not allowed"},
		"origin above":         {func(a *pooltest.Authenticator) { a.Origin = "https://example.com" }, userpool.WebAuthnOriginNotAllowed, "Origin is not allowed"},
		"plain http":           {func(a *pooltest.Authenticator) { a.Origin = "http://auth.example.com" }, userpool.WebAuthnOriginNotAllowed, "Origin is not allowed"},
		"no origin":            {func(a *pooltest.Authenticator) { a.Origin = "" }, userpool.WebAuthnOriginNotAllowed, "Origin is not allowed"},
		"within a frame":       {func(a *pooltest.Authenticator) { a.CrossOrigin = true }, userpool.WebAuthnOriginNotAllowed, "Origin is not allowed"},
		"other relying party":  {func(a *pooltest.Authenticator) { a.RelyingParty = "evil.example" }, userpool.WebAuthnRPMismatch, "Relying party does not match"},
		"not verified":         {func(a *pooltest.Authenticator) { a.Verified = false }, userpool.WebAuthnNotSupported, "Credential is not supported"},
		"nobody there":         {func(a *pooltest.Authenticator) { a.Absent = true }, userpool.WebAuthnNotSupported, "Credential is not supported"},
		"other attestation":    {func(a *pooltest.Authenticator) { a.Format = "tpm" }, userpool.WebAuthnNotSupported, "Credential is not supported"},
		"id of 1,024 bytes":    {func(a *pooltest.Authenticator) { a.ID = make([]byte, 1024) }, userpool.InvalidParameter, "Credential data is not valid"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.WebAuthn.UserVerification = "required" })
			a := pooltest.NewAuthenticator(t, rp)
			tt.lie(a)
			options := w.startPasskey()
			pooltest.Refused(t, w.enrol.CompletePasskey(ctx(), w.access, a.Register(options)), tt.code, tt.text)
			if keys := w.passkeys(); len(keys) != 0 {
				t.Errorf("stored: %+v", keys)
			}
			honest := pooltest.NewAuthenticator(t, rp)
			pooltest.Refused(t, w.enrol.CompletePasskey(ctx(), w.access, honest.Register(options)),
				userpool.WebAuthnChallengeNotFound, "Challenge not found")
		})
	}
}

func TestUserVerificationPreferred(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) {
		p.WebAuthn.FactorConfig = "MULTI_FACTOR_WITH_USER_VERIFICATION"
	})
	a := pooltest.NewAuthenticator(t, rp)
	a.Verified = false
	w.Check(w.enrol.CompletePasskey(ctx(), w.access, a.Register(w.startPasskey())))
	w.Change(w.user.Sub, func(u *userpool.User) { u.MFA.PasskeyEnabled = true }) // now it stands for two factors
	a = pooltest.NewAuthenticator(t, rp)
	a.Verified = false
	pooltest.Refused(t, w.enrol.CompletePasskey(ctx(), w.access, a.Register(w.startPasskey())),
		userpool.WebAuthnNotSupported, "Credential is not supported")
}

func TestSubdomainAndLocalhost(t *testing.T) {
	t.Parallel()
	for relying, origin := range map[string]string{rp: "https://login.auth.example.com:8443", "localhost": "http://localhost:3000"} {
		w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.WebAuthn.RelyingPartyID = relying })
		a := pooltest.NewAuthenticator(t, relying)
		a.Origin = origin
		if err := w.enrol.CompletePasskey(ctx(), w.access, a.Register(w.startPasskey())); err != nil {
			t.Errorf("%s: %v", origin, err)
		}
	}
}

func TestPasskeyNotEnabled(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) {
		p.FirstFactors = []userpool.Factor{userpool.FactorPassword}
	})
	_, err := w.enrol.StartPasskey(ctx(), w.access)
	pooltest.Refused(t, err, userpool.WebAuthnNotEnabled, "WebAuthn is not enabled for the user pool.")
	pooltest.Refused(t, w.enrol.CompletePasskey(ctx(), w.access, []byte("{}")), userpool.WebAuthnNotEnabled, "WebAuthn is not enabled for the user pool.")
	w = newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.WebAuthn.RelyingPartyID = "" })
	_, err = w.enrol.StartPasskey(ctx(), w.access)
	pooltest.Refused(t, err, userpool.WebAuthnConfigMissing, "WebAuthn relying party is not configured for the user pool.")
}

// The operations on passkeys declare neither UserNotFound nor UserNotConfirmed.
func TestPasskeysOfUsersWhoChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.Change(w.user.Sub, func(u *userpool.User) { u.Status = userpool.Unconfirmed })
	_, err := w.enrol.StartPasskey(ctx(), w.access)
	pooltest.Refused(t, err, userpool.NotAuthorized, "User is not confirmed.")
	gone := w.User("ada")
	w.Update(func(tx *store.Tx) error { return tx.DeleteUser(gone) })
	_, err = w.enrol.Passkeys(ctx(), w.access, 0, "")
	pooltest.Refused(t, err, userpool.NotAuthorized, "Access Token has been revoked")
}

func TestPendingRegistration(t *testing.T) {
	t.Parallel()
	const missing = "Challenge not found"
	a := pooltest.NewAuthenticator(t, rp)
	t.Run("never started", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		pooltest.Refused(t, w.enrol.CompletePasskey(ctx(), w.access, []byte("{}")), userpool.WebAuthnChallengeNotFound, missing)
	})
	t.Run("late", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		answer := a.Register(w.startPasskey())
		w.Advance(5 * time.Minute)
		pooltest.Refused(t, w.enrol.CompletePasskey(ctx(), w.access, answer), userpool.WebAuthnChallengeNotFound, missing)
	})
	t.Run("replayed", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		answer := a.Register(w.startPasskey())
		w.Check(w.enrol.CompletePasskey(ctx(), w.access, answer))
		pooltest.Refused(t, w.enrol.CompletePasskey(ctx(), w.access, answer), userpool.WebAuthnChallengeNotFound, missing)
	})
	t.Run("replaced", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		answer := a.Register(w.startPasskey())
		w.startPasskey()
		pooltest.Refused(t, w.enrol.CompletePasskey(ctx(), w.access, answer), userpool.WebAuthnChallengeNotFound, missing)
	})
	t.Run("of another user", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		answer := a.Register(w.startPasskey())
		eve, _ := w.SignIn(w.AddUser("eve", nil))
		pooltest.Refused(t, w.enrol.CompletePasskey(ctx(), eve, answer), userpool.WebAuthnChallengeNotFound, missing)
		_, err := w.enrol.StartPasskey(ctx(), eve)
		w.Check(err)
		pooltest.Refused(t, w.enrol.CompletePasskey(ctx(), eve, answer), userpool.WebAuthnChallengeNotFound, missing)
	})
	t.Run("registered by somebody", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, nil)
		w.Check(w.enrol.CompletePasskey(ctx(), w.access, a.Register(w.startPasskey())))
		eve, _ := w.SignIn(w.AddUser("eve", nil))
		options, err := w.enrol.StartPasskey(ctx(), eve)
		w.Check(err)
		pooltest.Refused(t, w.enrol.CompletePasskey(ctx(), eve, a.Register(options)), userpool.InvalidParameter, "Credential is already registered")
	})
	t.Run("no credential", func(t *testing.T) {
		t.Parallel()
		for _, junk := range []string{"", "null", "[]", `{"id":"AA"}`, "{\"a\":" + string(make([]byte, 70_000)) + "}"} {
			w := newWorld(t, nil)
			w.startPasskey()
			pooltest.Refused(t, w.enrol.CompletePasskey(ctx(), w.access, []byte(junk)), userpool.InvalidParameter, "Credential data is not valid")
		}
	})
}

func TestAnotherClient(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	other := *w.Client
	other.ID = "2example23456789abcdefghij"
	now := w.Now()
	f := userpool.TokenFamily{Pool: pooltest.PoolID, ID: "other", Sub: w.user.Sub, Client: other.ID, AuthTime: now, Created: now, Expires: now.Add(time.Hour)}
	w.Update(func(tx *store.Tx) error {
		if err := tx.InsertClient(&other); err != nil {
			return err
		}
		return tx.InsertFamily(f)
	})
	elsewhere, err := w.Tokens.Mint(ctx(), token.Grant{Pool: w.Pool, Client: &other, User: w.user, Family: &f})
	w.Check(err)
	answer := pooltest.NewAuthenticator(t, rp).Register(w.startPasskey())
	pooltest.Refused(t, w.enrol.CompletePasskey(ctx(), elsewhere.Access, answer), userpool.WebAuthnClientMismatch, "Access token was issued to another client")
	w.Check(w.enrol.CompletePasskey(ctx(), w.access, answer)) // the mismatch cost nothing
}

// Of answers that arrive together one is taken.
func TestParallelRegistration(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	options := w.startPasskey()
	var all sync.WaitGroup
	for range 8 {
		answer := pooltest.NewAuthenticator(t, rp).Register(options)
		all.Go(func() { _ = w.enrol.CompletePasskey(ctx(), w.access, answer) })
	}
	all.Wait()
	if n := len(w.passkeys()); n != 1 {
		t.Errorf("%d passkeys from one challenge", n)
	}
}

func TestTwentyPasskeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for range 19 {
		w.Check(w.enrol.CompletePasskey(ctx(), w.access, pooltest.NewAuthenticator(t, rp).Register(w.startPasskey())))
	}
	options := w.startPasskey()
	last := pooltest.NewAuthenticator(t, rp).Register(options)
	spare := userpool.Passkey{Pool: pooltest.PoolID, Sub: w.user.Sub, ID: []byte("spare"), Created: w.Now()}
	w.Update(func(tx *store.Tx) error { return tx.InsertPasskey(spare) })
	const full = "The user has reached the limit of 20 passkeys."
	pooltest.Refused(t, w.enrol.CompletePasskey(ctx(), w.access, last), userpool.LimitExceeded, full)
	_, err := w.enrol.StartPasskey(ctx(), w.access)
	pooltest.Refused(t, err, userpool.LimitExceeded, full)

	seen, next := map[string]bool{}, ""
	for range 3 {
		page, err := w.enrol.Passkeys(ctx(), w.access, 8, next)
		w.Check(err)
		for _, k := range page.Passkeys {
			seen[string(k.ID)] = true
		}
		next = page.Next
	}
	if len(seen) != 20 || next != "" {
		t.Errorf("pages show %d passkeys, next %q", len(seen), next)
	}
	_, err = w.enrol.Passkeys(ctx(), w.access, 8, "junk")
	pooltest.Refused(t, err, userpool.InvalidParameter, "Invalid pagination token given.")
}

func TestDeletePasskey(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	a := pooltest.NewAuthenticator(t, rp)
	w.Check(w.enrol.CompletePasskey(ctx(), w.access, a.Register(w.startPasskey())))
	id := base64.RawURLEncoding.EncodeToString(a.ID)
	eve, _ := w.SignIn(w.AddUser("eve", nil))
	pooltest.Refused(t, w.enrol.DeletePasskey(ctx(), eve, id), userpool.ResourceNotFound, "Credential does not exist.")
	pooltest.Refused(t, w.enrol.DeletePasskey(ctx(), w.access, "%"), userpool.ResourceNotFound, "Credential does not exist.")
	w.Check(w.enrol.DeletePasskey(ctx(), w.access, id))
	pooltest.Refused(t, w.enrol.DeletePasskey(ctx(), w.access, id), userpool.ResourceNotFound, "Credential does not exist.")
}
