package signin

import (
	"context"
	"io"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/factor"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/limit"
	"github.com/cognate-id/cognate/internal/userpool/message"
	"github.com/cognate-id/cognate/internal/userpool/registry"
	"github.com/cognate-id/cognate/internal/userpool/token"
)

// Store is what sign-in reads and writes.
type Store interface {
	limit.Store
	account.Inserter
	UserBySub(userpool.PoolID, userpool.Sub) (*userpool.User, error)
	UserByName(userpool.PoolID, string) (*userpool.User, userpool.NameKind, error)
	GroupsOf(userpool.PoolID, userpool.Sub) ([]userpool.Group, error)
	Spend(userpool.Spent) (bool, error)
	InsertMessage(userpool.Message) error

	InsertFamily(userpool.TokenFamily) error
	FamiliesOf(userpool.PoolID, userpool.Sub) ([]userpool.TokenFamily, error)
	RevokeFamily(userpool.PoolID, string) error

	Device(userpool.PoolID, userpool.Sub, string) (*userpool.Device, error)
	PutDevice(userpool.Device) error
	Passkeys(userpool.PoolID, userpool.Sub) ([]userpool.Passkey, error)
	UpdatePasskey(userpool.Passkey) error
}

// DB opens transactions. A function given to Update may run twice.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}

// Deps are what a Service needs.
type Deps struct {
	DB        DB
	Registry  *registry.Registry
	Tokens    *token.Service
	Passwords *factor.Passwords
	Mailer    *message.Mailer
	Hooks     hook.Hooks
	Opaque    token.Opaque
	Now       func() time.Time
	Rand      io.Reader
	// Secret derives a secret of this installation that no rotation changes;
	// answers for unknown users and device group keys come from it.
	Secret func(label string) []byte
	// RelyingParty gives the WebAuthn relying party of a pool; ok is false
	// when neither a setting nor a domain names one.
	RelyingParty func(ctx context.Context, p *userpool.Pool) (id string, ok bool)
}

// Service signs users in. It is safe for concurrent use.
type Service struct {
	deps Deps
}

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps: deps} }

// Start is a request to begin: InitiateAuth, AdminInitiateAuth, a login page.
type Start struct {
	// Admin marks the signed operation; Pool is then the pool it names.
	Admin    bool
	Pool     userpool.PoolID
	Client   userpool.ClientID
	Flow     string
	Params   map[string]string
	Metadata map[string]string
	Session  string // of ConfirmSignUp, for USER_AUTH
	Peer     Peer
	// Hosted marks a login page: no self-service scope is implied and the
	// token family is made by the grant that follows.
	Hosted bool
	// Proved is what the browser's session says of its user, for step-up at a
	// login page: it counts there as an access token does in the API. Callers
	// leave out what is too old for the request.
	Proved *Proved
}

// Proved are the methods by which a user has authenticated before.
type Proved struct {
	Sub userpool.Sub
	AMR []string
}

// Respond is the answer to a challenge.
type Respond struct {
	Admin     bool
	Pool      userpool.PoolID
	Client    userpool.ClientID
	Challenge string
	Session   string
	Answers   map[string]string
	Metadata  map[string]string
	Peer      Peer
	Hosted    bool
}

// Peer is where a request came from.
type Peer struct{ IP, Agent string }

// Outcome is the next challenge, or the tokens.
type Outcome struct {
	Challenge  string // "" with Tokens
	Session    string
	Parameters map[string]string
	Available  []string // AvailableChallenges, USER_AUTH only

	Tokens    *token.Tokens
	NewDevice *NewDevice

	// Done is set instead of Tokens for a login page: who signed in, and how.
	Done *Done
}

// NewDevice is NewDeviceMetadata.
type NewDevice struct{ Key, GroupKey string }

// Done is a completed sign-in at a login page.
type Done struct {
	User *userpool.User
	AMR  []string
	ACR  string
	At   time.Time
}
