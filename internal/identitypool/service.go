package identitypool

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/cognate-id/cognate/internal/syntax/claims"
)

// Store is what the service reads and writes. Unknown rows are ErrNotFound.
type Store interface {
	PoolStore
	IdentityStore
	LoginStore
}

// PoolStore has the pools.
type PoolStore interface {
	IdentityPool(PoolID) (*Pool, error)
	IdentityPools(after PoolID, limit int) ([]Pool, error)
	InsertIdentityPool(*Pool) error
	UpdateIdentityPool(*Pool) error
	// DeleteIdentityPool deletes the pool with all that is in it.
	DeleteIdentityPool(PoolID) error
}

// IdentityStore has the identities.
type IdentityStore interface {
	Identity(IdentityID) (*Identity, error)
	Identities(pool PoolID, after IdentityID, hideDisabled bool, limit int) ([]Identity, error)
	InsertIdentity(*Identity) error
	UpdateIdentity(*Identity) error
	// DeleteIdentity deletes the identity with its logins.
	DeleteIdentity(IdentityID) error
}

// LoginStore has the logins.
type LoginStore interface {
	Login(pool PoolID, provider, subject string) (*Login, error)
	LoginsOf(IdentityID) ([]Login, error)
	// InsertLogin adds a login, or answers ErrExists when it leads somewhere.
	InsertLogin(*Login) error
	// MoveLogins makes all logins of one identity lead to another.
	MoveLogins(from, to IdentityID) error
	DeleteLogin(pool PoolID, provider, subject string) error
}

// DB opens transactions.
type DB interface {
	View(ctx context.Context, fn func(Store) error) error
	Update(ctx context.Context, fn func(Store) error) error
}

// Providers know the identity providers: their names, keys and, for user
// pools, users. An error that the caller may see is an *Error.
type Providers interface {
	// UserPool tells which user pool a name means, in whichever of its forms.
	UserPool(name string) (id string, ok bool)
	// VerifyUserPool checks the signature of an ID token of a user pool.
	VerifyUserPool(ctx context.Context, id, token string) error
	// CheckUser refuses the token of a user who is gone, disabled or was signed
	// out since the token was issued.
	CheckUser(ctx context.Context, id string, token *claims.Set) error
	// OIDC gives the audiences that a registered provider's tokens may have.
	OIDC(ctx context.Context, arn string) (audiences []string, err error)
	// VerifyOIDC checks the signature of a token, and that its issuer is the
	// provider: a registered one by its ARN, or a social one by its domain.
	VerifyOIDC(ctx context.Context, provider, token string) error
	// Social asks a provider about an access token: the app it was issued to
	// and the user. App is what the pool has for the provider.
	Social(ctx context.Context, domain, app, token string) (audience, subject string, err error)
	// SAML verifies a response of the provider.
	SAML(ctx context.Context, arn, response string) (*SAMLLogin, error)
}

// A SAMLLogin is what a SAML response says.
type SAMLLogin struct {
	Subject    string
	Attributes map[string][]string
	Roles      []string // ARNs of the roles that it names for this provider
}

// Tokens signs and verifies the OpenID tokens of identity pools.
type Tokens interface {
	Issuer() string
	Sign(ctx context.Context, claims []byte) (string, error)
	// Verify answers the claims of a token signed here by any of its issuers.
	Verify(ctx context.Context, token string) ([]byte, error)
}

// Assumption asks for the credentials of a role in the name of an identity.
type Assumption struct {
	RoleARN  string
	Pool     PoolID
	Identity IdentityID
	AMR      []string
	Tags     map[string]string
	Guest    bool
	// Token makes the OpenID token, for a service elsewhere that gives out the
	// credentials. More are claims beside those that every token has.
	Token func(ctx context.Context, more map[string]string) (string, error)
}

// Credentials are temporary credentials.
type Credentials struct {
	AccessKeyID  string
	SecretKey    string
	SessionToken string
	Expires      time.Time
}

// Deps are what a Service needs.
type Deps struct {
	DB        DB
	Providers Providers
	Tokens    Tokens
	// Assume gives out credentials. An error that is an *Error is for the
	// caller; any other is a flaw in the configuration.
	Assume func(context.Context, Assumption) (*Credentials, error)
	// OwnRole tells whether a role can be used by pools: whether it is one of
	// the account or one that a service elsewhere vends.
	OwnRole func(arn string) bool
	Now     func() time.Time
	Rand    io.Reader
	Region  string
	Account string
}

// Service administers identity pools and gives identities what they are for.
// It is safe for concurrent use.
type Service struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps} }

// ARN is the ARN of a pool.
func (s *Service) ARN(id PoolID) string {
	return "arn:aws:cognito-identity:" + s.deps.Region + ":" + s.deps.Account + ":identitypool/" + string(id)
}

// newID draws the id of a pool or identity.
func (s *Service) newID() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(s.deps.Rand, b[:]); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	b[6] = b[6]&0x0F | 0x40 // a UUID of RFC 9562 version 4
	b[8] = b[8]&0x3F | 0x80
	return fmt.Sprintf("%s:%x-%x-%x-%x-%x", s.deps.Region, b[0:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
}

// pool reads a pool.
func pool(st PoolStore, id PoolID) (*Pool, error) {
	p, err := st.IdentityPool(id)
	if errors.Is(err, ErrNotFound) {
		return nil, poolNotFound(id)
	}
	return p, err
}

// identity reads an identity.
func identity(st IdentityStore, id IdentityID) (*Identity, error) {
	i, err := st.Identity(id)
	if errors.Is(err, ErrNotFound) {
		return nil, identityNotFound(id)
	}
	return i, err
}
