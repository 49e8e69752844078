package enrol_test

import (
	"context"
	"crypto/rand"
	"testing"

	"github.com/cognate-id/cognate/internal/crypto/totp"
	"github.com/cognate-id/cognate/internal/pooltest"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/enrol"
)

const rp = "auth.example.com"

type world struct {
	*pooltest.World
	enrol    *enrol.Service
	sessions *sessions
	user     *userpool.User
	access   string
}

// newWorld makes a pool with every factor and a signed-in user without any but
// the password.
func newWorld(t *testing.T, change func(*userpool.Pool, *userpool.Client)) *world {
	t.Helper()
	w := &world{sessions: &sessions{}, World: pooltest.New(t, func(p *userpool.Pool, c *userpool.Client) {
		p.MFA, p.SoftwareTokenMFA = userpool.MFAOptional, true
		p.SMSMFA, p.EmailMFA = &userpool.SMSMFA{}, &userpool.EmailMFA{}
		p.FirstFactors = append(p.FirstFactors, userpool.FactorWebAuthn)
		p.WebAuthn = &userpool.WebAuthn{RelyingPartyID: rp}
		if change != nil {
			change(p, c)
		}
	})}
	w.enrol = enrol.New(enrol.Deps{
		DB:       store.Bind(w.DB, func(tx *store.Tx) enrol.Store { return tx }),
		Registry: w.Registry, Sessions: w.sessions, Verify: w.Tokens.Verify, Now: w.Now, Rand: rand.Reader,
		RelyingParty: func(_ context.Context, p *userpool.Pool) (string, bool) {
			return p.WebAuthn.RelyingPartyID, p.WebAuthn.RelyingPartyID != ""
		},
	})
	w.user = w.AddUser("ada", nil)
	w.access, _ = w.SignIn(w.user)
	return w
}

// sessions records what is asked of sign-in.
type sessions struct{ asked []string }

func (s *sessions) AssociateSoftwareToken(_ context.Context, session string) (string, string, error) {
	s.asked = append(s.asked, "associate "+session)
	return "SEED", "next", nil
}

func (s *sessions) VerifySoftwareToken(_ context.Context, session, code, device string) (string, error) {
	s.asked = append(s.asked, "verify "+session+" "+code+" "+device)
	return "last", nil
}

// code is what an app with the seed shows now.
func (w *world) code(seed string) string {
	w.T.Helper()
	s, err := totp.ParseSecret(seed)
	w.Check(err)
	return s.Code(totp.Step(w.Now()))
}

func ctx() context.Context { return context.Background() }
