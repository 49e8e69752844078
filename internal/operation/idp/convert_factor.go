package idp

import (
	"encoding/base64"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/enrol"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

func preferenceFrom(sms *idp.SMSMfaSettingsType, app *idp.SoftwareTokenMfaSettingsType, email *idp.EmailMfaSettingsType, passkey *idp.WebAuthnMfaSettingsType) (p enrol.Preference) {
	if sms != nil {
		p.SMS = &enrol.Switch{Enabled: value(sms.Enabled), Preferred: sms.PreferredMfa}
	}
	if app != nil {
		p.SoftwareToken = &enrol.Switch{Enabled: value(app.Enabled), Preferred: app.PreferredMfa}
	}
	if email != nil {
		p.Email = &enrol.Switch{Enabled: value(email.Enabled), Preferred: email.PreferredMfa}
	}
	if passkey != nil {
		p.Passkey = new(value(passkey.Enabled))
	}
	return p
}

// passkeysOf gives a list that is sent even when it is empty, as are the
// transports of each passkey.
func passkeysOf(keys []userpool.Passkey) []idp.WebAuthnCredentialDescription {
	out := make([]idp.WebAuthnCredentialDescription, len(keys))
	for i := range keys {
		k := &keys[i]
		out[i] = idp.WebAuthnCredentialDescription{
			CredentialId:           new(base64.RawURLEncoding.EncodeToString(k.ID)),
			FriendlyCredentialName: &k.Name, RelyingPartyId: &k.RelyingPartyID,
			AuthenticatorAttachment: given(k.Attachment), AuthenticatorTransports: append([]string{}, k.Transports...),
			CreatedAt: &k.Created,
		}
	}
	return out
}
