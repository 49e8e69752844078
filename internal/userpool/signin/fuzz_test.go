package signin_test

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/signin"
)

// walker drives the machine at random and keeps its own account of what was
// really proved on the way to each session.
type walker struct {
	w        *world
	sessions []walked
}

type walked struct {
	challenge, session string
	user               string
	proved             map[string]bool
}

var walkUsers = []string{"ann", "bob"}

// newWalker makes a pool with required or optional TOTP in which ann has a
// token and bob must change his password.
func newWalker(t testing.TB, mode userpool.MFAMode) *walker {
	w := newWorld(t, func(p *userpool.Pool, c *userpool.Client) {
		p.MFA, p.SoftwareTokenMFA = mode, true
		p.Lambda = userpool.LambdaConfig{DefineAuthChallenge: "arn:d", CreateAuthChallenge: "arn:c", VerifyAuthChallenge: "arn:v"}
		c.AuthSessionMinutes = 15
	})
	captcha(w)
	w.addUser("ann", func(u *userpool.User) { hasTOTP(t, u) })
	w.addUser("bob", func(u *userpool.User) { u.Status = userpool.ForceChangePassword })
	return &walker{w: w}
}

// step takes three bytes: what to do, to which session, and how.
func (k *walker) step(t testing.TB, do, which, how byte) {
	user := walkUsers[int(how)%len(walkUsers)]
	right := how&0x80 == 0
	secret := password
	if !right {
		secret = "Wrong0ne!"
	}
	switch do % 4 {
	case 0:
		flow := []string{"USER_PASSWORD_AUTH", "USER_AUTH", "CUSTOM_AUTH"}[int(which)%3]
		params := map[string]string{"USERNAME": user}
		if flow == "USER_PASSWORD_AUTH" {
			params["PASSWORD"] = secret
		}
		if flow == "USER_AUTH" && how&0x40 != 0 {
			params["PREFERRED_CHALLENGE"], params["PASSWORD"] = "PASSWORD", secret
		}
		o, err := k.w.signin.Start(context.Background(), signin.Start{Client: clientID, Flow: flow, Params: params})
		proved := map[string]bool{}
		if params["PASSWORD"] != "" && right {
			proved["password"] = true
		}
		k.take(t, o, err, user, proved)
	case 1, 2:
		if len(k.sessions) > 0 {
			k.answer(t, k.sessions[int(which)%len(k.sessions)], how, right)
		}
	case 3:
		k.w.advance(time.Duration(how) * time.Second)
	}
}

// answer gives one session an answer that may be right, wrong, for another
// user or for another challenge.
func (k *walker) answer(t testing.TB, at walked, how byte, right bool) {
	challenge, user := at.challenge, at.user
	if how&0x03 == 3 {
		challenge = k.sessions[int(how>>2)%len(k.sessions)].challenge
	}
	if how&0x0c == 0x0c {
		user = walkUsers[int(how>>4)%len(walkUsers)]
	}
	proved := maps.Clone(at.proved)
	answers := map[string]string{"USERNAME": user}
	seed := seedText
	switch challenge {
	case "SELECT_CHALLENGE":
		answers["ANSWER"], answers["PASSWORD"] = "PASSWORD", password
		proved["password"] = true
	case "PASSWORD":
		answers["PASSWORD"] = password
		proved["password"] = true
	case "SOFTWARE_TOKEN_MFA":
		answers["SOFTWARE_TOKEN_MFA_CODE"] = totpCode(t, seed, k.w.clock())
		proved["totp"] = true
	case "NEW_PASSWORD_REQUIRED":
		answers["NEW_PASSWORD"] = password
		proved["new password"] = true
	case "CUSTOM_CHALLENGE":
		answers["ANSWER"] = "4"
		proved["custom"] = true
	}
	if !right {
		for key, v := range answers {
			if key != "USERNAME" && key != "ANSWER" || v == "4" {
				answers[key] = "Wrong0ne!"
			}
		}
		proved = maps.Clone(at.proved)
	}
	o, err := k.w.respond(challenge, at.session, answers)
	if err == nil && challenge != at.challenge {
		t.Fatalf("%s was answered as %s", at.challenge, challenge)
	}
	if err == nil && user != at.user {
		t.Fatalf("the session of %s was answered by %s", at.user, user)
	}
	k.take(t, o, err, at.user, proved)
}

// take checks the invariant on tokens and remembers sessions.
func (k *walker) take(t testing.TB, o *signin.Outcome, err error, user string, proved map[string]bool) {
	if err != nil {
		if userpool.CodeOf(err) == "" {
			t.Fatalf("an internal error reached the caller: %v", err)
		}
		return
	}
	if o.Tokens == nil {
		k.sessions = append(k.sessions, walked{o.Challenge, o.Session, user, proved})
		return
	}
	if proved["custom"] {
		return // Define decides alone
	}
	if !proved["password"] {
		t.Fatalf("%s got tokens without a password: %v", user, slices.Collect(maps.Keys(proved)))
	}
	if user == "ann" && !proved["totp"] {
		t.Fatalf("ann got tokens without her second factor: %v", slices.Collect(maps.Keys(proved)))
	}
	u := k.w.user(&userpool.User{Pool: poolID, Sub: userpool.Sub("0000-" + user)})
	if u.Status != userpool.Confirmed {
		t.Fatalf("%s got tokens while %s", user, u.Status)
	}
}

func FuzzWalk(f *testing.F) {
	f.Add([]byte{0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 0, 2, 0, 0})
	f.Add([]byte{0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 2, 0, 1, 0, 0, 1, 2, 4})
	f.Fuzz(func(t *testing.T, steps []byte) {
		if len(steps) < 4 {
			return
		}
		if len(steps) > 150 {
			steps = steps[:150]
		}
		mode := []userpool.MFAMode{userpool.MFAOptional, userpool.MFAOn}[steps[0]%2]
		k := newWalker(t, mode)
		for i := 1; i+3 <= len(steps); i += 3 {
			k.step(t, steps[i], steps[i+1], steps[i+2])
		}
	})
}

// TestWalk is FuzzWalk with a fixed stream of steps, for every run of the tests.
func TestWalk(t *testing.T) {
	t.Parallel()
	state := uint64(0x9E3779B97F4A7C15)
	draw := func() byte {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		return byte(state >> 24)
	}
	for _, mode := range []userpool.MFAMode{userpool.MFAOptional, userpool.MFAOn} {
		k := newWalker(t, mode)
		for range 600 {
			k.step(t, draw(), draw(), draw())
		}
	}
}
