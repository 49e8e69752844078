package iam

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
)

// Store is what administration reads and writes. Unknown names are
// principal.ErrNotFound, taken ones principal.ErrExists.
type Store interface {
	RoleStore
	UserStore
	KeyStore
	PolicyStore
	UseStore
	ProviderStore
}

// RoleStore has the roles. Names count in any case.
type RoleStore interface {
	IAMRole(name string) (*principal.Role, error)
	IAMRoleByID(id string) (*principal.Role, error)
	IAMRoles(after string, limit int) ([]principal.Role, error)
	InsertIAMRole(*principal.Role) error
	UpdateIAMRole(*principal.Role) error
	DeleteIAMRole(name string) error
}

// UserStore has the users. Names count in any case.
type UserStore interface {
	IAMUser(name string) (*principal.User, error)
	IAMUserByID(id string) (*principal.User, error)
	IAMUsers(after string, limit int) ([]principal.User, error)
	InsertIAMUser(*principal.User) error
	UpdateIAMUser(*principal.User) error
	DeleteIAMUser(name string) error
}

// KeyStore has the access keys.
type KeyStore interface {
	FindAccessKey(id string) (*access.Key, error)
	AccessKeysOf(owner string) ([]access.Key, error)
	InsertAccessKey(access.Key) error
	UpdateAccessKey(access.Key) error
	DeleteAccessKey(id string) error
}

// PolicyStore has the managed policies. Names count in any case.
type PolicyStore interface {
	ManagedPolicy(name string) (*principal.ManagedPolicy, error)
	ManagedPolicies(after string, limit int) ([]principal.ManagedPolicy, error)
	InsertManagedPolicy(*principal.ManagedPolicy) error
	UpdateManagedPolicy(*principal.ManagedPolicy) error
	DeleteManagedPolicy(name string) error
}

// UseStore has the policies of roles and users, by their unique ids.
type UseStore interface {
	InlinePolicies(owner string) ([]principal.InlinePolicy, error)
	SetInlinePolicies(owner string, all []principal.InlinePolicy) error
	AttachmentsOf(owner string) ([]principal.Attachment, error)
	UsersOfPolicy(arn string) ([]principal.Attachment, error)
	Attach(principal.Attachment) error
	Detach(principal.Attachment) error
}

// ProviderStore has the identity providers.
type ProviderStore interface {
	OIDCStore
	SAMLStore
}

// OIDCStore has the OIDC providers, by issuer without scheme.
type OIDCStore interface {
	OIDCProvider(issuer string) (*principal.OIDCProvider, error)
	OIDCProviders() ([]principal.OIDCProvider, error)
	InsertOIDCProvider(*principal.OIDCProvider) error
	UpdateOIDCProvider(*principal.OIDCProvider) error
	DeleteOIDCProvider(issuer string) error
}

// SAMLStore has the SAML providers, by name.
type SAMLStore interface {
	SAMLProvider(name string) (*principal.SAMLProvider, error)
	SAMLProviders() ([]principal.SAMLProvider, error)
	InsertSAMLProvider(*principal.SAMLProvider) error
	UpdateSAMLProvider(*principal.SAMLProvider) error
	DeleteSAMLProvider(name string) error
}

// DB opens transactions.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}

// Deps are what a Service needs.
type Deps struct {
	DB      DB
	Account principal.Account
	Now     func() time.Time
	Rand    io.Reader
	// Changed is told of every change, so that what a node remembers of
	// principals and policies does not outlive it there.
	Changed func()
	// Lax accepts OIDC providers by http and with ports, as issuers in private
	// networks have them.
	Lax bool
	// Metadata reads SAML metadata: until when it is valid, zero for ever.
	Metadata func(text string) (validUntil time.Time, err error)
	// PrivateKey reads an RSA key from PEM and gives it in PKCS #8.
	PrivateKey func(pem string) (der []byte, err error)
	// Policies are the ones of a role or user in force, for simulation.
	Policies func(ctx context.Context, id string) (*access.Policies, error)
}

// Service administers. It is safe for concurrent use.
type Service struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps} }

// update runs a change and tells of it.
func (s *Service) update(ctx context.Context, fn func(Store) error) error {
	defer s.deps.Changed()
	return s.deps.DB.Update(ctx, fn)
}

// or replaces the store's "not found" or "taken" by the error of the API.
func or[T any](found T, err error, otherwise *principal.Error) (T, error) {
	return found, instead(err, otherwise)
}

func instead(err error, otherwise *principal.Error) error {
	if errors.Is(err, principal.ErrNotFound) || errors.Is(err, principal.ErrExists) {
		return otherwise
	}
	return err
}
