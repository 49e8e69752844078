package userpool

import "strings"

// MaskDestination hides an address as Cognito does in CodeDeliveryDetails:
// `f***@e***` for e-mail, `+*******9934` for phone numbers.
func MaskDestination(medium Medium, to string) string {
	if medium == MediumSMS {
		digits := strings.TrimPrefix(to, "+")
		keep := min(4, len(digits))
		return "+" + strings.Repeat("*", len(digits)-keep) + digits[len(digits)-keep:]
	}
	local, domain, _ := strings.Cut(to, "@")
	return first(local) + "***@" + first(domain) + "***"
}

func first(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}
