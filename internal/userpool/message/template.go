package message

import "github.com/cognate-id/cognate/internal/userpool"

// The texts of pools that set none.
const (
	defaultCodeSubject       = "Your verification code"
	defaultCodeBody          = "Your verification code is {####}. "
	defaultLinkSubject       = "Your verification link"
	defaultLinkBody          = "Please click the link below to verify your email address. {##Verify Email##} "
	defaultResetBody         = "Your password reset code is {####}"
	defaultInviteSubject     = "Your temporary password"
	defaultInvite            = "Your username is {username} and temporary password is {####}. "
	defaultInviteNoPassword  = "Your username is {username}. "
	defaultAuthSubject       = "Your authentication code"
	defaultAuth              = "Your authentication code is {####}. "
	defaultVerificationInSMS = "Your verification code is {####}. "
)

func smsTemplate(r Request) string {
	switch r.Kind {
	case userpool.MessageAdminCreateUser:
		return pick(r.Pool.AdminCreate.SMS, invitation(r))
	case userpool.MessageAuthentication:
		if r.Pool.SMSMFA != nil && r.Pool.SMSMFA.Message != "" {
			return r.Pool.SMSMFA.Message
		}
		return pick(r.Pool.SMSAuthMsg, defaultAuth)
	}
	return pick(r.Pool.Verification.SMS, defaultVerificationInSMS)
}

func emailTemplate(r Request, byLink bool) (subject, body string) {
	v := r.Pool.Verification
	switch {
	case r.Kind == userpool.MessageAdminCreateUser:
		return pick(r.Pool.AdminCreate.EmailSubject, defaultInviteSubject), pick(r.Pool.AdminCreate.Email, invitation(r))
	case r.Kind == userpool.MessageAuthentication && r.Pool.EmailMFA != nil:
		return pick(r.Pool.EmailMFA.Subject, defaultAuthSubject), pick(r.Pool.EmailMFA.Message, defaultAuth)
	case r.Kind == userpool.MessageAuthentication:
		return defaultAuthSubject, defaultAuth
	case byLink:
		return pick(v.EmailSubjectByLink, defaultLinkSubject), pick(v.EmailByLink, defaultLinkBody)
	case r.Kind == userpool.MessageForgotPassword:
		return pick(v.EmailSubject, defaultCodeSubject), pick(v.Email, defaultResetBody)
	}
	return pick(v.EmailSubject, defaultCodeSubject), pick(v.Email, defaultCodeBody)
}

func invitation(r Request) string {
	if r.NoPassword {
		return defaultInviteNoPassword
	}
	return defaultInvite
}
