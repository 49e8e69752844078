package userpool

import "time"

// TokenFamily is the life of one refresh token and of all that came from it:
// one sign-in of one user in one client. Its id is the origin_jti claim.
type TokenFamily struct {
	Pool     PoolID
	ID       string // UUID, the origin_jti claim
	Sub      Sub
	Client   ClientID
	Epoch    int64     // User.TokenEpoch at the sign-in
	AuthTime time.Time // of the original authentication
	Created  time.Time
	Expires  time.Time // end of the refresh token; rotation does not move it
	Revoked  bool

	Scopes    []string // OAuth only; nil means aws.cognito.signin.user.admin alone
	DeviceKey string   // "" unless signed in with device tracking on
	EventID   string
	Nonce     string
	Resource  string // RFC 8707 audience of the access tokens, "" without one
	ACR       string
	AMR       []string

	// Generation counts rotations. The token of generation Generation is the
	// current one; that of Generation-1 still works until GraceUntil.
	Generation int64
	GraceUntil time.Time

	// Session management (off unless the pool tracks sessions).
	SessionID  string // `tkn…`
	Origin     string // the SSO session it came through, "" for API sign-in
	LastActive time.Time
	IP, Agent  string
}

// KeyUse tells the two signing keys of a pool apart.
type KeyUse string

// The uses: each pool signs ID and access tokens with keys of their own.
const (
	KeyID     KeyUse = "id"
	KeyAccess KeyUse = "access"
)

// SigningKey is an RSA-2048 key of a pool. Retired keys stay in the JWKS until
// RetireAt so that tokens signed before a rotation verify until they expire.
type SigningKey struct {
	Pool     PoolID
	KID      string
	Use      KeyUse
	DER      []byte // PKCS #8; stores seal it
	Created  time.Time
	RetireAt time.Time // zero while the key signs
}
