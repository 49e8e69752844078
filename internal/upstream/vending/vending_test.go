package vending

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestAssume(t *testing.T) {
	t.Parallel()
	const good = `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>
<Credentials><AccessKeyId>K</AccessKeyId><SecretAccessKey>S</SecretAccessKey><SessionToken>T</SessionToken>
<Expiration>2026-01-02T03:04:05Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`
	tests := map[string]struct {
		status int
		body   string
		want   string // of the error; "" for success
		down   bool
	}{
		"good":        {200, good, "", false},
		"refused":     {403, `<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>`, "AccessDenied: no", false},
		"a proxy":     {502, `<html>`, "502", true},
		"nothing":     {200, ``, "no credentials", true},
		"other":       {200, `<a/>`, "no credentials", true},
		"a redirect":  {302, ``, "302", true},
		"error as 2x": {200, `<ErrorResponse><Error><Code>X</Code></Error></ErrorResponse>`, "no credentials", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			peer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.FormValue("WebIdentityToken") != "tok" || r.FormValue("RoleArn") != "arn:minio:iam:::role/x" ||
					r.FormValue("Policy") != "{}" || r.FormValue("Action") != "AssumeRoleWithWebIdentity" || r.FormValue("DurationSeconds") != "3600" {
					t.Errorf("asked %v", r.Form)
				}
				w.Header().Set("Location", "http://127.0.0.1:1/")
				w.WriteHeader(tt.status)
				_, _ = w.Write([]byte(tt.body))
			}))
			defer peer.Close()
			route, err := ParseRoute("arn:minio:*=" + peer.URL)
			if err != nil {
				t.Fatal(err)
			}
			c := New([]Route{route})
			got, err := c.Assume(t.Context(), Request{Role: "arn:minio:iam:::role/x", Session: "s", Token: "tok", Policy: "{}"})
			if tt.want == "" {
				if err != nil || got.AccessKeyID != "K" || got.SecretKey != "S" || got.SessionToken != "T" || !got.Expires.Equal(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)) {
					t.Errorf("%+v, %v", got, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) || errors.Is(err, ErrUnreachable) != tt.down {
				t.Errorf("error %v, want %q, unreachable %v", err, tt.want, tt.down)
			}
		})
	}
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "x", "=http://a", "p=", "p=ftp://a", "p=http://"} {
		if _, err := ParseRoute(bad); err == nil {
			t.Errorf("%q is a route", bad)
		}
	}
	one, _ := ParseRoute("arn:aws:iam::1*:role/a=http://one")
	two, _ := ParseRoute("*=http://two")
	if c := New([]Route{one}); c.Has("arn:aws:iam::2:role/a") || !c.Has("arn:aws:iam::12:role/a") {
		t.Error("wrong pattern")
	}
	if got := New([]Route{one, two}).find("other"); got != "http://two" {
		t.Errorf("routed to %s", got)
	}
}
