package idp

import (
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/poolconfig"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// newPoolFrom translates a CreateUserPool request. UpdateUserPool has the same
// members but for those that never change, and goes through here too.
func newPoolFrom(in *idp.CreateUserPoolRequest) poolconfig.NewPool {
	p := poolconfig.NewPool{
		Settings: poolconfig.Settings{
			Name:               value(in.PoolName),
			Tier:               userpool.Tier(value(in.UserPoolTier)),
			DeletionProtection: value(in.DeletionProtection) == idp.DeletionProtectionTypeActive,
			Policies:           policiesFrom(in.Policies),
			Lambda:             lambdaFrom(in.LambdaConfig),
			AutoVerified:       named[userpool.AttributeName](in.AutoVerifiedAttributes),
			Verification: poolconfig.Verification{
				SMS: value(in.SmsVerificationMessage), Email: value(in.EmailVerificationMessage),
				EmailSubject: value(in.EmailVerificationSubject), Template: templateFrom(in.VerificationMessageTemplate),
			},
			SMSAuthMessage: value(in.SmsAuthenticationMessage),
			MFA:            userpool.MFAMode(value(in.MfaConfiguration)),
			Email:          emailFrom(in.EmailConfiguration),
			SMS:            smsFrom(in.SmsConfiguration),
			Tags:           in.UserPoolTags,
			AdminCreate:    adminCreateFrom(in.AdminCreateUserConfig),
			Recovery:       recoveryFrom(in.AccountRecoverySetting),
			DCR:            dcrFrom(in.DcrConfiguration),
			ACR:            acrFrom(in.AcrConfiguration),
		},
		AliasAttributes:    named[userpool.AttributeName](in.AliasAttributes),
		UsernameAttributes: named[userpool.AttributeName](in.UsernameAttributes),
		Schema:             schemaFrom(in.Schema),
	}
	if u := in.UserAttributeUpdateSettings; u != nil {
		p.VerifyBeforeUpdate = new(named[userpool.AttributeName](u.AttributesRequireVerificationBeforeUpdate))
	}
	if d := in.DeviceConfiguration; d != nil {
		p.Devices = &userpool.DeviceConfiguration{
			ChallengeRequiredOnNewDevice:     value(d.ChallengeRequiredOnNewDevice),
			DeviceOnlyRememberedOnUserPrompt: value(d.DeviceOnlyRememberedOnUserPrompt),
		}
	}
	if a := in.UserPoolAddOns; a != nil {
		p.AddOns = &userpool.AddOns{SecurityMode: value(a.AdvancedSecurityMode)}
		if a.AdvancedSecurityAdditionalFlows != nil {
			p.AddOns.CustomAuthMode = value(a.AdvancedSecurityAdditionalFlows.CustomAuthMode)
		}
	}
	if u := in.UsernameConfiguration; u != nil {
		p.CaseSensitive = u.CaseSensitive
	}
	if k := in.KeyConfiguration; k != nil {
		p.Key = &poolconfig.Key{Type: value(k.KeyType), ARN: value(k.KmsKeyArn)}
	}
	if i := in.IssuerConfiguration; i != nil {
		p.Issuer = value(i.Type)
	}
	return p
}

// settingsFrom translates an UpdateUserPool request.
func settingsFrom(in *idp.UpdateUserPoolRequest) poolconfig.Settings {
	return newPoolFrom(&idp.CreateUserPoolRequest{
		PoolName: in.PoolName, Policies: in.Policies, DeletionProtection: in.DeletionProtection,
		LambdaConfig: in.LambdaConfig, AutoVerifiedAttributes: in.AutoVerifiedAttributes,
		SmsVerificationMessage: in.SmsVerificationMessage, EmailVerificationMessage: in.EmailVerificationMessage,
		EmailVerificationSubject: in.EmailVerificationSubject, VerificationMessageTemplate: in.VerificationMessageTemplate,
		SmsAuthenticationMessage: in.SmsAuthenticationMessage, MfaConfiguration: in.MfaConfiguration,
		UserAttributeUpdateSettings: in.UserAttributeUpdateSettings, DeviceConfiguration: in.DeviceConfiguration,
		EmailConfiguration: in.EmailConfiguration, SmsConfiguration: in.SmsConfiguration, UserPoolTags: in.UserPoolTags,
		AdminCreateUserConfig: in.AdminCreateUserConfig, UserPoolAddOns: in.UserPoolAddOns,
		AccountRecoverySetting: in.AccountRecoverySetting, UserPoolTier: in.UserPoolTier,
		DcrConfiguration: in.DcrConfiguration, KeyConfiguration: in.KeyConfiguration,
		IssuerConfiguration: in.IssuerConfiguration, AcrConfiguration: in.AcrConfiguration,
	}).Settings
}

func policiesFrom(in *idp.UserPoolPolicyType) *poolconfig.Policies {
	if in == nil {
		return nil
	}
	out := &poolconfig.Policies{}
	if in.SignInPolicy != nil {
		out.FirstFactors = named[userpool.Factor](in.SignInPolicy.AllowedFirstAuthFactors)
	}
	if p := in.PasswordPolicy; p != nil {
		out.Password = &poolconfig.PasswordPolicy{
			MinimumLength:         number(p.MinimumLength),
			RequireUpper:          value(p.RequireUppercase),
			RequireLower:          value(p.RequireLowercase),
			RequireNumbers:        value(p.RequireNumbers),
			RequireSymbols:        value(p.RequireSymbols),
			TemporaryValidityDays: number(p.TemporaryPasswordValidityDays),
			HistorySize:           int(value(p.PasswordHistorySize)),
		}
	}
	return out
}

func lambdaFrom(in *idp.LambdaConfigType) poolconfig.Lambda {
	if in == nil {
		return poolconfig.Lambda{}
	}
	out := poolconfig.Lambda{LambdaConfig: userpool.LambdaConfig{
		PreSignUp: value(in.PreSignUp), PostConfirmation: value(in.PostConfirmation),
		PreAuthentication: value(in.PreAuthentication), PostAuthentication: value(in.PostAuthentication),
		CustomMessage: value(in.CustomMessage), DefineAuthChallenge: value(in.DefineAuthChallenge),
		CreateAuthChallenge: value(in.CreateAuthChallenge), VerifyAuthChallenge: value(in.VerifyAuthChallengeResponse),
		UserMigration: value(in.UserMigration), PreTokenGeneration: value(in.PreTokenGeneration),
		KMSKeyID: value(in.KMSKeyID),
	}}
	if c := in.PreTokenGenerationConfig; c != nil {
		out.TokenConfig = &poolconfig.TokenConfig{ARN: value(c.LambdaArn), Version: value(c.LambdaVersion)}
	}
	if c := in.CustomSMSSender; c != nil {
		out.CustomSMSSender = value(c.LambdaArn)
	}
	if c := in.CustomEmailSender; c != nil {
		out.CustomEmailSender = value(c.LambdaArn)
	}
	if c := in.InboundFederation; c != nil {
		out.InboundFederation = value(c.LambdaArn)
	}
	return out
}

func templateFrom(in *idp.VerificationMessageTemplateType) *userpool.VerificationTemplate {
	if in == nil {
		return nil
	}
	return &userpool.VerificationTemplate{
		SMS: value(in.SmsMessage), Email: value(in.EmailMessage), EmailSubject: value(in.EmailSubject),
		EmailByLink: value(in.EmailMessageByLink), EmailSubjectByLink: value(in.EmailSubjectByLink),
		ByLink: value(in.DefaultEmailOption) == idp.DefaultEmailOptionTypeConfirmWithLink,
	}
}

func emailFrom(in *idp.EmailConfigurationType) *userpool.EmailConfiguration {
	if in == nil {
		return nil
	}
	return &userpool.EmailConfiguration{
		SendingAccount: value(in.EmailSendingAccount), SourceARN: value(in.SourceArn), From: value(in.From),
		ReplyTo: value(in.ReplyToEmailAddress), ConfigurationSet: value(in.ConfigurationSet),
	}
}

func smsFrom(in *idp.SmsConfigurationType) *userpool.SMSConfiguration {
	if in == nil {
		return nil
	}
	out := &userpool.SMSConfiguration{
		CallerARN: value(in.SnsCallerArn), ExternalID: value(in.ExternalId), Region: value(in.SnsRegion),
	}
	if e := in.EumsSms; e != nil {
		out.EUMS = &userpool.EUMSConfiguration{
			CallerARN: value(e.CallerArn), ExternalID: value(e.ExternalId), Region: value(e.Region),
			OriginationIdentity: value(e.OriginationIdentity), ConfigurationSet: value(e.ConfigurationSetName),
			IndiaEntityID: value(e.InEntityId), IndiaTemplateID: value(e.InTemplateId),
		}
	}
	return out
}

func adminCreateFrom(in *idp.AdminCreateUserConfigType) *poolconfig.AdminCreate {
	if in == nil {
		return nil
	}
	out := &poolconfig.AdminCreate{UnusedAccountValidityDays: number(in.UnusedAccountValidityDays)}
	out.AdminOnly = value(in.AllowAdminCreateUserOnly)
	if t := in.InviteMessageTemplate; t != nil {
		out.SMS, out.Email, out.EmailSubject = value(t.SMSMessage), value(t.EmailMessage), value(t.EmailSubject)
	}
	return out
}

func recoveryFrom(in *idp.AccountRecoverySettingType) []userpool.RecoveryMechanism {
	if in == nil {
		return nil
	}
	var out []userpool.RecoveryMechanism
	for _, m := range in.RecoveryMechanisms {
		out = append(out, userpool.RecoveryMechanism{Name: value(m.Name), Priority: int(value(m.Priority))})
	}
	return out
}

func dcrFrom(in *idp.DcrConfigurationType) *poolconfig.DCR {
	if in == nil {
		return nil
	}
	out := &poolconfig.DCR{
		Open: value(in.OpenDcrEnabled), AuthenticatedGrants: in.AuthenticatedGrantTypes,
		OpenGrants: in.OpenDcrGrantTypes, AllowedScopes: in.AllowedScopes,
	}
	if in.EnableStatus != nil {
		out.Enabled = new(*in.EnableStatus == idp.StatusTypeEnabled)
	}
	return out
}

func acrFrom(in map[string]idp.AcrLevelConfigType) map[string]string {
	if in == nil {
		return nil
	}
	out := make(map[string]string, len(in))
	for level, c := range in {
		out[level] = value(c.AcrValue)
	}
	return out
}

func schemaFrom(in []idp.SchemaAttributeType) []poolconfig.Attribute {
	var out []poolconfig.Attribute
	for _, a := range in {
		entry := poolconfig.Attribute{
			Name: value(a.Name), Type: userpool.AttributeType(value(a.AttributeDataType)),
			DeveloperOnly: a.DeveloperOnlyAttribute, Mutable: a.Mutable, Required: a.Required,
		}
		if c := a.NumberAttributeConstraints; c != nil {
			entry.Number = &poolconfig.Bounds{Min: value(c.MinValue), Max: value(c.MaxValue)}
		}
		if c := a.StringAttributeConstraints; c != nil {
			entry.String = &poolconfig.Bounds{Min: value(c.MinLength), Max: value(c.MaxLength)}
		}
		out = append(out, entry)
	}
	return out
}
