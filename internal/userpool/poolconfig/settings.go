package poolconfig

import "github.com/cognate-id/cognate/internal/userpool"

// Settings are the settings of a pool as a caller sends them. Nil and "" mean
// "not sent": CreateUserPool then takes the default, UpdateUserPool goes back
// to the default or, where a member says so, keeps what the pool has.
type Settings struct {
	Name               string        // kept
	Tier               userpool.Tier // kept
	DeletionProtection bool
	Policies           *Policies // FirstFactors are kept when nil
	Lambda             Lambda
	AutoVerified       []userpool.AttributeName
	VerifyBeforeUpdate *[]userpool.AttributeName // kept
	Verification       Verification
	SMSAuthMessage     string
	MFA                userpool.MFAMode
	Devices            *userpool.DeviceConfiguration
	Email              *userpool.EmailConfiguration
	SMS                *userpool.SMSConfiguration
	Tags               map[string]string // kept
	AdminCreate        *AdminCreate
	AddOns             *userpool.AddOns
	Recovery           []userpool.RecoveryMechanism
	DCR                *DCR // kept
	Key                *Key // kept
	Issuer             string
	ACR                map[string]string // Level1 … Level4 to names
}

// NewPool is what CreateUserPool takes: Settings and what never changes later.
type NewPool struct {
	Settings
	AliasAttributes    []userpool.AttributeName
	UsernameAttributes []userpool.AttributeName
	CaseSensitive      *bool
	Schema             []Attribute
}

// Policies holds the password policy and the sign-in policy.
type Policies struct {
	Password     *PasswordPolicy
	FirstFactors []userpool.Factor
}

// PasswordPolicy is a password policy as sent. Requirements that are not sent
// are off, unlike those of a pool that sends no policy at all.
type PasswordPolicy struct {
	MinimumLength                                              *int // 8
	RequireUpper, RequireLower, RequireNumbers, RequireSymbols bool
	TemporaryValidityDays                                      *int // 7
	HistorySize                                                int
}

// Lambda is LambdaConfig as sent. PreTokenGeneration may come as a bare ARN,
// with its version, or both.
type Lambda struct {
	userpool.LambdaConfig
	TokenConfig *TokenConfig
}

// TokenConfig is PreTokenGenerationConfig.
type TokenConfig struct{ ARN, Version string }

// Verification holds the verification texts, which a caller may send in two
// places; what is in the template wins.
type Verification struct {
	SMS, Email, EmailSubject string // the members beside the template
	Template                 *userpool.VerificationTemplate
}

// AdminCreate is AdminCreateUserConfig as sent.
type AdminCreate struct {
	userpool.AdminCreate
	UnusedAccountValidityDays *int // another name of TemporaryValidityDays
}

// DCR is DcrConfiguration as sent.
type DCR struct {
	Enabled                         *bool // true
	Open                            bool
	AuthenticatedGrants, OpenGrants []string
	AllowedScopes                   []string
}

// Key is KeyConfiguration as sent.
type Key struct{ Type, ARN string }

// Attribute is one entry of a schema as sent; its name has no prefix.
type Attribute struct {
	Name           string
	Type           userpool.AttributeType
	DeveloperOnly  *bool
	Mutable        *bool
	Required       *bool
	Number, String *Bounds
}

// Bounds are the constraints of an attribute as sent: texts, "" for none.
type Bounds struct{ Min, Max string }
