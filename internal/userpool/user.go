package userpool

import "time"

// UserStatus is the state of a user's account.
type UserStatus string

// The states that are still produced.
const (
	Unconfirmed         UserStatus = "UNCONFIRMED"
	Confirmed           UserStatus = "CONFIRMED"
	ResetRequired       UserStatus = "RESET_REQUIRED"
	ForceChangePassword UserStatus = "FORCE_CHANGE_PASSWORD"
	ExternalProvider    UserStatus = "EXTERNAL_PROVIDER"
)

// User is a user of one pool.
type User struct {
	Pool     PoolID
	Sub      Sub
	Username Username
	Status   UserStatus
	Enabled  bool
	Created  time.Time
	Modified time.Time
	Version  int64 // grows by one with each write; a store refuses a stale one

	Attributes Attributes
	Pending    Attributes // new addresses that wait for their code

	Password        Credential
	PasswordExpires time.Time    // end of a temporary password; zero for a permanent one
	PasswordHistory []Credential // newest first, without the current one
	MFA             MFAState
	Identities      []LinkedIdentity
	LocalSignInOff  bool // AdminDisableProviderForUser for provider Cognito

	// TokenEpoch counts global sign-outs. A token family holds the epoch it
	// was made in and is revoked when they differ.
	TokenEpoch  int64
	SignedOutAt time.Time // last global sign-out, for access tokens without a family
}

// Credential is a stored password: an SRP verifier, or an Argon2id (or
// imported) hash. The zero Credential is "no password". Stores seal it.
type Credential struct {
	Salt, Verifier []byte // SRP
	Hash           string // PHC text
}

// IsZero reports whether there is no password.
func (c Credential) IsZero() bool { return len(c.Verifier) == 0 && c.Hash == "" }

// MFAState is what a user has registered and switched on. Stores seal the seeds.
type MFAState struct {
	SMSEnabled, EmailEnabled, TOTPEnabled, PasskeyEnabled bool
	Preferred                                             Factor // "" for none
	TOTPSeed                                              string // base32, verified
	TOTPPending                                           string // base32, associated and not yet verified
	TOTPName                                              string // FriendlyDeviceName
	TOTPStep                                              int64  // last step used; a code counts once
	LegacySMS                                             bool   // SetUserSettings
}

// LinkedIdentity is one entry of the `identities` attribute.
type LinkedIdentity struct {
	Provider     string
	ProviderType string
	UserID       string
	Issuer       string
	Primary      bool
	Created      time.Time
}

// HasPassword reports whether the user can prove a password.
func (u *User) HasPassword() bool { return !u.Password.IsZero() }

// Group is a group of a pool.
type Group struct {
	Pool        PoolID
	Name        GroupName
	Description *string
	RoleARN     *string
	Precedence  *int // lower wins; nil ranks last
	Created     time.Time
	Modified    time.Time
}

// NameKind says what a name in the store's name table is.
type NameKind string

// The kinds of names that lead to a user, in the order in which a typed name
// is looked for.
const (
	NameUsername          NameKind = "username"
	NameEmail             NameKind = "email"
	NamePhone             NameKind = "phone_number"
	NamePreferredUsername NameKind = "preferred_username"
)

// Name is a unique name of a user within the pool: its username and each
// active alias. No two users share a Value, of whatever kind. Value is folded
// with Pool.Fold.
type Name struct {
	Kind  NameKind
	Value string
}
