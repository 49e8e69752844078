package store

import (
	"fmt"
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
)

// profileRow is what a user is, without its secrets.
type profileRow struct {
	Username        userpool.Username   `json:"username"`
	Status          userpool.UserStatus `json:"status"`
	Enabled         bool                `json:"enabled,omitzero"`
	Created         int64               `json:"created"`
	Modified        int64               `json:"modified"`
	Attributes      userpool.Attributes `json:"attributes,omitzero"`
	Pending         userpool.Attributes `json:"pending,omitzero"`
	PasswordExpires int64               `json:"password_expires,omitzero"`
	MFA             mfaRow              `json:"mfa,omitzero"`
	Identities      []identityRow       `json:"identities,omitzero"`
	LocalSignInOff  bool                `json:"local_sign_in_off,omitzero"`
	TokenEpoch      int64               `json:"token_epoch,omitzero"`
	SignedOutAt     int64               `json:"signed_out_at,omitzero"`
}

type mfaRow struct {
	SMS       bool            `json:"sms,omitzero"`
	Email     bool            `json:"email,omitzero"`
	TOTP      bool            `json:"totp,omitzero"`
	Passkey   bool            `json:"passkey,omitzero"`
	Preferred userpool.Factor `json:"preferred,omitzero"`
	TOTPName  string          `json:"totp_name,omitzero"`
	TOTPStep  int64           `json:"totp_step,omitzero"`
	LegacySMS bool            `json:"legacy_sms,omitzero"`
}

type identityRow struct {
	Provider     string `json:"provider"`
	ProviderType string `json:"type,omitzero"`
	UserID       string `json:"user_id"`
	Issuer       string `json:"issuer,omitzero"`
	Primary      bool   `json:"primary,omitzero"`
	Created      int64  `json:"created,omitzero"`
}

// userSecrets is the sealed part of a user.
type userSecrets struct {
	Password    credentialRow   `json:"password,omitzero"`
	History     []credentialRow `json:"history,omitzero"`
	TOTPSeed    string          `json:"totp_seed,omitzero"`
	TOTPPending string          `json:"totp_pending,omitzero"`
}

type credentialRow struct {
	Salt     []byte `json:"salt,omitzero"`
	Verifier []byte `json:"verifier,omitzero"`
	Hash     string `json:"hash,omitzero"`
}

func (s *userSecrets) empty() bool {
	return userpool.Credential(s.Password).IsZero() && s.Password.Salt == nil &&
		s.History == nil && s.TOTPSeed == "" && s.TOTPPending == ""
}

func userSecretsAt(pool userpool.PoolID, sub userpool.Sub) place {
	return place{"users", key(pool, string(sub)), "secrets"}
}

func profileOf(u *userpool.User) profileRow {
	return profileRow{
		Username: u.Username, Status: u.Status, Enabled: u.Enabled,
		Created: millis(u.Created), Modified: millis(u.Modified),
		Attributes: u.Attributes, Pending: u.Pending, PasswordExpires: millis(u.PasswordExpires),
		MFA: mfaRow{
			SMS: u.MFA.SMSEnabled, Email: u.MFA.EmailEnabled, TOTP: u.MFA.TOTPEnabled, Passkey: u.MFA.PasskeyEnabled,
			Preferred: u.MFA.Preferred, TOTPName: u.MFA.TOTPName, TOTPStep: u.MFA.TOTPStep, LegacySMS: u.MFA.LegacySMS,
		},
		Identities: convert(u.Identities, func(i userpool.LinkedIdentity) identityRow {
			return identityRow{
				Provider: i.Provider, ProviderType: i.ProviderType, UserID: i.UserID,
				Issuer: i.Issuer, Primary: i.Primary, Created: millis(i.Created),
			}
		}),
		LocalSignInOff: u.LocalSignInOff, TokenEpoch: u.TokenEpoch, SignedOutAt: millis(u.SignedOutAt),
	}
}

func (r *profileRow) user() *userpool.User {
	return &userpool.User{
		Username: r.Username, Status: r.Status, Enabled: r.Enabled,
		Created: instant(r.Created), Modified: instant(r.Modified),
		Attributes: r.Attributes, Pending: r.Pending, PasswordExpires: instant(r.PasswordExpires),
		MFA: userpool.MFAState{
			SMSEnabled: r.MFA.SMS, EmailEnabled: r.MFA.Email, TOTPEnabled: r.MFA.TOTP, PasskeyEnabled: r.MFA.Passkey,
			Preferred: r.MFA.Preferred, TOTPName: r.MFA.TOTPName, TOTPStep: r.MFA.TOTPStep, LegacySMS: r.MFA.LegacySMS,
		},
		Identities: convert(r.Identities, func(i identityRow) userpool.LinkedIdentity {
			return userpool.LinkedIdentity{
				Provider: i.Provider, ProviderType: i.ProviderType, UserID: i.UserID,
				Issuer: i.Issuer, Primary: i.Primary, Created: instant(i.Created),
			}
		}),
		LocalSignInOff: r.LocalSignInOff, TokenEpoch: r.TokenEpoch, SignedOutAt: instant(r.SignedOutAt),
	}
}

func secretsOf(u *userpool.User) userSecrets {
	return userSecrets{
		Password: credentialRow(u.Password),
		History:  convert(u.PasswordHistory, func(c userpool.Credential) credentialRow { return credentialRow(c) }),
		TOTPSeed: u.MFA.TOTPSeed, TOTPPending: u.MFA.TOTPPending,
	}
}

func (s *userSecrets) addTo(u *userpool.User) {
	u.Password = userpool.Credential(s.Password)
	u.PasswordHistory = convert(s.History, func(c credentialRow) userpool.Credential { return userpool.Credential(c) })
	u.MFA.TOTPSeed, u.MFA.TOTPPending = s.TOTPSeed, s.TOTPPending
}

// userRow is what a query brings of a user.
type userRow struct {
	sub     []byte
	version int64
	profile string
	secrets []byte
}

// user decodes the row with its secrets.
func (tx *Tx) user(pool userpool.PoolID, r *userRow) (*userpool.User, error) {
	u, err := r.listed(pool)
	if err != nil {
		return nil, err
	}
	u.Version = r.version
	if r.secrets == nil {
		return u, nil
	}
	plain, err := tx.db.open(r.secrets, userSecretsAt(pool, u.Sub))
	if err != nil {
		return nil, err
	}
	s, err := readSecrets(string(plain))
	if err != nil {
		return nil, fmt.Errorf("secrets of user %s of %s: %w", u.Sub, pool, err)
	}
	s.addTo(u)
	return u, nil
}

// listed decodes the row without its secrets. Its Version is 0, which no stored
// user has: writing it back, and so losing the secrets, is refused as stale.
func (r *userRow) listed(pool userpool.PoolID) (*userpool.User, error) {
	p, err := readProfile(r.profile)
	if err != nil {
		return nil, fmt.Errorf("user %s of %s: %w", r.sub, pool, err)
	}
	u := p.user()
	u.Pool, u.Sub = pool, userpool.Sub(r.sub)
	return u, nil
}

// maxKey bounds a search key, in bytes: engines bound what an index entry holds.
const maxKey = 256

// searchKey is the form in which listings compare a value.
func searchKey(a userpool.AttributeName, value string) []byte {
	value = searchFold(a, value)
	return []byte(value[:min(len(value), maxKey)])
}

// searchFold maps a value to what listings compare. username and sub compare
// byte for byte.
func searchFold(a userpool.AttributeName, value string) string {
	if a == userpool.AttrUsername || a == userpool.AttrSub {
		return value
	}
	return strings.ToLower(value)
}

// searchValue is a user's value of a searchable attribute, "" if it has none.
func searchValue(u *userpool.User, a userpool.AttributeName) string {
	switch a {
	case userpool.AttrUsername:
		return string(u.Username)
	case userpool.AttrUserStatus:
		return string(u.Status)
	case userpool.AttrStatus:
		if u.Enabled {
			return "Enabled"
		}
		return "Disabled"
	}
	return u.Attributes[a]
}

// searchKeys are the key columns of a user in the order of insertUser; NULL for
// an attribute that is not set.
func searchKeys(u *userpool.User) []any {
	keys := make([]any, 0, 9)
	for _, a := range []userpool.AttributeName{
		userpool.AttrUsername, userpool.AttrEmail, userpool.AttrPhone, "name", "given_name", "family_name",
		userpool.AttrPreferredUsername, userpool.AttrUserStatus, userpool.AttrStatus,
	} {
		if v := searchValue(u, a); v != "" {
			keys = append(keys, searchKey(a, v))
		} else {
			keys = append(keys, []byte(nil))
		}
	}
	return keys
}
