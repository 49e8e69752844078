package signin

import (
	"slices"

	"github.com/cognate-id/cognate/internal/userpool"
)

// The methods of the amr claim (RFC 8176 and Cognito's own).
const (
	amrPassword = "pwd"
	amrTOTP     = "otp"
	amrSMS      = "sms"
	amrEmail    = "email_otp"
	amrPlatform = "swk"
	amrRoaming  = "hwk"
	amrMany     = "mfa"
)

// Methods lists how the user authenticated for the amr claim, with `mfa` when
// there were several ways.
func methods(proved []string) []string {
	out := slices.Clone(proved)
	if len(out) > 1 {
		out = append(out, amrMany)
	}
	return out
}

// level is the highest assurance level (1 to 4) that the methods satisfy, 0 for
// none.
func level(proved []string) int {
	has := func(m string) bool { return slices.Contains(proved, m) }
	switch {
	case has(amrPassword) && has(amrTOTP):
		return 4
	case has(amrPlatform) || has(amrRoaming),
		has(amrPassword) && (has(amrSMS) || has(amrEmail)):
		return 3
	case has(amrSMS) || has(amrEmail):
		return 2
	case has(amrPassword):
		return 1
	}
	return 0
}

// ACRName is the acr value of a level in the pool: its own name for it, or
// `urn:cognito:loa:<n>`.
func ACRName(p *userpool.Pool, level int) string {
	if level < 1 || level > 4 {
		return ""
	}
	n := string(rune('0' + level))
	if p.ACR != nil && p.ACR.Mapping["Level"+n] != "" {
		return p.ACR.Mapping["Level"+n]
	}
	return "urn:cognito:loa:" + n
}

// levelOf is the level that an acr value names in the pool, 0 for an unknown one.
func levelOf(p *userpool.Pool, acr string) int {
	for l := 1; l <= 4; l++ {
		if ACRName(p, l) == acr {
			return l
		}
	}
	return 0
}
