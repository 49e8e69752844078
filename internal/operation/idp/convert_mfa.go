package idp

import (
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/poolconfig"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

func mfaFrom(in *idp.SetUserPoolMfaConfigRequest) poolconfig.MFA {
	out := poolconfig.MFA{Mode: userpool.MFAMode(value(in.MfaConfiguration))}
	if c := in.SmsMfaConfiguration; c != nil {
		out.SMS = &poolconfig.SMSMFA{
			Message: value(c.SmsAuthenticationMessage), Configuration: smsFrom(c.SmsConfiguration),
		}
	}
	if c := in.SoftwareTokenMfaConfiguration; c != nil {
		out.SoftwareToken = new(value(c.Enabled))
	}
	if c := in.EmailMfaConfiguration; c != nil {
		out.Email = &userpool.EmailMFA{Message: value(c.Message), Subject: value(c.Subject)}
	}
	if c := in.WebAuthnConfiguration; c != nil {
		out.WebAuthn = &poolconfig.WebAuthn{
			RelyingPartyID: value(c.RelyingPartyId), UserVerification: value(c.UserVerification),
			FactorConfig: value(c.FactorConfiguration),
		}
	}
	return out
}

// mfa translates the MFA configuration of a pool; both operations show it alike.
func mfa(p *userpool.Pool) *idp.GetUserPoolMfaConfigResponse {
	out := &idp.GetUserPoolMfaConfigResponse{MfaConfiguration: new(string(p.MFA))}
	if p.SMSMFA != nil {
		out.SmsMfaConfiguration = &idp.SmsMfaConfigType{
			SmsAuthenticationMessage: given(p.SMSMFA.Message), SmsConfiguration: sms(p.SMS),
		}
	}
	if p.SoftwareTokenMFA {
		out.SoftwareTokenMfaConfiguration = &idp.SoftwareTokenMfaConfigType{Enabled: new(true)}
	}
	if c := p.EmailMFA; c != nil {
		out.EmailMfaConfiguration = &idp.EmailMfaConfigType{Message: given(c.Message), Subject: given(c.Subject)}
	}
	if c := p.WebAuthn; c != nil {
		out.WebAuthnConfiguration = &idp.WebAuthnConfigurationType{
			RelyingPartyId: given(c.RelyingPartyID), UserVerification: given(c.UserVerification),
			FactorConfiguration: given(c.FactorConfig),
		}
	}
	return out
}
