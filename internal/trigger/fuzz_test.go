package trigger_test

import (
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/cognate-id/cognate/internal/trigger"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// Whatever a function answers, the caller gets a result or an exception that
// blames the function.
func FuzzAnswer(f *testing.F) {
	for _, s := range []string{`{}`, `null`, `{"claimsAndScopeOverrideDetails":{"idTokenGeneration":{"claimsToAddOrOverride":{"a":[1]}}}}`,
		`{"userAttributes":{"a":"b"},"desiredDeliveryMediums":["SMS"]}`, `{"challengeName":"X","issueTokens":true}`, "{\"a\":\"\xff\"}"} {
		f.Add(true, s)
		f.Add(false, s)
	}
	r := newReceiver(f)
	c := newCaller(f, trigger.Deps{}, "*="+r.url)
	tokens := hook.TokenEvent{Event: event(hook.SourceAuthentication)}
	tokens.Pool.Lambda.PreTokenVersion = "V3_0"
	f.Fuzz(func(t *testing.T, wrapped bool, answer string) {
		r.mu.Lock()
		r.reply = text(http.StatusOK, answer)
		if wrapped {
			r.reply = func(w http.ResponseWriter, event map[string]any) {
				io.WriteString(w, `{"version":"`+event["version"].(string)+`","region":"","userPoolId":"eu-west-1_AbC","userName":"","callerContext":{},"triggerSource":"`+
					event["triggerSource"].(string)+`","request":{},"response":`+answer+`}`)
			}
		}
		r.sent = nil
		r.mu.Unlock()
		ctx := t.Context()
		_, e1 := c.PreTokenGeneration(ctx, tokens)
		migrated, e2 := c.MigrateUser(ctx, tokens.Event, nil)
		_, e3 := c.DefineAuthChallenge(ctx, hook.ChallengeEvent{Event: tokens.Event})
		_, e4 := c.CreateAuthChallenge(ctx, hook.ChallengeEvent{Event: tokens.Event})
		_, e5 := c.CustomMessage(ctx, hook.MessageEvent{Event: tokens.Event, Kind: userpool.MessageSignUp})
		for _, err := range []error{e1, e2, e3, e4, e5} {
			var e *userpool.Error
			if err != nil && (!errors.As(err, &e) || e.Code != userpool.InvalidLambdaResponse) {
				t.Fatalf("answer %q: %v", answer, err)
			}
		}
		if migrated.Found != (len(migrated.Attributes) > 0) {
			t.Fatalf("answer %q: found %v with %v", answer, migrated.Found, migrated.Attributes)
		}
	})
}

func FuzzParseMapping(f *testing.F) {
	f.Add("hello=exec:./bootstrap", functionARN)
	f.Add("arn:*=node:./a.mjs#b", functionARN+":live")
	f.Add("*=https://e.example/", "")
	f.Fuzz(func(t *testing.T, text, arn string) {
		m, err := trigger.ParseMapping(text)
		if err != nil {
			return
		}
		again, err := trigger.ParseMapping(m.Pattern + "=" + m.Target)
		if err != nil || again.Pattern != m.Pattern || again.Target != m.Target || again.Matches(arn) != m.Matches(arn) {
			t.Fatalf("%q reads as %q=%q, which reads differently: %v", text, m.Pattern, m.Target, err)
		}
	})
}
