package token

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/registry"
)

// Store is what minting and verifying read, and the few rows they write.
type Store interface {
	FamilyAndUser(userpool.PoolID, string) (*userpool.TokenFamily, *userpool.User, error)
	UserBySub(userpool.PoolID, userpool.Sub) (*userpool.User, error)
	GroupsOf(userpool.PoolID, userpool.Sub) ([]userpool.Group, error)
	RotateFamily(userpool.TokenFamily) error
	TouchFamily(pool userpool.PoolID, id string, lastActive time.Time, ip, agent string) error
	RevokeFamily(userpool.PoolID, string) error
	RevokeSSOSession(userpool.PoolID, string) error
	Device(userpool.PoolID, userpool.Sub, string) (*userpool.Device, error)
}

// DB opens transactions.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}

// Opaque seals what a token says so that only this installation can make or
// read it. aad binds it to its use. Its key outlives a rotation of the master key.
type Opaque interface {
	Seal(plaintext, aad []byte) []byte
	Open(sealed, aad []byte) ([]byte, error)
}

// Deps are what a Service needs.
type Deps struct {
	DB       DB
	Registry *registry.Registry
	Hooks    hook.Hooks
	Opaque   Opaque
	Now      func() time.Time
	Rand     io.Reader
	// Issuer is the iss claim of a pool.
	Issuer func(userpool.PoolID) string
}

// Service mints and verifies. It is safe for concurrent use.
type Service struct {
	Minter
	signers signers
}

// Minter is the part of Service that writes tokens.
type Minter struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service { return &Service{Minter: Minter{deps: deps}} }

// Grant is all that decides what a new pair of tokens says. Family must be
// (about to be) stored; Groups are those of User.
type Grant struct {
	Pool   *userpool.Pool
	Client *userpool.Client
	User   *userpool.User
	Groups []userpool.Group
	Family *userpool.TokenFamily
	Source hook.Source
	// Metadata is the ClientMetadata that reaches PreTokenGeneration.
	Metadata map[string]string
	// DeviceConfirmed puts device_key into the access token.
	DeviceConfirmed bool
	OAuth           bool   // version 2 tokens, attributes by scope
	Resource        string // RFC 8707 audience of the access token, "" without one
	NoIDToken       bool   // OAuth without openid
}

// of completes a Grant with what its family says of the way it was made:
// families with scopes come from the OAuth endpoints, wherever they are used.
func (g Grant) of(f *userpool.TokenFamily) Grant {
	g.Family, g.OAuth, g.Resource = f, f.Scopes != nil, f.Resource
	g.NoIDToken = g.OAuth && !slices.Contains(f.Scopes, "openid")
	return g
}

// Hosted is the Grant of a family that the OAuth endpoints have made.
func Hosted(p *userpool.Pool, c *userpool.Client, u *userpool.User, groups []userpool.Group, f *userpool.TokenFamily) Grant {
	return Grant{Pool: p, Client: c, User: u, Groups: groups, Source: hook.SourceHostedAuth}.of(f)
}

func (g Grant) scopes() []string {
	if g.Family.Scopes == nil {
		return []string{SelfServiceScope}
	}
	return g.Family.Scopes
}

// Tokens is what a client receives. Refresh is "" when it keeps the one it has.
type Tokens struct {
	Access, ID, Refresh string
	ExpiresIn           int64 // seconds until the access token expires
}

// Access is an accepted access token.
type Access struct {
	Pool     *userpool.Pool
	Client   *userpool.Client
	User     *userpool.User
	Family   *userpool.TokenFamily // nil when the client does not revoke tokens
	Scopes   []string
	JTI      string
	AuthTime time.Time
	ACR      string
	AMR      []string
}

// HasScope reports whether the token carries the scope.
func (a *Access) HasScope(scope string) bool { return slices.Contains(a.Scopes, scope) }
