package store

import "github.com/cognate-id/cognate/internal/userpool"

func poolRowOf(p *userpool.Pool) poolRow {
	return poolRow{
		Name: p.Name, Created: millis(p.Created), Modified: millis(p.Modified),
		Tier: p.Tier, DeletionProtection: p.DeletionProtection,
		Password: passwordPolicyRow(p.Password), FirstFactors: p.FirstFactors, MFA: p.MFA,
		SMSMFA: (*smsMFARow)(p.SMSMFA), SoftwareTokenMFA: p.SoftwareTokenMFA,
		EmailMFA: (*emailMFARow)(p.EmailMFA), WebAuthn: (*webAuthnRow)(p.WebAuthn),
		Devices:      (*deviceConfigurationRow)(p.Devices),
		Schema:       convert(p.Schema, func(a userpool.SchemaAttribute) schemaAttributeRow { return schemaAttributeRow(a) }),
		AutoVerified: p.AutoVerified, AliasAttributes: p.AliasAttributes,
		UsernameAttributes: p.UsernameAttributes, CaseSensitive: p.CaseSensitive,
		VerifyBeforeUpdate: p.VerifyBeforeUpdate,
		Recovery:           convert(p.Recovery, func(m userpool.RecoveryMechanism) recoveryRow { return recoveryRow(m) }),
		SMS:                smsRowOf(p.SMS), Email: emailConfigurationRow(p.Email),
		Verification: verificationRow(p.Verification), SMSAuthMsg: p.SMSAuthMsg,
		AdminCreate: adminCreateRow(p.AdminCreate), Lambda: lambdaRow(p.Lambda),
		AddOns: (*addOnsRow)(p.AddOns), Tags: p.Tags, Sessions: sessionsRow(p.Sessions),
		DCR: (*dcrRow)(p.DCR), ACR: (*acrRow)(p.ACR), Issuer: p.Issuer, KMSKeyARN: p.KMSKeyARN,
		Extra: p.Extra,
	}
}

func (r *poolRow) pool() *userpool.Pool {
	return &userpool.Pool{
		Name: r.Name, Created: instant(r.Created), Modified: instant(r.Modified),
		Tier: r.Tier, DeletionProtection: r.DeletionProtection,
		Password: userpool.PasswordPolicy(r.Password), FirstFactors: r.FirstFactors, MFA: r.MFA,
		SMSMFA: (*userpool.SMSMFA)(r.SMSMFA), SoftwareTokenMFA: r.SoftwareTokenMFA,
		EmailMFA: (*userpool.EmailMFA)(r.EmailMFA), WebAuthn: (*userpool.WebAuthn)(r.WebAuthn),
		Devices:      (*userpool.DeviceConfiguration)(r.Devices),
		Schema:       convert(r.Schema, func(a schemaAttributeRow) userpool.SchemaAttribute { return userpool.SchemaAttribute(a) }),
		AutoVerified: r.AutoVerified, AliasAttributes: r.AliasAttributes,
		UsernameAttributes: r.UsernameAttributes, CaseSensitive: r.CaseSensitive,
		VerifyBeforeUpdate: r.VerifyBeforeUpdate,
		Recovery:           convert(r.Recovery, func(m recoveryRow) userpool.RecoveryMechanism { return userpool.RecoveryMechanism(m) }),
		SMS:                r.SMS.configuration(), Email: userpool.EmailConfiguration(r.Email),
		Verification: userpool.VerificationTemplate(r.Verification), SMSAuthMsg: r.SMSAuthMsg,
		AdminCreate: userpool.AdminCreate(r.AdminCreate), Lambda: userpool.LambdaConfig(r.Lambda),
		AddOns: (*userpool.AddOns)(r.AddOns), Tags: r.Tags, Sessions: userpool.SessionTracking(r.Sessions),
		DCR: (*userpool.DCRConfiguration)(r.DCR), ACR: (*userpool.ACRConfiguration)(r.ACR),
		Issuer: r.Issuer, KMSKeyARN: r.KMSKeyARN, Extra: r.Extra,
	}
}

func smsRowOf(c *userpool.SMSConfiguration) *smsConfigurationRow {
	if c == nil {
		return nil
	}
	return &smsConfigurationRow{
		CallerARN: c.CallerARN, ExternalID: c.ExternalID, Region: c.Region, EUMS: (*eumsRow)(c.EUMS),
	}
}

func (r *smsConfigurationRow) configuration() *userpool.SMSConfiguration {
	if r == nil {
		return nil
	}
	return &userpool.SMSConfiguration{
		CallerARN: r.CallerARN, ExternalID: r.ExternalID, Region: r.Region,
		EUMS: (*userpool.EUMSConfiguration)(r.EUMS),
	}
}

// convert maps a list and keeps nil apart from empty.
func convert[From, To any](list []From, one func(From) To) []To {
	if list == nil {
		return nil
	}
	out := make([]To, len(list))
	for i, v := range list {
		out[i] = one(v)
	}
	return out
}
