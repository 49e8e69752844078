package trigger_test

import (
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/trigger"
	"github.com/cognate-id/cognate/internal/userpool"
)

// Every trigger can be tried.
func TestTry(t *testing.T) {
	t.Parallel()
	for _, name := range trigger.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t)
			r.reply = with(`{"challengeName":"CUSTOM_CHALLENGE"}`)
			var seen []trigger.Exchange
			c := newCaller(t, trigger.Deps{DataKeys: &dataKeys{}, Watch: func(e trigger.Exchange) { seen = append(seen, e) }}, "*="+r.url)
			if err := c.Try(t.Context(), pool(), name); err != nil {
				t.Error(err)
			}
			if err := c.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			if len(seen) != 1 || seen[0].Trigger != name || seen[0].Outcome != trigger.Succeeded ||
				string(seen[0].Event) != string(r.events()[0]) || !strings.Contains(string(seen[0].Answer), "CUSTOM_CHALLENGE") {
				t.Errorf("seen %+v", seen)
			}
		})
	}
	c := newCaller(t, trigger.Deps{})
	if err := c.Try(t.Context(), pool(), "PostSignUp"); err == nil || !strings.Contains(err.Error(), "there are CreateAuthChallenge, ") {
		t.Errorf("unknown trigger: error %v", err)
	}
	if err := c.Try(t.Context(), &userpool.Pool{ID: "eu-west-1_AbC"}, "PreSignUp"); err == nil || !strings.Contains(err.Error(), "has no function for PreSignUp") {
		t.Errorf("no function: error %v", err)
	}
}
