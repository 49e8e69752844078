package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/cognate-id/cognate/internal/upstream/social"
)

// socialProviders know the token "good" of zoe for the app "app", and can be
// down.
func socialProviders(t *testing.T) (social.Addresses, *atomic.Bool) {
	t.Helper()
	down := &atomic.Bool{}
	answer := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			authorization := r.Header.Get("Authorization") + r.FormValue("access_token")
			switch {
			case down.Load():
				w.WriteHeader(http.StatusBadGateway)
			case !strings.Contains(authorization, "good"):
				w.WriteHeader(http.StatusUnauthorized)
			default:
				fmt.Fprint(w, text)
			}
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/app", answer(`{"id":"app"}`))
	mux.HandleFunc("/me", answer(`{"id":"zoe"}`))
	mux.HandleFunc("/auth/o2/tokeninfo", answer(`{"aud":"app","user_id":"zoe","exp":3000}`))
	mux.HandleFunc("/1.1/account/verify_credentials.json", answer(`{"id_str":"zoe"}`))
	peer := httptest.NewServer(mux)
	t.Cleanup(peer.Close)
	return social.Addresses{Facebook: peer.URL, Amazon: peer.URL, Twitter: peer.URL}, down
}

func TestAccessTokenLogins(t *testing.T) {
	t.Parallel()
	at, down := socialProviders(t)
	w := newWorldWith(t, at)
	p := w.people()
	pool := w.identityPool(p, m{"SupportedLoginProviders": m{
		social.Facebook: "app", social.Amazon: "app", social.Twitter: "app;secret", "www.digits.com": "app;secret",
	}}, statement("Allow", `"iam:ListRoles"`, "*", `{"StringEquals":{"aws:PrincipalTag/who":"zoe"}}`), "")
	w.ok(w.json(&w.root, "cognito-identity", "SetPrincipalTagAttributeMap", m{"IdentityPoolId": pool,
		"IdentityProviderName": social.Amazon, "PrincipalTags": m{"who": "sub"}}))
	ids := map[string]bool{}
	for domain, token := range map[string]string{social.Facebook: "good", social.Amazon: "good", social.Twitter: "good;secret"} {
		login := m{domain: token}
		id := w.getID(pool, login)
		ids[id] = true
		if got, creds := w.credentials(id, login); got != id || !strings.Contains(w.whoami(creds), ":assumed-role/user-") {
			t.Errorf("%s: %s is %s", domain, got, w.whoami(creds))
		} else if tagged := w.query(&creds, "iam", "ListRoles", nil).status == http.StatusOK; tagged != (domain == social.Amazon) {
			t.Errorf("%s: tagged %v", domain, tagged)
		}
		w.refused(w.json(nil, "cognito-identity", "GetId", m{"IdentityPoolId": pool, "Logins": m{domain: "bad;secret"}}), 400, "NotAuthorizedException", "Invalid login token.")
	}
	if len(ids) != 3 {
		t.Errorf("three providers' users are %v", ids)
	}
	w.refused(w.json(nil, "cognito-identity", "GetId", m{"IdentityPoolId": pool, "Logins": m{"www.digits.com": "good;secret"}}), 501, "NotImplementedException")
	other := w.identityPool(p, m{"SupportedLoginProviders": m{social.Facebook: "another"}}, "", "")
	w.refused(w.json(nil, "cognito-identity", "GetId", m{"IdentityPoolId": other, "Logins": m{social.Facebook: "good"}}), 400, "Token is not from a supported provider")
	down.Store(true)
	w.refused(w.json(nil, "cognito-identity", "GetId", m{"IdentityPoolId": pool, "Logins": m{social.Facebook: "good too"}}), 400, "ExternalServiceException")
}

func TestProviderID(t *testing.T) {
	t.Parallel()
	at, down := socialProviders(t)
	w := newWorldWith(t, at)
	assume := func(provider, token, app string) answer {
		name := strings.NewReplacer(".", "-").Replace(provider) + "-" + app
		key := provider + ":id"
		if provider == social.Amazon {
			key = provider + ":user_id"
		}
		if w.query(&w.root, "iam", "GetRole", map[string]string{"RoleName": name}).status != http.StatusOK {
			w.role(name, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"`+provider+`"},"Action":"sts:AssumeRoleWithWebIdentity",`+
				`"Condition":{"StringEquals":{"`+provider+`:app_id":"`+app+`","`+key+`":"zoe"}}}]}`,
				statement("Allow", `"iam:ListRoles"`, "*", `{"StringEquals":{"`+key+`":"zoe"}}`))
		}
		return w.query(nil, "sts", "AssumeRoleWithWebIdentity", map[string]string{
			"RoleArn": roleARN + name, "RoleSessionName": "app", "ProviderId": provider, "WebIdentityToken": token})
	}
	for _, provider := range []string{social.Facebook, social.Amazon} {
		out := w.ok(assume(provider, "good", "app"))
		if out["SubjectFromWebIdentityToken"] != "zoe" || out["Audience"] != "app" || out["Provider"] != provider {
			t.Errorf("assumed %v", out)
		}
		creds := aws.Credentials{AccessKeyID: out["AccessKeyId"], SecretAccessKey: out["SecretAccessKey"], SessionToken: out["SessionToken"]}
		w.ok(w.query(&creds, "iam", "ListRoles", nil))
		w.refused(assume(provider, "good", "another"), 403, "AccessDenied")
		w.refused(assume(provider, "bad1", "app"), 400, "InvalidIdentityToken")
	}
	// An access token is no OpenID token, and the other way round.
	w.refused(w.query(nil, "sts", "AssumeRoleWithWebIdentity", map[string]string{
		"RoleArn": roleARN + "x", "RoleSessionName": "app", "WebIdentityToken": "good"}), 400, "InvalidIdentityToken")
	for _, provider := range []string{social.Twitter, "cognito-identity.amazonaws.com"} {
		w.refused(w.query(nil, "sts", "AssumeRoleWithWebIdentity", map[string]string{
			"RoleArn": roleARN + "x", "RoleSessionName": "app", "ProviderId": provider, "WebIdentityToken": "good;secret"}), 400, "InvalidIdentityToken")
	}
	down.Store(true)
	w.refused(assume(social.Facebook, "good too", "app"), 400, "IDPCommunicationError")
}
