package userpool

import (
	"slices"
	"time"
)

// Tier is the feature plan of a pool.
type Tier string

// The tiers, from least to most.
const (
	TierLite       Tier = "LITE"
	TierEssentials Tier = "ESSENTIALS"
	TierPlus       Tier = "PLUS"
)

// MFAMode says whether a pool asks for a second factor.
type MFAMode string

// The MFA modes of a pool.
const (
	MFAOff      MFAMode = "OFF"
	MFAOptional MFAMode = "OPTIONAL"
	MFAOn       MFAMode = "ON"
)

// Medium is a channel to a user.
type Medium string

// The channels.
const (
	MediumEmail Medium = "EMAIL"
	MediumSMS   Medium = "SMS"
)

// Factor names a way to prove who one is, in the words of the API.
type Factor string

// First factors (AllowedFirstAuthFactors) and second factors (UserMFASettingList).
const (
	FactorPassword      Factor = "PASSWORD"
	FactorEmailOTP      Factor = "EMAIL_OTP"
	FactorSMSOTP        Factor = "SMS_OTP"
	FactorWebAuthn      Factor = "WEB_AUTHN"
	FactorSMSMFA        Factor = "SMS_MFA"
	FactorSoftwareToken Factor = "SOFTWARE_TOKEN_MFA"
)

// Pool is a user pool with all its settings. Nil and zero members are settings
// that were never given and that Describe leaves out.
type Pool struct {
	ID       PoolID
	Name     string
	Created  time.Time
	Modified time.Time
	Version  int64 // grows by one with each write; a store refuses a stale one

	Tier               Tier
	DeletionProtection bool
	Password           PasswordPolicy
	FirstFactors       []Factor
	MFA                MFAMode
	SMSMFA             *SMSMFA
	SoftwareTokenMFA   bool
	EmailMFA           *EmailMFA
	WebAuthn           *WebAuthn
	Devices            *DeviceConfiguration

	Schema             []SchemaAttribute
	AutoVerified       []AttributeName
	AliasAttributes    []AttributeName
	UsernameAttributes []AttributeName
	CaseSensitive      *bool // nil: case-sensitive, and absent from Describe
	VerifyBeforeUpdate []AttributeName
	Recovery           []RecoveryMechanism

	SMS          *SMSConfiguration
	Email        EmailConfiguration
	Verification VerificationTemplate
	SMSAuthMsg   string
	AdminCreate  AdminCreate
	Lambda       LambdaConfig
	AddOns       *AddOns
	Tags         map[string]string
	Sessions     SessionTracking
	DCR          *DCRConfiguration
	ACR          *ACRConfiguration
	Issuer       string // IssuerConfiguration type, "" unless set
	KMSKeyARN    string // KeyConfiguration, "" unless set

	// Extra holds settings that are kept and returned and have no effect of
	// their own here, by the name of their wire member. docs/divergences.md
	// lists them.
	Extra map[string]string
}

// SMSMFA switches text-message MFA on.
type SMSMFA struct {
	Message string // with {####}; "" for the built-in text
}

// EmailMFA switches e-mail MFA on.
type EmailMFA struct{ Message, Subject string }

// WebAuthn configures passkeys.
type WebAuthn struct {
	RelyingPartyID    string // "" means the pool's domain
	UserVerification  string // "preferred" or "required"; "" unless set
	FactorConfig      string // "SINGLE_FACTOR" or "MULTI_FACTOR_WITH_USER_VERIFICATION"; "" unless set
	RequiredForSignIn bool
}

// DeviceConfiguration switches device tracking on, whatever its members say.
type DeviceConfiguration struct {
	ChallengeRequiredOnNewDevice     bool
	DeviceOnlyRememberedOnUserPrompt bool
}

// RecoveryMechanism is one way to reset a password: `verified_email`,
// `verified_phone_number` or `admin_only`. Priority 1 is tried first.
type RecoveryMechanism struct {
	Name     string
	Priority int
}

// SMSConfiguration is kept and returned; it makes SMS features acceptable.
// Either CallerARN or EUMS is set, never both.
type SMSConfiguration struct {
	CallerARN, ExternalID, Region string
	EUMS                          *EUMSConfiguration
}

// EUMSConfiguration is EumsSms: text messages through End User Messaging.
type EUMSConfiguration struct {
	CallerARN, ExternalID, Region         string
	OriginationIdentity, ConfigurationSet string
	IndiaEntityID, IndiaTemplateID        string // InEntityId, InTemplateId
}

// EmailConfiguration says who sends the pool's mail.
type EmailConfiguration struct {
	SendingAccount   string // COGNITO_DEFAULT or DEVELOPER
	SourceARN        string
	From             string
	ReplyTo          string
	ConfigurationSet string
}

// VerificationTemplate holds the pool's verification texts; "" means built-in.
type VerificationTemplate struct {
	SMS, Email, EmailSubject        string
	EmailByLink, EmailSubjectByLink string
	ByLink                          bool // DefaultEmailOption CONFIRM_WITH_LINK
}

// AdminCreate configures AdminCreateUser and whether users may sign up.
type AdminCreate struct {
	AdminOnly                bool
	SMS, Email, EmailSubject string // invitation; "" means built-in
}

// LambdaConfig names the functions that a pool calls, by ARN.
type LambdaConfig struct {
	PreSignUp, PostConfirmation, PreAuthentication, PostAuthentication string
	CustomMessage, DefineAuthChallenge, CreateAuthChallenge            string
	VerifyAuthChallenge, UserMigration                                 string
	PreTokenGeneration                                                 string
	PreTokenVersion                                                    string // V1_0, V2_0, V3_0; "" with no PreTokenGeneration
	CustomSMSSender, CustomEmailSender                                 string
	InboundFederation                                                  string
	KMSKeyID                                                           string
}

// AddOns configures threat protection.
type AddOns struct {
	SecurityMode   string // OFF, AUDIT, ENFORCED
	CustomAuthMode string // "", AUDIT, ENFORCED
}

// SessionTracking is the pool's session management (off by default).
type SessionTracking struct {
	Enabled    bool
	MaxPerUser int // 0 means the default of 20
}

// DCRConfiguration configures dynamic client registration. A nil list means
// the default, an empty one refuses everything.
type DCRConfiguration struct {
	Enabled, Open                   bool
	AuthenticatedGrants, OpenGrants []string
	AllowedScopes                   []string
}

// ACRConfiguration maps `Level1`…`Level4` to the pool's own acr names.
type ACRConfiguration struct{ Mapping map[string]string }

// IsCaseSensitive reports whether names compare byte for byte.
func (p *Pool) IsCaseSensitive() bool { return p.CaseSensitive == nil || *p.CaseSensitive }

// UsesUsernameAttributes reports whether users sign up with an address and get
// a UUID for username.
func (p *Pool) UsesUsernameAttributes() bool { return len(p.UsernameAttributes) > 0 }

// AutoVerifies reports whether Cognito sends a code to a new value of a.
func (p *Pool) AutoVerifies(a AttributeName) bool { return slices.Contains(p.AutoVerified, a) }

// HoldsUntilVerified reports whether a changed value of a waits for its code.
func (p *Pool) HoldsUntilVerified(a AttributeName) bool {
	return slices.Contains(p.VerifyBeforeUpdate, a)
}

// IsAlias reports whether users can sign in with a verified a.
func (p *Pool) IsAlias(a AttributeName) bool { return slices.Contains(p.AliasAttributes, a) }

// IsUsernameAttribute reports whether a serves as the username of the pool.
func (p *Pool) IsUsernameAttribute(a AttributeName) bool {
	return slices.Contains(p.UsernameAttributes, a)
}

// AllowsFirstFactor reports whether f may start a USER_AUTH sign-in.
func (p *Pool) AllowsFirstFactor(f Factor) bool {
	if len(p.FirstFactors) == 0 {
		return f == FactorPassword
	}
	return slices.Contains(p.FirstFactors, f)
}

// Passwordless reports whether users may exist without a password.
func (p *Pool) Passwordless() bool {
	return p.AllowsFirstFactor(FactorEmailOTP) || p.AllowsFirstFactor(FactorSMSOTP)
}

// SecondFactors lists the MFA factors that the pool has switched on.
func (p *Pool) SecondFactors() []Factor {
	var f []Factor
	if p.SMSMFA != nil {
		f = append(f, FactorSMSMFA)
	}
	if p.SoftwareTokenMFA {
		f = append(f, FactorSoftwareToken)
	}
	if p.EmailMFA != nil {
		f = append(f, FactorEmailOTP)
	}
	return f
}
