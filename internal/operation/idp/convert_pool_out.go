package idp

import (
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/poolconfig"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// pool translates a pool as CreateUserPool and DescribeUserPool show it.
func (s *Service) pool(d poolconfig.Description) *idp.UserPoolType {
	p := d.Pool
	out := &idp.UserPoolType{
		Id: new(string(p.ID)), Name: &p.Name, Arn: new(p.ID.ARN(s.Account)),
		CreationDate: &p.Created, LastModifiedDate: &p.Modified,
		UserPoolTier:           new(string(p.Tier)),
		DeletionProtection:     new(idp.DeletionProtectionTypeInactive),
		Policies:               policies(p),
		LambdaConfig:           lambda(p.Lambda),
		AutoVerifiedAttributes: texts(p.AutoVerified),
		AliasAttributes:        texts(p.AliasAttributes),
		UsernameAttributes:     texts(p.UsernameAttributes),
		UserAttributeUpdateSettings: &idp.UserAttributeUpdateSettingsType{
			AttributesRequireVerificationBeforeUpdate: append([]string{}, texts(p.VerifyBeforeUpdate)...),
		},
		SmsVerificationMessage:      given(p.Verification.SMS),
		EmailVerificationMessage:    given(p.Verification.Email),
		EmailVerificationSubject:    given(p.Verification.EmailSubject),
		VerificationMessageTemplate: template(p.Verification),
		SmsAuthenticationMessage:    given(p.SMSAuthMsg),
		MfaConfiguration:            new(string(p.MFA)),
		EstimatedNumberOfUsers:      wireNumber(d.Users),
		EmailConfiguration:          email(p.Email),
		SmsConfiguration:            sms(p.SMS),
		UserPoolTags:                p.Tags,
		AdminCreateUserConfig:       adminCreate(p),
		AccountRecoverySetting:      recoveryOf(p.Recovery),
		DcrConfiguration:            dcr(p.DCR),
		Domain:                      given(d.Domains.Prefix),
		CustomDomain:                given(d.Domains.Custom),
	}
	if p.DeletionProtection {
		out.DeletionProtection = new(idp.DeletionProtectionTypeActive)
	}
	for _, a := range p.Schema {
		out.SchemaAttributes = append(out.SchemaAttributes, schemaAttribute(a))
	}
	addOptional(out, p)
	return out
}

// addOptional adds the blocks that are absent until they are set.
func addOptional(out *idp.UserPoolType, p *userpool.Pool) {
	if d := p.Devices; d != nil {
		out.DeviceConfiguration = &idp.DeviceConfigurationType{
			ChallengeRequiredOnNewDevice:     &d.ChallengeRequiredOnNewDevice,
			DeviceOnlyRememberedOnUserPrompt: &d.DeviceOnlyRememberedOnUserPrompt,
		}
	}
	if a := p.AddOns; a != nil {
		out.UserPoolAddOns = &idp.UserPoolAddOnsType{AdvancedSecurityMode: &a.SecurityMode}
		if a.CustomAuthMode != "" {
			out.UserPoolAddOns.AdvancedSecurityAdditionalFlows =
				&idp.AdvancedSecurityAdditionalFlowsType{CustomAuthMode: &a.CustomAuthMode}
		}
	}
	if p.CaseSensitive != nil {
		out.UsernameConfiguration = &idp.UsernameConfigurationType{CaseSensitive: p.CaseSensitive}
	}
	if kind := p.Extra[poolconfig.ExtraKeyType]; kind != "" {
		out.KeyConfiguration = &idp.KeyConfigurationType{KeyType: &kind, KmsKeyArn: given(p.KMSKeyARN)}
	}
	if p.Issuer != "" {
		out.IssuerConfiguration = &idp.IssuerConfigurationType{Type: &p.Issuer}
	}
	if p.ACR != nil {
		out.AcrConfiguration = map[string]idp.AcrLevelConfigType{}
		for level, name := range poolconfig.EffectiveACR(p) {
			out.AcrConfiguration[level] = idp.AcrLevelConfigType{AcrValue: &name}
		}
	}
}

func policies(p *userpool.Pool) *idp.UserPoolPolicyType {
	w := p.Password
	return &idp.UserPoolPolicyType{
		PasswordPolicy: &idp.PasswordPolicyType{
			MinimumLength:                 wireNumber(w.MinimumLength),
			RequireUppercase:              &w.RequireUpper,
			RequireLowercase:              &w.RequireLower,
			RequireNumbers:                &w.RequireNumbers,
			RequireSymbols:                &w.RequireSymbols,
			PasswordHistorySize:           given(int32(w.HistorySize)),
			TemporaryPasswordValidityDays: wireNumber(w.TemporaryValidityDays),
		},
		SignInPolicy: &idp.SignInPolicyType{AllowedFirstAuthFactors: texts(p.FirstFactors)},
	}
}

// lambda shows the pre-token trigger in both of its forms.
func lambda(c userpool.LambdaConfig) *idp.LambdaConfigType {
	out := &idp.LambdaConfigType{
		PreSignUp: given(c.PreSignUp), PostConfirmation: given(c.PostConfirmation),
		PreAuthentication: given(c.PreAuthentication), PostAuthentication: given(c.PostAuthentication),
		CustomMessage: given(c.CustomMessage), DefineAuthChallenge: given(c.DefineAuthChallenge),
		CreateAuthChallenge: given(c.CreateAuthChallenge), VerifyAuthChallengeResponse: given(c.VerifyAuthChallenge),
		UserMigration: given(c.UserMigration), PreTokenGeneration: given(c.PreTokenGeneration),
		KMSKeyID: given(c.KMSKeyID),
	}
	if c.PreTokenGeneration != "" {
		out.PreTokenGenerationConfig = &idp.PreTokenGenerationVersionConfigType{
			LambdaArn: &c.PreTokenGeneration, LambdaVersion: &c.PreTokenVersion,
		}
	}
	if c.CustomSMSSender != "" {
		out.CustomSMSSender = &idp.CustomSMSLambdaVersionConfigType{
			LambdaArn: &c.CustomSMSSender, LambdaVersion: new(idp.CustomSMSSenderLambdaVersionTypeV10),
		}
	}
	if c.CustomEmailSender != "" {
		out.CustomEmailSender = &idp.CustomEmailLambdaVersionConfigType{
			LambdaArn: &c.CustomEmailSender, LambdaVersion: new(idp.CustomEmailSenderLambdaVersionTypeV10),
		}
	}
	if c.InboundFederation != "" {
		out.InboundFederation = &idp.InboundFederationLambdaType{
			LambdaArn: &c.InboundFederation, LambdaVersion: new(idp.InboundFederationLambdaVersionTypeV10),
		}
	}
	return out
}

func template(v userpool.VerificationTemplate) *idp.VerificationMessageTemplateType {
	out := &idp.VerificationMessageTemplateType{
		SmsMessage: given(v.SMS), EmailMessage: given(v.Email), EmailSubject: given(v.EmailSubject),
		EmailMessageByLink: given(v.EmailByLink), EmailSubjectByLink: given(v.EmailSubjectByLink),
		DefaultEmailOption: new(idp.DefaultEmailOptionTypeConfirmWithCode),
	}
	if v.ByLink {
		out.DefaultEmailOption = new(idp.DefaultEmailOptionTypeConfirmWithLink)
	}
	return out
}

func email(c userpool.EmailConfiguration) *idp.EmailConfigurationType {
	return &idp.EmailConfigurationType{
		EmailSendingAccount: given(c.SendingAccount), SourceArn: given(c.SourceARN), From: given(c.From),
		ReplyToEmailAddress: given(c.ReplyTo), ConfigurationSet: given(c.ConfigurationSet),
	}
}

func sms(c *userpool.SMSConfiguration) *idp.SmsConfigurationType {
	if c == nil {
		return nil
	}
	out := &idp.SmsConfigurationType{
		SnsCallerArn: given(c.CallerARN), ExternalId: given(c.ExternalID), SnsRegion: given(c.Region),
	}
	if e := c.EUMS; e != nil {
		out.EumsSms = &idp.EumsSmsConfigurationType{
			CallerArn: given(e.CallerARN), ExternalId: given(e.ExternalID), Region: given(e.Region),
			OriginationIdentity: given(e.OriginationIdentity), ConfigurationSetName: given(e.ConfigurationSet),
			InEntityId: given(e.IndiaEntityID), InTemplateId: given(e.IndiaTemplateID),
		}
	}
	return out
}

func adminCreate(p *userpool.Pool) *idp.AdminCreateUserConfigType {
	c := p.AdminCreate
	out := &idp.AdminCreateUserConfigType{
		AllowAdminCreateUserOnly:  &c.AdminOnly,
		UnusedAccountValidityDays: wireNumber(p.Password.TemporaryValidityDays),
	}
	if c.SMS != "" || c.Email != "" || c.EmailSubject != "" {
		out.InviteMessageTemplate = &idp.MessageTemplateType{
			SMSMessage: given(c.SMS), EmailMessage: given(c.Email), EmailSubject: given(c.EmailSubject),
		}
	}
	return out
}

func recoveryOf(ms []userpool.RecoveryMechanism) *idp.AccountRecoverySettingType {
	if len(ms) == 0 {
		return nil
	}
	out := &idp.AccountRecoverySettingType{}
	for _, m := range ms {
		out.RecoveryMechanisms = append(out.RecoveryMechanisms,
			idp.RecoveryOptionType{Name: &m.Name, Priority: wireNumber(m.Priority)})
	}
	return out
}

func dcr(c *userpool.DCRConfiguration) *idp.DcrConfigurationType {
	if c == nil {
		return nil
	}
	out := &idp.DcrConfigurationType{
		EnableStatus: new(idp.StatusTypeDisabled), OpenDcrEnabled: &c.Open,
		AuthenticatedGrantTypes: c.AuthenticatedGrants, OpenDcrGrantTypes: c.OpenGrants,
		AllowedScopes: c.AllowedScopes,
	}
	if c.Enabled {
		out.EnableStatus = new(idp.StatusTypeEnabled)
	}
	return out
}

func schemaAttribute(a userpool.SchemaAttribute) idp.SchemaAttributeType {
	out := idp.SchemaAttributeType{
		Name: new(string(a.Name)), AttributeDataType: new(string(a.Type)),
		DeveloperOnlyAttribute: &a.DeveloperOnly, Mutable: &a.Mutable, Required: &a.Required,
	}
	switch {
	case !a.HasBounds:
	case a.Type == userpool.TypeNumber:
		out.NumberAttributeConstraints = &idp.NumberAttributeConstraintsType{MinValue: given(a.Min), MaxValue: given(a.Max)}
	case a.Type == userpool.TypeString:
		out.StringAttributeConstraints = &idp.StringAttributeConstraintsType{MinLength: given(a.Min), MaxLength: given(a.Max)}
	}
	return out
}
