package oidc

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// module is one of a plan, with what deviates in it.
type module struct {
	name     string
	run      func(*run)
	deviates []deviation
}

// group is a plan, or the part of it that deviates alike.
type group struct {
	heading       string // in docs/divergences.md
	plan          string
	responseTypes []string
	modules       []module
}

const (
	basicPlan    = "oidcc-basic-certification-test-plan"
	implicitPlan = "oidcc-implicit-certification-test-plan"
	configPlan   = "oidcc-config-certification-test-plan"
	dynamicPlan  = "oidcc-dynamic-certification-test-plan"
)

// groups are all plans. Cognito's one implicit response type is none of OpenID Connect's, so the modules of that plan
// run with it too.
func groups() []group {
	return []group{
		{basicPlan, basicPlan, []string{"code"}, basic()},
		{implicitPlan, implicitPlan, []string{"id_token", "id_token token"}, implicit(false)},
		{implicitPlan + ", with `response_type=token`", implicitPlan, []string{"token"}, implicit(true)},
		{configPlan, configPlan, []string{"code"}, []module{
			{"oidcc-discovery-endpoint-verification", discovery, []deviation{noClaimsSupported}},
		}},
		{dynamicPlan, dynamicPlan, []string{"code"}, dynamicModules()},
	}
}

// basic has the order of the plan.
// common are the modules that the basic and the implicit plan share in one run.
func common() []module {
	return []module{
		{"oidcc-scope-profile", scope("openid", "profile"), []deviation{updatedText, addressText}},
		{"oidcc-scope-email", scope("openid", "email"), []deviation{flagTexts, scopeClaims}},
		{"oidcc-scope-address", scope("openid", "address"), []deviation{noAddressScope}},
		{"oidcc-scope-phone", scope("openid", "phone"), []deviation{flagTexts}},
		{"oidcc-scope-all", scope("openid", "email", "phone", "address", "profile"), []deviation{noAddressScope}},
		{"oidcc-alternate-happy-flow", alternateHappyFlow, []deviation{flagTexts, scopeClaims}},
		{"oidcc-display-page", succeeds("display", "page"), nil},
		{"oidcc-display-popup", succeeds("display", "popup"), nil},
		{"oidcc-prompt-login", anew(time.Second, "prompt", "login"), nil},
		{"oidcc-prompt-none-not-logged-in", promptNoneNotLoggedIn, nil},
		{"oidcc-prompt-none-logged-in", again(nil, adding("prompt", "none")), nil},
		{"oidcc-max-age-1", anew(2*time.Second, "max_age", "1"), nil},
		{"oidcc-max-age-10000", again([]string{"max_age", "15000"}, adding("max_age", "10000")), nil},
		{"oidcc-ensure-request-with-unknown-parameter-succeeds", succeeds("foobar", "x"), nil},
		{"oidcc-id-token-hint", idTokenHint, nil},
		{"oidcc-login-hint", loginHint, nil},
		{"oidcc-ui-locales", uiLocales, nil},
		{"oidcc-claims-locales", succeeds("claims_locales", "se"), nil},
		{"oidcc-ensure-request-with-acr-values-succeeds", acrValues, []deviation{otherACR}},
	}
}

func basic() []module {
	list := []module{
		{"oidcc-server", serverTest, []deviation{ownClaims, allAttributes}},
		{"oidcc-response-type-missing", responseTypeMissing, nil},
		{"oidcc-idtoken-signature", idTokenSignature, nil},
		{"oidcc-idtoken-unsigned", idTokenUnsigned, []deviation{noUnsigned}},
		{"oidcc-userinfo-get", userInfoGet, infoTexts},
		{"oidcc-userinfo-post-header", userInfoPostHeader, infoTexts},
		{"oidcc-userinfo-post-body", userInfoPostBody, []deviation{tokenInBody}},
		{"oidcc-ensure-request-without-nonce-succeeds-for-code-flow", succeeds("nonce", ""), nil},
	}
	list = append(list, common()...)
	return append(list, []module{
		{"oidcc-codereuse", codeReuse, nil},
		{"oidcc-codereuse-30seconds", codeReuseLater, nil},
		{"oidcc-ensure-registered-redirect-uri", registeredRedirectURI, nil},
		{"oidcc-ensure-post-request-succeeds", postRequest, []deviation{getOnly}},
		{"oidcc-server-client-secret-post", clientSecretPost, nil},
		{"oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported", requestURI, []deviation{requestURIIgnored}},
		{"oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported", requestObject, []deviation{requestIgnored}},
		{"oidcc-claims-essential", essentialClaim, append([]deviation{allAttributes}, infoTexts...)},
		{"oidcc-ensure-request-object-with-redirect-uri", objectRedirectURI, nil},
		{"oidcc-refresh-token", refreshToken, []deviation{noGrantTypes}},
		{"oidcc-ensure-request-with-valid-pkce-succeeds", validPKCE, nil},
	}...)
}

// infoTexts is what userInfo tells of all attributes that is not of its type.
var infoTexts = []deviation{flagTexts, updatedText, addressText}

// implicit are the modules of the implicit plan with its own response types, or with that of Cognito.
func implicit(token bool) []module {
	list := []module{
		{"oidcc-server", serverTest, []deviation{ownClaims, allAttributes}},
		{"oidcc-idtoken-signature", idTokenSignature, nil},
		{"oidcc-ensure-request-without-nonce-fails", withoutNonceFails, []deviation{noNonce}},
	}
	list = append(list, common()...)
	list = append(list, []module{
		{"oidcc-ensure-registered-redirect-uri", registeredRedirectURI, nil},
		{"oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported", requestURI, []deviation{requestURIIgnored}},
		{"oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported", requestObject, []deviation{requestIgnored}},
		{"oidcc-ensure-request-object-with-redirect-uri", objectRedirectURI, nil},
		{"oidcc-claims-essential", essentialClaim, append([]deviation{allAttributes}, infoTexts...)},
		{"oidcc-userinfo-get", userInfoGet, infoTexts},
		{"oidcc-userinfo-post-header", userInfoPostHeader, infoTexts},
		{"oidcc-userinfo-post-body", userInfoPostBody, []deviation{tokenInBody}},
		{"oidcc-response-type-missing", responseTypeMissing, nil},
	}...)
	if token {
		return list
	}
	untouched := []string{"oidcc-scope-address", "oidcc-scope-all", "oidcc-ensure-registered-redirect-uri",
		"oidcc-ensure-request-object-with-redirect-uri", "oidcc-response-type-missing"}
	for i := range list {
		if !slices.Contains(untouched, list[i].name) {
			list[i].deviates = []deviation{responseType}
		}
	}
	return list
}

// withAccessToken are the modules that the implicit plan has for `id_token token` alone.
var withAccessToken = []string{"oidcc-userinfo-get", "oidcc-userinfo-post-header", "oidcc-userinfo-post-body", "oidcc-response-type-missing"}

// dynamicModules has the order of the plan.
func dynamicModules() []module {
	key := func(more ...deviation) []deviation { return append([]deviation{noPrivateKeyJWT}, more...) }
	rs256 := map[string]any{"id_token_signed_response_alg": "RS256"}
	return []module{
		{"oidcc-idtoken-rs256", dynamic(rs256, idTokenSignature), key()},
		{"oidcc-idtoken-unsigned", idTokenUnsigned, []deviation{noUnsigned}},
		{"oidcc-userinfo-rs256", userInfoSigned, key(append([]deviation{unsignedInfo}, infoTexts...)...)},
		{"oidcc-ensure-redirect-uri-in-authorization-request", redirectURIMissing, key()},
		{"oidcc-redirect-uri-query-OK", redirectURIQuery, key()},
		{"oidcc-redirect-uri-query-mismatch", wrongRedirectURI(withQuery, callback+"?foo=bar"), key()},
		{"oidcc-redirect-uri-query-added", wrongRedirectURI(callback, callback+"?foo=bar"), key()},
		{"oidcc-redirect-uri-regfrag", redirectURIFragment, nil},
		{"oidcc-discovery-endpoint-verification", dynamicDiscovery, []deviation{fewResponseTypes, noClaimsSupported}},
		{"oidcc-server", dynamic(nil, serverTest), key(ownClaims, allAttributes)},
		{"oidcc-registration-logo-uri", shown("logo_uri", "https://rp.example/logo.png", noLogo), key(noLogo)},
		{"oidcc-registration-policy-uri", shown("policy_uri", "https://rp.example/policy", noPolicy), key(noPolicy)},
		{"oidcc-registration-tos-uri", shown("tos_uri", "https://rp.example/tos", noTerms), key(noTerms)},
		{"oidcc-registration-jwks-uri", jwksURI, key(jwksIgnored)},
		{"oidcc-registration-sector-uri", pairwise, []deviation{noPairwise}},
		{"oidcc-registration-sector-bad", pairwise, []deviation{noPairwise}},
		{"oidcc-server-rotate-keys", rotateKeys, nil},
		{"oidcc-refresh-token-rp-key-rotation", keyRotation, key(noOfflineAccess, noGrantTypes)},
		{"oidcc-request-uri-unsigned", requestURIAt, key(requestURIIgnored)},
		{"oidcc-request-uri-signed-rs256", requestURISigned, key(requestURIIgnored)},
		{"oidcc-ensure-request-object-with-redirect-uri", dynamic(nil, objectRedirectURI), key()},
		{"oidcc-refresh-token", refreshRegistered, key(noGrantTypes)},
		{"oidcc-ensure-client-assertion-with-iss-aud-succeeds", assertionAudience, key(noAssertion)},
	}
}

func TestPlans(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	for _, g := range groups() {
		for _, responseType := range g.responseTypes {
			t.Run(g.plan+"/"+responseType, func(t *testing.T) {
				for _, m := range g.modules {
					if responseType == "id_token" && slices.Contains(withAccessToken, m.name) {
						continue
					}
					t.Run(m.name, func(t *testing.T) {
						t.Parallel()
						found := w.run(t, responseType, m.run)
						want := slices.Sorted(slices.Values(m.deviates))
						if !slices.Equal(found, want) {
							t.Errorf("deviates in\n%q, known are\n%q", found, want)
						}
					})
				}
			})
		}
	}
}

// TestDivergences compares the deviations with the list of them.
func TestDivergences(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/divergences.md")
	check(t, err)
	_, rest, ok := strings.Cut(string(text), "\n## OpenID Connect conformance\n")
	if !ok {
		t.Fatal("docs/divergences.md has no section about OpenID Connect conformance")
	}
	section, _, _ := strings.Cut(rest, "\n## ")
	documented := map[string][]string{}
	for _, part := range strings.Split(section, "\n### ")[1:] {
		heading, lines, _ := strings.Cut(part, "\n")
		documented[heading] = regexp.MustCompile(`(?m)^- .*$`).FindAllString(lines, -1)
	}
	for _, g := range groups() {
		var want []string
		for _, m := range g.modules {
			if len(m.deviates) > 0 {
				want = append(want, line(m))
			}
		}
		if !slices.Equal(documented[g.heading], want) {
			t.Errorf("the section about %s should be\n\n%s", g.heading, strings.Join(want, "\n"))
		}
		delete(documented, g.heading)
	}
	for heading := range documented {
		t.Errorf("the section about %s is about no plan", heading)
	}
}

// line is what the document says of a module.
func line(m module) string {
	var words []string
	for _, d := range m.deviates {
		words = append(words, string(d))
	}
	return fmt.Sprintf("- `%s`: %s.", m.name, strings.Join(words, "; "))
}
