// Package hook says what a pool asks of the operator's functions: one event
// struct and one result struct for each Lambda trigger, and the port through
// which journeys call them.
//
// It owns the vocabulary, not the calling: internal/trigger turns events into
// Cognito's JSON and finds the function; journeys decide when to call. A pool
// that names no function for a trigger gets the zero result.
package hook

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Source is the part of triggerSource after the underscore: `SignUp`,
// `AdminCreateUser`, `HostedAuth` and so on.
type Source string

// The sources that several journeys name.
const (
	SourceSignUp           Source = "SignUp"
	SourceAdminCreateUser  Source = "AdminCreateUser"
	SourceExternalProvider Source = "ExternalProvider"
	SourceConfirmSignUp    Source = "ConfirmSignUp"
	SourceConfirmForgot    Source = "ConfirmForgotPassword"
	SourceAuthentication   Source = "Authentication"
	SourceForgotPassword   Source = "ForgotPassword"
	SourceHostedAuth       Source = "HostedAuth"
	SourceNewPassword      Source = "NewPasswordChallenge"
	SourceDevice           Source = "AuthenticateDevice"
	SourceRefresh          Source = "RefreshTokens"
	SourceClientCredential Source = "ClientCredentials"
)

// NoClient is the client id of events that no app client caused.
const NoClient userpool.ClientID = "CLIENT_ID_NOT_APPLICABLE"

// Event is what every trigger is told. User may be nil (PreSignUp, migration,
// unknown users); then UserName and Attributes say what is known.
type Event struct {
	Pool       *userpool.Pool
	Client     userpool.ClientID
	Source     Source
	User       *userpool.User
	UserName   string
	Attributes userpool.Attributes
	Metadata   map[string]string // clientMetadata
	Validation map[string]string // validationData
	NotFound   bool              // userNotFound
}

// PreSignUpResult is the answer to PreSignUp.
type PreSignUpResult struct{ AutoConfirm, AutoVerifyEmail, AutoVerifyPhone bool }

// MessageEvent asks for the wording of a message.
type MessageEvent struct {
	Event
	Kind userpool.MessageKind
	// UsernamePlaceholder is set when the text must contain {username}.
	UsernamePlaceholder bool
	ByLink              bool
}

// MessageResult replaces the parts that are not "".
type MessageResult struct{ SMS, Email, EmailSubject string }

// SenderEvent hands a code to a custom sender instead of a carrier.
type SenderEvent struct {
	Event
	Kind   userpool.MessageKind
	Medium userpool.Medium
	Code   string
}

// MigrationResult describes a user that the function knows. Found is false
// when it does not.
type MigrationResult struct {
	Found        bool
	Attributes   userpool.Attributes
	Status       string // finalUserStatus
	Suppress     bool   // messageAction SUPPRESS
	Mediums      []userpool.Medium
	ForceAlias   bool
	EnableSMSMFA bool
}

// Round is one entry of the session array of custom authentication.
type Round struct {
	Challenge string
	Result    bool
	Metadata  *string
}

// ChallengeEvent is told to the three custom-authentication triggers.
type ChallengeEvent struct {
	Event
	Session   []Round
	Challenge string            // Create only
	Private   map[string]string // Verify only
	Answer    string            // Verify only
}

// DefineResult says how custom authentication goes on.
type DefineResult struct {
	Challenge   string
	IssueTokens bool
	Fail        bool
}

// CreateResult is a custom challenge.
type CreateResult struct {
	Public, Private map[string]string
	Metadata        *string
}

// TokenEvent is told to PreTokenGeneration.
type TokenEvent struct {
	Event
	Groups        []string
	Roles         []string
	PreferredRole *string
	Scopes        []string
}

// TokenResult changes the claims of the tokens. Values are JSON texts. A nil
// Groups leaves the groups unchanged.
type TokenResult struct {
	ID, Access     ClaimChanges
	AddScopes      []string
	SuppressScopes []string
	Groups         *GroupOverride
}

// ClaimChanges adds or overrides and then suppresses claims of one token.
type ClaimChanges struct {
	Set      map[string][]byte
	Suppress []string
}

// GroupOverride replaces the group claims; empty lists remove them.
type GroupOverride struct {
	Groups, Roles []string
	PreferredRole string
}

// InboundEvent is told to InboundFederation. The maps are what the provider
// said; nil are those that its protocol does not have.
type InboundEvent struct {
	Event
	ProviderName, ProviderType       string
	TokenResponse, IDToken, UserInfo map[string]string // OpenID Connect and social
	SAMLResponse                     map[string]string
}

// Hooks calls the functions of a pool. Every error is a *userpool.Error with
// one of UserLambdaValidation, UnexpectedLambda or InvalidLambdaResponse. A
// pool without the trigger costs nothing: callers need not test for it.
// Implementations are safe for concurrent use.
type Hooks interface {
	PreSignUp(ctx context.Context, e Event) (PreSignUpResult, error)
	PostConfirmation(ctx context.Context, e Event) error
	PreAuthentication(ctx context.Context, e Event) error
	PostAuthentication(ctx context.Context, e Event, newDevice bool) error
	CustomMessage(ctx context.Context, e MessageEvent) (MessageResult, error)
	CustomSender(ctx context.Context, e SenderEvent) (handled bool, err error)
	MigrateUser(ctx context.Context, e Event, password *string) (MigrationResult, error)
	DefineAuthChallenge(ctx context.Context, e ChallengeEvent) (DefineResult, error)
	CreateAuthChallenge(ctx context.Context, e ChallengeEvent) (CreateResult, error)
	VerifyAuthChallenge(ctx context.Context, e ChallengeEvent) (bool, error)
	PreTokenGeneration(ctx context.Context, e TokenEvent) (TokenResult, error)
}
