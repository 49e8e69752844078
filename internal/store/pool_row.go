package store

import "github.com/cognate-id/cognate/internal/userpool"

// poolRow is the settings document of a pool. Documents leave zero values out
// and keep an empty list apart from a missing one (omitzero). Structs whose
// fields are those of their noun are converted, so that the compiler notices a
// field that is missing here.
type poolRow struct {
	Name     string `json:"name"`
	Created  int64  `json:"created"`
	Modified int64  `json:"modified"`

	Tier               userpool.Tier           `json:"tier,omitzero"`
	DeletionProtection bool                    `json:"deletion_protection,omitzero"`
	Password           passwordPolicyRow       `json:"password"`
	FirstFactors       []userpool.Factor       `json:"first_factors,omitzero"`
	MFA                userpool.MFAMode        `json:"mfa,omitzero"`
	SMSMFA             *smsMFARow              `json:"sms_mfa,omitzero"`
	SoftwareTokenMFA   bool                    `json:"software_token_mfa,omitzero"`
	EmailMFA           *emailMFARow            `json:"email_mfa,omitzero"`
	WebAuthn           *webAuthnRow            `json:"webauthn,omitzero"`
	Devices            *deviceConfigurationRow `json:"devices,omitzero"`

	Schema             []schemaAttributeRow     `json:"schema,omitzero"`
	AutoVerified       []userpool.AttributeName `json:"auto_verified,omitzero"`
	AliasAttributes    []userpool.AttributeName `json:"alias_attributes,omitzero"`
	UsernameAttributes []userpool.AttributeName `json:"username_attributes,omitzero"`
	CaseSensitive      *bool                    `json:"case_sensitive,omitzero"`
	VerifyBeforeUpdate []userpool.AttributeName `json:"verify_before_update,omitzero"`
	Recovery           []recoveryRow            `json:"recovery,omitzero"`

	SMS          *smsConfigurationRow  `json:"sms,omitzero"`
	Email        emailConfigurationRow `json:"email,omitzero"`
	Verification verificationRow       `json:"verification,omitzero"`
	SMSAuthMsg   string                `json:"sms_auth_message,omitzero"`
	AdminCreate  adminCreateRow        `json:"admin_create,omitzero"`
	Lambda       lambdaRow             `json:"lambda,omitzero"`
	AddOns       *addOnsRow            `json:"add_ons,omitzero"`
	Tags         map[string]string     `json:"tags,omitzero"`
	Sessions     sessionsRow           `json:"sessions,omitzero"`
	DCR          *dcrRow               `json:"dcr,omitzero"`
	ACR          *acrRow               `json:"acr,omitzero"`
	Issuer       string                `json:"issuer,omitzero"`
	KMSKeyARN    string                `json:"kms_key_arn,omitzero"`
	Extra        map[string]string     `json:"extra,omitzero"`
}

type passwordPolicyRow struct {
	MinimumLength         int  `json:"minimum_length"`
	RequireUpper          bool `json:"upper,omitzero"`
	RequireLower          bool `json:"lower,omitzero"`
	RequireNumbers        bool `json:"numbers,omitzero"`
	RequireSymbols        bool `json:"symbols,omitzero"`
	TemporaryValidityDays int  `json:"temporary_days,omitzero"`
	HistorySize           int  `json:"history,omitzero"`
}

type smsMFARow struct {
	Message string `json:"message,omitzero"`
}

type emailMFARow struct {
	Message string `json:"message,omitzero"`
	Subject string `json:"subject,omitzero"`
}

type webAuthnRow struct {
	RelyingPartyID    string `json:"rp_id,omitzero"`
	UserVerification  string `json:"user_verification,omitzero"`
	FactorConfig      string `json:"factor,omitzero"`
	RequiredForSignIn bool   `json:"required,omitzero"`
}

type deviceConfigurationRow struct {
	ChallengeRequiredOnNewDevice     bool `json:"challenge_new,omitzero"`
	DeviceOnlyRememberedOnUserPrompt bool `json:"on_prompt,omitzero"`
}

type schemaAttributeRow struct {
	Name          userpool.AttributeName `json:"name"`
	Type          userpool.AttributeType `json:"type"`
	Mutable       bool                   `json:"mutable,omitzero"`
	Required      bool                   `json:"required,omitzero"`
	DeveloperOnly bool                   `json:"developer_only,omitzero"`
	Min           string                 `json:"min,omitzero"`
	Max           string                 `json:"max,omitzero"`
	HasBounds     bool                   `json:"bounds,omitzero"`
}

type recoveryRow struct {
	Name     string `json:"name"`
	Priority int    `json:"priority"`
}

type smsConfigurationRow struct {
	CallerARN  string   `json:"caller_arn,omitzero"`
	ExternalID string   `json:"external_id,omitzero"`
	Region     string   `json:"region,omitzero"`
	EUMS       *eumsRow `json:"eums,omitzero"`
}

type eumsRow struct {
	CallerARN           string `json:"caller_arn,omitzero"`
	ExternalID          string `json:"external_id,omitzero"`
	Region              string `json:"region,omitzero"`
	OriginationIdentity string `json:"origination_identity,omitzero"`
	ConfigurationSet    string `json:"configuration_set,omitzero"`
	IndiaEntityID       string `json:"india_entity_id,omitzero"`
	IndiaTemplateID     string `json:"india_template_id,omitzero"`
}

type emailConfigurationRow struct {
	SendingAccount   string `json:"sending_account,omitzero"`
	SourceARN        string `json:"source_arn,omitzero"`
	From             string `json:"from,omitzero"`
	ReplyTo          string `json:"reply_to,omitzero"`
	ConfigurationSet string `json:"configuration_set,omitzero"`
}

type verificationRow struct {
	SMS                string `json:"sms,omitzero"`
	Email              string `json:"email,omitzero"`
	EmailSubject       string `json:"email_subject,omitzero"`
	EmailByLink        string `json:"email_by_link,omitzero"`
	EmailSubjectByLink string `json:"email_subject_by_link,omitzero"`
	ByLink             bool   `json:"by_link,omitzero"`
}

type adminCreateRow struct {
	AdminOnly    bool   `json:"admin_only,omitzero"`
	SMS          string `json:"sms,omitzero"`
	Email        string `json:"email,omitzero"`
	EmailSubject string `json:"email_subject,omitzero"`
}

type lambdaRow struct {
	PreSignUp           string `json:"pre_sign_up,omitzero"`
	PostConfirmation    string `json:"post_confirmation,omitzero"`
	PreAuthentication   string `json:"pre_authentication,omitzero"`
	PostAuthentication  string `json:"post_authentication,omitzero"`
	CustomMessage       string `json:"custom_message,omitzero"`
	DefineAuthChallenge string `json:"define_auth_challenge,omitzero"`
	CreateAuthChallenge string `json:"create_auth_challenge,omitzero"`
	VerifyAuthChallenge string `json:"verify_auth_challenge,omitzero"`
	UserMigration       string `json:"user_migration,omitzero"`
	PreTokenGeneration  string `json:"pre_token_generation,omitzero"`
	PreTokenVersion     string `json:"pre_token_version,omitzero"`
	CustomSMSSender     string `json:"custom_sms_sender,omitzero"`
	CustomEmailSender   string `json:"custom_email_sender,omitzero"`
	InboundFederation   string `json:"inbound_federation,omitzero"`
	KMSKeyID            string `json:"kms_key_id,omitzero"`
}

type addOnsRow struct {
	SecurityMode   string `json:"security_mode,omitzero"`
	CustomAuthMode string `json:"custom_auth_mode,omitzero"`
}

type sessionsRow struct {
	Enabled    bool `json:"enabled,omitzero"`
	MaxPerUser int  `json:"max_per_user,omitzero"`
}

type dcrRow struct {
	Enabled             bool     `json:"enabled,omitzero"`
	Open                bool     `json:"open,omitzero"`
	AuthenticatedGrants []string `json:"authenticated_grants,omitzero"`
	OpenGrants          []string `json:"open_grants,omitzero"`
	AllowedScopes       []string `json:"allowed_scopes,omitzero"`
}

type acrRow struct {
	Mapping map[string]string `json:"mapping,omitzero"`
}
