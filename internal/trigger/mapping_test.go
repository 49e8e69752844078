package trigger_test

import (
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/trigger"
)

func TestParseMapping(t *testing.T) {
	t.Parallel()
	for _, good := range []string{
		"hello=exec:./bootstrap", "hello=node:./handler.mjs#handler", "hello=node:handler.js", "hello=python:./app/handler.py#module.handler",
		"hello=python:C:/handler.py", "*=https://hooks.example/cognito?key=value", "hello=http://127.0.0.1:9000", "hello=lambda:",
		"hello=lambda:http://127.0.0.1:4566", functionARN + ":live=exec:./a=b", " hello = exec:./bootstrap ",
	} {
		m, err := trigger.ParseMapping(good)
		if err != nil {
			t.Errorf("%q: %v", good, err)
		}
		if got := m.Pattern + "=" + m.Target; strings.ReplaceAll(good, " ", "") != got {
			t.Errorf("%q: read as %q", good, got)
		}
	}
	for bad, want := range map[string]string{
		"":                                  "PATTERN=TARGET",
		"hello":                             "PATTERN=TARGET",
		"=exec:./x":                         "PATTERN=TARGET",
		"hello=":                            "PATTERN=TARGET",
		"a b=exec:./x":                      "must not hold spaces",
		"hello=./bootstrap":                 `the function mapping for "hello": the target "./bootstrap" is none of exec:PATH`,
		"hello=exec:":                       "exec: needs the path of a file",
		"hello=node:":                       "node: needs the path of a file",
		"hello=node:a.mjs#":                 "the name of a function in the file",
		"hello=node:a.mjs#a();b":            "the name of a function in the file",
		"hello=python:a.py#a b":             "the name of a function in the file",
		"hello=https://":                    "not an http or https URL",
		"hello=https://user:pw@e.example/":  "must not hold a user name or password",
		"hello=https://e.example/#fragment": "must not have a fragment",
		"hello=lambda:ftp://e.example":      "not an http or https URL",
		"hello=lambda:us-east-1":            "not an http or https URL",
		"hello=exec:" + strings.Repeat("x", 9000): "longer than 8192 characters",
	} {
		_, err := trigger.ParseMapping(bad)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.50q: error %v, want one with %q", bad, err, want)
		}
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	const qualified = functionARN + ":live"
	for _, tt := range []struct {
		pattern, arn string
		want         bool
	}{
		{"hello", functionARN, true},
		{"hello", qualified, true},
		{"hell", functionARN, false},
		{"Hello", functionARN, false},
		{"hel*", functionARN, true},
		{"hell?", functionARN, true},
		{"*", functionARN, true},
		{functionARN, functionARN, true},
		{functionARN, qualified, true},
		{qualified, qualified, true},
		{qualified, functionARN, false},
		{"hello:live", qualified, true},
		{"hello:test", qualified, false},
		{"hello:*", functionARN, false},
		{"arn:aws:lambda:*:*:function:hello", functionARN, true},
		{"arn:aws:lambda:*:*:function:hello", qualified, true},
		{"arn:aws:lambda:us-*", functionARN, false},
		{"hello", "hello", true},
	} {
		m, err := trigger.ParseMapping(tt.pattern + "=exec:./x")
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Matches(tt.arn); got != tt.want {
			t.Errorf("%s matches %s: %v, want %v", tt.pattern, tt.arn, got, tt.want)
		}
	}
}

// The first mapping that matches decides, also for qualified ARNs.
func TestFirstMatch(t *testing.T) {
	t.Parallel()
	live, rest := newReceiver(t), newReceiver(t)
	c := newCaller(t, trigger.Deps{}, "hello:live="+live.url, "*="+rest.url)
	for _, arn := range []string{functionARN, functionARN + ":live", functionARN + ":test", functionARN + ":live"} {
		e := event("SignUp")
		e.Pool.Lambda.PreSignUp = arn
		if _, err := c.PreSignUp(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	if len(live.events()) != 2 || len(rest.events()) != 2 {
		t.Errorf("%d and %d calls, want 2 and 2", len(live.events()), len(rest.events()))
	}
}
