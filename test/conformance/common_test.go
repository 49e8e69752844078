package conformance

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/syntax/apidesc"
)

// Errors that Cognito answers with the same words wherever a request names a pool, a client, a user or a token
// (user-pools.md 1.4): they need no script per operation. What an operation checks before is in its own scripts.

const (
	unknownPool   = "ResourceNotFoundException User pool us-east-1_AAAAAAAAA does not exist."
	unknownClient = "ResourceNotFoundException User pool client nosuchclient does not exist."
	unknownUser   = "UserNotFoundException User does not exist."
	unknownGroup  = "ResourceNotFoundException Group not found."
	revoked       = "NotAuthorizedException Access Token has been revoked"
)

// notCommon are operations that check something else first, with the member that the check would be about.
var notCommon = map[string]string{
	"RevokeToken ClientId":                  "answers for clients as OAuth does",
	"AdminListUserSessions Username":        "asks first for session tracking",
	"AdminRevokeUserSession Username":       "asks first for session tracking",
	"AdminCreateUser Username":              "makes the user",
	"CreateManagedLoginBranding UserPoolId": "asks first for settings, or for Cognito's own",
	"CreateManagedLoginBranding ClientId":   "asks first for settings, or for Cognito's own",
	"UpdateAuthEventFeedback Username":      "asks first for threat protection",
	"AdminUpdateAuthEventFeedback Username": "asks first for threat protection",
	"AdminListUserAuthEvents Username":      "asks first for threat protection",
	"CreateGroup GroupName":                 "makes the group",
	"DeleteUserPoolDomain UserPoolId":       "answers InvalidParameterException for both, user-pools.md 10",
	"UpdateUserPoolDomain UserPoolId":       "answers InvalidParameterException for both, user-pools.md 10",
}

// commonSteps are the steps of one operation: requests that are valid but for one thing.
func commonSteps(d *apidesc.Description, op awsproto.Operation) (steps []step) {
	w := &walk{d: d, patterns: map[string]*awsproto.Pattern{}}
	input := d.Shape(inputOf(d, op.Name))
	has := func(member string) bool {
		return slices.ContainsFunc(input.Members, func(m *apidesc.Member) bool { return m.Name == member })
	}
	required := func(member string) bool {
		return slices.ContainsFunc(input.Members, func(m *apidesc.Member) bool { return m.Name == member && m.Required })
	}
	body := func(change map[string]any) string {
		object := w.valid(input).(map[string]any)
		for name, value := range change {
			object[name] = value
		}
		raw, err := json.Marshal(object)
		if err != nil {
			panic(err)
		}
		return string(raw)
	}
	ask := func(member string, change map[string]any, want string) {
		if notCommon[op.Name+" "+member] != "" {
			return
		}
		at := "common: " + member
		steps = append(steps, step{at, ">", op.Name + " " + body(change)}, step{at, "!", want})
	}
	pool := map[string]any{}
	if required("UserPoolId") {
		ask("UserPoolId", nil, unknownPool)
		pool["UserPoolId"] = "$pool"
	}
	if required("ClientId") && op.Auth != awsproto.Token {
		ask("ClientId", with(pool, "ClientId", "nosuchclient"), unknownClient)
	}
	if required("Username") && op.Auth == awsproto.Signed {
		ask("Username", with(pool, "Username", "nobody"), unknownUser)
	}
	if required("GroupName") && op.Auth == awsproto.Signed {
		ask("GroupName", with(with(pool, "Username", "alice"), "GroupName", "nogroup"), unknownGroup)
	}
	if op.Auth == awsproto.Token && has("AccessToken") {
		for _, token := range []string{"nonsense", "$access.", "$id", "$refresh"} {
			ask("AccessToken", with(nil, "AccessToken", token), "NotAuthorizedException Invalid Access Token")
		}
	}
	return steps
}

func with(object map[string]any, name string, value any) map[string]any {
	out := map[string]any{name: value}
	for n, v := range object {
		if n != name {
			out[n] = v
		}
	}
	return out
}

func inputOf(d *apidesc.Description, operation string) string {
	for _, o := range d.Operations {
		if o.Name == operation {
			return o.Input
		}
	}
	return ""
}

// tokenSteps ask every operation that takes an access token with tokens that have ended in every way there is. The steps
// of the endings stand between the requests.
func tokenSteps(d *apidesc.Description, s *awsproto.Service, want string) (steps []step) {
	w := &walk{d: d, patterns: map[string]*awsproto.Pattern{}}
	for _, op := range s.Operations() {
		if !op.Implemented || op.Auth != awsproto.Token {
			continue
		}
		object := w.valid(d.Shape(inputOf(d, op.Name))).(map[string]any)
		object["AccessToken"] = "$access"
		raw, err := json.Marshal(object)
		if err != nil {
			panic(err)
		}
		code, _, _ := strings.Cut(want, " ")
		if !op.Declares(code) {
			// The model of some operations has no word for a user who is gone.
			if code == "UserNotFoundException" {
				steps = append(steps, step{"tokens: ", ">", op.Name + " " + string(raw)}, step{"tokens: ", "!", revoked})
			}
			continue
		}
		steps = append(steps, step{"tokens: ", ">", op.Name + " " + string(raw)}, step{"tokens: ", "!", want})
	}
	return steps
}

// endings are the ways in which a token ends, each with what is then answered.
var endings = []struct{ name, end, want string }{
	{"expired", "advance 1h1m", "NotAuthorizedException Access Token has expired"},
	{"signed_out", `> AdminUserGlobalSignOut {"UserPoolId":"$pool","Username":"alice"}
< {}`, revoked},
	{"revoked", `> RevokeToken {"ClientId":"$client","Token":"$refresh"}
< {}`, revoked},
	{"disabled", `> AdminDisableUser {"UserPoolId":"$pool","Username":"alice"}
< {}`, revoked},
	{"reset", `> AdminResetUserPassword {"UserPoolId":"$pool","Username":"alice"}
< {}`, "PasswordResetRequiredException Password reset required for the user"},
	{"deleted", `> AdminDeleteUser {"UserPoolId":"$pool","Username":"alice"}
< {}`, "UserNotFoundException User does not exist."},
}

// common runs the steps that need no script.
func common(t *testing.T, s *awsproto.Service, d *apidesc.Description, start func(t *testing.T, steps []step)) {
	t.Run("common", func(t *testing.T) {
		t.Parallel()
		signedIn := []step{{"common", "setup", "signed_in"}}
		var all []step
		for _, op := range s.Operations() {
			if op.Implemented {
				all = append(all, commonSteps(d, op)...)
			}
		}
		start(t, append(signedIn, all...))
	})
	for _, e := range endings {
		t.Run("tokens/"+e.name, func(t *testing.T) {
			t.Parallel()
			steps := []step{{"tokens", "setup", "signed_in"}}
			end, err := parseScript("tokens/"+e.name, e.end)
			if err != nil {
				t.Fatal(err)
			}
			start(t, append(append(steps, end...), tokenSteps(d, s, e.want)...))
		})
	}
}
