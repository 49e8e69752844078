package signin_test

import (
	"testing"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/signin"
)

func startWith(session string) signin.Start {
	return signin.Start{Client: clientID, Flow: "USER_AUTH", Params: map[string]string{"USERNAME": "ann"}, Session: session}
}

// withFunctions makes a pool with custom authentication that asks for one
// right answer, twice at most.
func withFunctions(p *userpool.Pool, _ *userpool.Client) {
	p.Lambda = userpool.LambdaConfig{DefineAuthChallenge: "arn:d", CreateAuthChallenge: "arn:c", VerifyAuthChallenge: "arn:v"}
}

func captcha(w *world) {
	w.hooks.define = func(e hook.ChallengeEvent) hook.DefineResult {
		n := len(e.Session)
		switch {
		case n > 0 && e.Session[n-1].Challenge == "CUSTOM_CHALLENGE" && e.Session[n-1].Result:
			return hook.DefineResult{IssueTokens: true}
		case n == 1 && e.Session[0].Challenge == "SRP_A":
			return hook.DefineResult{Challenge: "PASSWORD_VERIFIER"}
		case n >= 4:
			return hook.DefineResult{Fail: true}
		}
		return hook.DefineResult{Challenge: "CUSTOM_CHALLENGE"}
	}
	w.hooks.create = func(hook.ChallengeEvent) hook.CreateResult {
		return hook.CreateResult{Public: map[string]string{"question": "2+2"}, Private: map[string]string{"answer": "4"}, Metadata: new("M")}
	}
	w.hooks.verify = func(e hook.ChallengeEvent) bool { return e.Answer == e.Private["answer"] }
}

func TestCustomAuth(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withFunctions)
	captcha(w)
	w.addUser("ann", nil)
	o := w.must("CUSTOM_CHALLENGE")(w.start("CUSTOM_AUTH", map[string]string{"USERNAME": "ann"}))
	if o.Parameters["question"] != "2+2" || o.Parameters["USERNAME"] != "ann" || o.Parameters["answer"] != "" {
		t.Errorf("parameters = %v", o.Parameters)
	}
	next := w.must("CUSTOM_CHALLENGE")(w.respond("CUSTOM_CHALLENGE", o.Session, map[string]string{"USERNAME": "ann", "ANSWER": "5"}))
	_, err := w.respond("CUSTOM_CHALLENGE", o.Session, map[string]string{"USERNAME": "ann", "ANSWER": "4"})
	refused(t, err, userpool.NotAuthorized, "session can only be used once")
	w.must("")(w.respond("CUSTOM_CHALLENGE", next.Session, map[string]string{"USERNAME": "ann", "ANSWER": "4"}))
}

func TestCustomAuthAfterSRP(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withFunctions)
	captcha(w)
	w.addUser("ann", nil)
	o, answer := w.customSRP("ann", password)
	next := w.must("CUSTOM_CHALLENGE")(w.respond("PASSWORD_VERIFIER", o.Session, answer))
	w.must("")(w.respond("CUSTOM_CHALLENGE", next.Session, map[string]string{"USERNAME": "ann", "ANSWER": "4"}))

	o, answer = w.customSRP("ann", "Wrong0ne!")
	_, err := w.respond("PASSWORD_VERIFIER", o.Session, answer)
	refused(t, err, userpool.NotAuthorized, "Incorrect username or password.")
}

func TestCustomAuthNeedsFunctions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.addUser("ann", nil)
	_, err := w.start("CUSTOM_AUTH", map[string]string{"USERNAME": "ann"})
	refused(t, err, userpool.InvalidParameter, "Custom auth lambda trigger is not configured for the user pool.")
}

func TestCustomAuthOfHiddenUser(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, c *userpool.Client) { withFunctions(p, c); c.HideUserExistence = new(true) })
	captcha(w)
	o := w.must("CUSTOM_CHALLENGE")(w.start("CUSTOM_AUTH", map[string]string{"USERNAME": "nobody"}))
	_, err := w.respond("CUSTOM_CHALLENGE", o.Session, map[string]string{"USERNAME": "nobody", "ANSWER": "4"})
	refused(t, err, userpool.NotAuthorized, "Incorrect username or password.")
}

func TestFunctionsRefuse(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"PreAuthentication": "no", "PostAuthentication": "no", "PreTokenGeneration": "no"} {
		w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.Lambda.PreTokenGeneration = "arn:p" })
		w.addUser("ann", nil)
		w.hooks.fail = map[string]error{name: userpool.Errorf(userpool.UserLambdaValidation, "%s", text)}
		_, err := w.start("USER_PASSWORD_AUTH", w.password("ann"))
		refused(t, err, userpool.UserLambdaValidation, text)
	}
}

func TestClientMetadata(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withMFA(userpool.MFAOptional))
	seed := newSeed(t)
	w.addUser("ann", func(u *userpool.User) { u.MFA = userpool.MFAState{TOTPSeed: seed, TOTPEnabled: true} })
	o, err := w.signin.Start(t.Context(), signin.Start{Client: clientID, Flow: "USER_PASSWORD_AUTH", Params: w.password("ann"),
		Metadata: map[string]string{"from": "initiate"}})
	w.check(err)
	if w.hooks.lastPre.Validation["from"] != "initiate" || w.hooks.lastPre.Metadata != nil {
		t.Errorf("PreAuthentication saw %v and %v", w.hooks.lastPre.Validation, w.hooks.lastPre.Metadata)
	}
	_, err = w.signin.Respond(t.Context(), signin.Respond{Client: clientID, Challenge: o.Challenge, Session: o.Session,
		Answers:  map[string]string{"USERNAME": "ann", "SOFTWARE_TOKEN_MFA_CODE": totpCode(t, seed, w.clock())},
		Metadata: map[string]string{"from": "respond"}})
	w.check(err)
	if w.hooks.lastPost.Metadata["from"] != "respond" {
		t.Errorf("PostAuthentication saw %v", w.hooks.lastPost.Metadata)
	}
}

func TestMigration(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.Lambda.UserMigration = "arn:m" })
	w.hooks.migrate = func(e hook.Event, p *string) hook.MigrationResult {
		if e.UserName == "stranger" || p == nil || *p != password {
			return hook.MigrationResult{}
		}
		status := "CONFIRMED"
		if e.UserName == "reset" {
			status = "RESET_REQUIRED"
		}
		return hook.MigrationResult{Found: true, Status: status, Attributes: userpool.Attributes{"email": "ann@example.com", "email_verified": "true"}}
	}
	w.must("")(w.start("USER_PASSWORD_AUTH", w.password("ann")))
	w.hooks.migrate = nil
	w.must("")(w.start("USER_PASSWORD_AUTH", w.password("ann"))) // now it is a user like any other

	w = newWorld(t, func(p *userpool.Pool, _ *userpool.Client) { p.Lambda.UserMigration = "arn:m" })
	w.hooks.migrate = func(e hook.Event, _ *string) hook.MigrationResult {
		return hook.MigrationResult{Found: e.UserName == "reset", Attributes: userpool.Attributes{"email": "r@example.com"}}
	}
	_, err := w.start("USER_PASSWORD_AUTH", w.password("reset"))
	refused(t, err, userpool.PasswordResetRequired, "Password reset required for the user")
	_, err = w.start("USER_PASSWORD_AUTH", w.password("stranger"))
	refused(t, err, userpool.UserNotFound, "User does not exist.")
	_, err = w.start("USER_SRP_AUTH", map[string]string{"USERNAME": "other", "SRP_A": "2"})
	refused(t, err, userpool.UserNotFound, "User does not exist.")
}
