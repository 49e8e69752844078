package matrix

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// expected is what a cell must meet: the challenges in order, those that offer
// a choice with what they offer, then "tokens" or the exception.
func expected(c cell) []string {
	switch c.flow {
	case customFlow:
		return append(append([]string{"CUSTOM_CHALLENGE"}, c.deviceProof()...), "tokens")
	case customAfterSRP:
		return append(append([]string{"PASSWORD_VERIFIER", "CUSTOM_CHALLENGE"}, c.deviceProof()...), "tokens")
	}
	out := c.firstFactor()
	switch {
	case !c.afterPassword():
		out = append(out, c.deviceProof()...)
	case c.secondFactorApplies() && c.remembered && c.tracking == replaces:
		out = append(out, c.deviceProof()...)
	case c.secondFactorApplies():
		out = append(out, c.secondFactor()...)
	default:
		out = append(out, c.deviceProof()...)
	}
	out = append(out, "tokens")
	switch {
	case !c.refreshes():
	case c.tracking != untracked && !c.remembered:
		out = append(out, "NotAuthorizedException") // the device was never confirmed
	default:
		out = append(out, "refreshed")
	}
	return out
}

func (c cell) refreshes() bool { return c.flow == refreshFlow || c.flow == rotatingRefresh }

// firstFactor is what stands before the question of MFA. A preference that the
// user cannot have leads to the choice among the others, where a password is
// picked.
func (c cell) firstFactor() []string {
	choice := "SELECT_CHALLENGE" + list(c.offers())
	switch c.flow {
	case srpFlow, choiceSRP:
		return []string{"PASSWORD_VERIFIER"}
	case choiceFlow:
		return []string{choice}
	case choiceEmail, choiceSMS, choicePasskey, choiceTwo:
		preferred := c.preferred()
		if !slices.Contains(c.offers(), preferred) {
			return []string{choice}
		}
		return []string{preferred}
	}
	return nil
}

func (c cell) preferred() string {
	switch c.flow {
	case choicePassword:
		return "PASSWORD"
	case choiceSRP:
		return "PASSWORD_SRP"
	case choiceEmail:
		return "EMAIL_OTP"
	case choiceSMS:
		return "SMS_OTP"
	case choicePasskey, choiceTwo:
		return "WEB_AUTHN"
	}
	return ""
}

// offers are the first factors that the user has, that the pool allows, and
// that no second factor must follow.
func (c cell) offers() []string {
	out := []string{"PASSWORD", "PASSWORD_SRP"}
	if !c.secondFactorApplies() && c.factor != bare {
		out = append(out, "EMAIL_OTP", "SMS_OTP")
	}
	switch {
	case c.flow == choicePasskey && !c.secondFactorApplies(), c.flow == choiceTwo:
		out = append(out, "WEB_AUTHN")
	}
	return out
}

// afterPassword reports whether the first factor is one that MFA may follow.
func (c cell) afterPassword() bool {
	switch c.flow {
	case choiceEmail, choiceSMS, choicePasskey, choiceTwo:
		return !slices.Contains(c.offers(), c.preferred())
	}
	return true
}

func (c cell) secondFactorApplies() bool {
	switch c.mode {
	case types.UserPoolMfaTypeOn:
		return true
	case types.UserPoolMfaTypeOptional:
		return c.factor.enabled()
	}
	return false
}

func (c cell) secondFactor() []string {
	switch c.factor {
	case totpOn:
		return []string{"SOFTWARE_TOKEN_MFA"}
	case smsOn:
		return []string{"SMS_MFA"}
	case emailOn:
		return []string{"EMAIL_OTP"}
	case several:
		return []string{"SELECT_MFA_TYPE" + list([]string{"SMS_MFA", "SOFTWARE_TOKEN_MFA"}), "SOFTWARE_TOKEN_MFA"}
	case addresses: // where MFA is demanded, having an address is enough
		return []string{"SELECT_MFA_TYPE" + list([]string{"SMS_MFA", "EMAIL_OTP"}), "SMS_MFA"}
	}
	return []string{"MFA_SETUP" + list([]string{"SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"})}
}

// deviceProof is asked of a remembered device that stands for MFA, or beside
// which there is no MFA.
func (c cell) deviceProof() []string {
	if !c.remembered {
		return nil
	}
	return []string{"DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"}
}

func list(names []string) string {
	slices.Sort(names)
	return "(" + strings.Join(names, " ") + ")"
}
