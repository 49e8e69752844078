package matrix

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// flow is one way to begin a sign-in, or to go on with one.
type flow string

const (
	srpFlow         flow = "USER_SRP_AUTH"
	passwordFlow    flow = "USER_PASSWORD_AUTH"
	adminFlow       flow = "ADMIN_USER_PASSWORD_AUTH"
	choiceFlow      flow = "USER_AUTH"
	choicePassword  flow = "USER_AUTH PASSWORD"
	choiceSRP       flow = "USER_AUTH PASSWORD_SRP"
	choiceEmail     flow = "USER_AUTH EMAIL_OTP"
	choiceSMS       flow = "USER_AUTH SMS_OTP"
	choicePasskey   flow = "USER_AUTH WEB_AUTHN"
	choiceTwo       flow = "USER_AUTH WEB_AUTHN for two factors"
	customFlow      flow = "CUSTOM_AUTH"
	customAfterSRP  flow = "CUSTOM_AUTH after SRP"
	refreshFlow     flow = "REFRESH_TOKEN_AUTH"
	rotatingRefresh flow = "GetTokensFromRefreshToken"
)

var flows = []flow{srpFlow, passwordFlow, adminFlow, choiceFlow, choicePassword, choiceSRP, choiceEmail, choiceSMS,
	choicePasskey, choiceTwo, customFlow, customAfterSRP, refreshFlow, rotatingRefresh}

// factor is what a user has for a second factor.
type factor string

const (
	bare      factor = "nothing"   // and no addresses either
	addresses factor = "addresses" // verified ones, no factor switched on
	totpOn    factor = "TOTP"
	smsOn     factor = "SMS"
	emailOn   factor = "e-mail"
	several   factor = "TOTP+SMS" // none of them preferred
)

var factors = []factor{bare, addresses, totpOn, smsOn, emailOn, several}

// enabled are the second factors that the user has switched on.
func (f factor) enabled() bool { return f != bare && f != addresses }

// tracking is what the pool does with devices.
type tracking string

const (
	untracked tracking = "devices off"
	tracks    tracking = "devices tracked"        // they stand for nothing
	replaces  tracking = "devices instead of MFA" // ChallengeRequiredOnNewDevice
)

var trackings = []tracking{untracked, tracks, replaces}

var modes = []types.UserPoolMfaType{types.UserPoolMfaTypeOff, types.UserPoolMfaTypeOptional, types.UserPoolMfaTypeOn}

// cell is one combination.
type cell struct {
	flow       flow
	factor     factor
	mode       types.UserPoolMfaType
	tracking   tracking
	remembered bool // the user's device
	secret     bool // of the client
}

func (c cell) String() string {
	return fmt.Sprintf("%s, user has %s, MFA %s, %s, remembered %v, client secret %v",
		c.flow, c.factor, c.mode, c.tracking, c.remembered, c.secret)
}

// device says in one word where the user signs in.
func (c cell) device() string {
	switch {
	case c.tracking == untracked:
		return "untracked"
	case !c.remembered:
		return "new"
	case c.tracking == replaces:
		return "remembered"
	}
	return "tracked"
}

// cellsOf are the combinations within one pool.
func cellsOf(mode types.UserPoolMfaType, t tracking) []cell {
	var out []cell
	for _, f := range flows {
		for _, u := range factors {
			if f == choiceTwo && !u.enabled() {
				continue // a passkey counts for two only beside another factor
			}
			for _, secret := range []bool{false, true} {
				out = append(out, cell{f, u, mode, t, false, secret})
				if t != untracked {
					out = append(out, cell{f, u, mode, t, true, secret})
				}
			}
		}
	}
	return out
}
