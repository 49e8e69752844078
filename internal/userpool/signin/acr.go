package signin

import "slices"

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
