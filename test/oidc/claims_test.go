package oidc

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

var birthdate = regexp.MustCompile(`^\d{4}(-\d{2}-\d{2})?$`)

// claimTypes tells of what type the standard claims are (OpenID Connect Core 5.1).
var claimTypes = map[string]func(any) bool{
	"sub": isText, "name": isText, "given_name": isText, "family_name": isText, "middle_name": isText, "nickname": isText,
	"preferred_username": isText, "profile": isText, "picture": isText, "website": isText, "email": isText, "gender": isText,
	"zoneinfo": isText, "locale": isText, "phone_number": isText, "email_verified": isFlag, "phone_number_verified": isFlag,
	"updated_at": isNumber, "address": isAddress, "_claim_names": isObject, "_claim_sources": isObject,
	"birthdate": func(v any) bool { return isText(v) && birthdate.MatchString(v.(string)) },
}

func isText(v any) bool {
	s, ok := v.(string)
	return ok && strings.TrimSpace(s) != "" && !strings.EqualFold(s, "null")
}

func isFlag(v any) bool   { _, ok := v.(bool); return ok }
func isNumber(v any) bool { _, ok := v.(float64); return ok }
func isObject(v any) bool { _, ok := v.(map[string]any); return ok }

func isAddress(v any) bool {
	members, ok := v.(map[string]any)
	for name, value := range members {
		known := slices.Contains([]string{"formatted", "street_address", "locality", "region", "postal_code", "country"}, name)
		ok = ok && (!known || isText(value))
	}
	return ok && len(members) > 0
}

// wrongClaims are the standard claims that are not of their type, in order.
func wrongClaims(claims map[string]any) (wrong []string) {
	for name, value := range claims {
		if is, ok := claimTypes[name]; ok && !is(value) {
			wrong = append(wrong, name)
		}
	}
	slices.Sort(wrong)
	return wrong
}

// claimsOfScope are the claims that a scope asks for (OpenID Connect Core 5.4).
var claimsOfScope = map[string][]string{
	"openid": {"sub"},
	"profile": {"name", "given_name", "family_name", "middle_name", "nickname", "profile", "picture", "website", "gender",
		"birthdate", "zoneinfo", "locale", "updated_at", "preferred_username"},
	"email": {"email", "email_verified"},
	"phone": {"phone_number", "phone_number_verified"},
}

// ownClaim reports whether a claim of an ID token is one that Cognito has made up.
func ownClaim(name string) bool {
	return strings.HasPrefix(name, "cognito:") || slices.Contains([]string{"token_use", "event_id", "origin_jti"}, name)
}

// protocolClaims are those of an ID token that say nothing of the user's attributes.
var protocolClaims = []string{"iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "azp", "at_hash", "c_hash",
	"s_hash", "nbf", "jti", "sid"}

// minEntropy is the least that a guesser has to get right, in bits.
const minEntropy = 96

// entropy is that of the text's own characters, in bits.
func entropy(text string) float64 {
	count := map[rune]float64{}
	for _, c := range text {
		count[c]++
	}
	bits, n := 0.0, float64(len(text))
	for _, c := range count {
		bits -= c * math.Log2(c/n)
	}
	return bits
}
