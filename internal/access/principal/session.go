package principal

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/syntax/policy"
)

// A Session is what temporary credentials stand for. All of it travels in the
// sealed token, so that any node that has the sealing key can verify a request
// without looking the session up.
type Session struct {
	// Filled in by MintSession, and again by OpenSession.
	AccessKeyID string // ASIA…
	Secret      access.Secret

	Kind         access.CallerKind // Root, User, AssumedRole or FederatedUser
	Account      string            // 12 digits
	PrincipalID  string            // unique id of the role or user; the account id of root
	PrincipalARN string            // with its path
	Name         string            // of the session or federated user; of a User, the user name

	Policies   []string     // session policies, as they were passed
	PolicyARNs []string     // managed session policies
	Tags       []access.Tag // session tags, without those of the role
	Transitive []string     // keys of the tags that sessions made from this one inherit

	FederatedProvider string              // with whose token the session began
	SourceIdentity    string              // set once, inherited by sessions made from this one
	Keys              map[string][]string // condition keys left by the provider's token
	MFA               bool

	IssuedAt  time.Time // whole seconds
	ExpiresAt time.Time // whole seconds
}

// SealFunc seals plaintext so that it only opens together with aad.
type SealFunc func(plaintext, aad []byte) []byte

// OpenFunc opens what a SealFunc of the same key sealed, or fails.
type OpenFunc func(sealed, aad []byte) ([]byte, error)

// Errors of OpenSession.
var (
	ErrToken   = errors.New("principal: not a session token of this deployment")
	ErrExpired = errors.New("principal: session token expired")
)

const (
	seedSize       = 32
	maxPlaintext   = 16 << 10
	maxTokenLength = 32 << 10 // room for the sealing on top of maxPlaintext
)

// sealedAs binds tokens to their purpose: nothing else that is sealed with the
// same key opens as a session.
func sealedAs() []byte { return []byte("cognate session credentials 1") }

// MintSession gives s its credentials and returns the token that carries it.
// Access key id and secret are derived from a random seed, which is in the
// token instead of them. IssuedAt and ExpiresAt must be set; they are cut to
// seconds.
func MintSession(s Session, rand io.Reader, seal SealFunc) (Session, string, error) {
	var seed [seedSize]byte
	if _, err := io.ReadFull(rand, seed[:]); err != nil {
		return Session{}, "", fmt.Errorf("mint session: %w", err)
	}
	s.IssuedAt, s.ExpiresAt = s.IssuedAt.Truncate(time.Second), s.ExpiresAt.Truncate(time.Second)
	s.AccessKeyID, s.Secret = derive(seed)
	plain := encodeSession(&s, seed)
	if len(plain) > maxPlaintext {
		return Session{}, "", Errorf(PackedPolicyTooLarge, "Packed size of session tags consumes %d%% of allotted space.", percent(len(plain), maxPlaintext))
	}
	return s, base64.RawURLEncoding.EncodeToString(seal(plain, sealedAs())), nil
}

// OpenSession returns the session of a token that came with the given access
// key id. The error is ErrToken for anything that MintSession did not make for
// that id, and ErrExpired, along with the session, when its time is over.
func OpenSession(token, accessKeyID string, now time.Time, open OpenFunc) (Session, error) {
	if len(token) > maxTokenLength {
		return Session{}, ErrToken
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(token)
	// The decoder skips line breaks; a token with them is not one we made.
	if err != nil || base64.RawURLEncoding.EncodedLen(len(sealed)) != len(token) {
		return Session{}, ErrToken
	}
	plain, err := open(sealed, sealedAs())
	if err != nil {
		return Session{}, fmt.Errorf("%w: %w", ErrToken, err)
	}
	s, seed, err := decodeSession(plain)
	if err != nil {
		return Session{}, fmt.Errorf("%w: %w", ErrToken, err)
	}
	s.AccessKeyID, s.Secret = derive(seed)
	if subtle.ConstantTimeCompare([]byte(s.AccessKeyID), []byte(accessKeyID)) != 1 {
		return Session{}, ErrToken
	}
	if !now.Before(s.ExpiresAt) {
		return s, ErrExpired
	}
	return s, nil
}

// derive turns the seed into access key id and secret. Knowing the id, or the
// id and the secret, does not help to find the seed.
func derive(seed [seedSize]byte) (id string, secret access.Secret) {
	expand := func(label string) []byte {
		mac := hmac.New(sha256.New, seed[:])
		mac.Write([]byte(label))
		return mac.Sum(nil)
	}
	return accessKeyID(TemporaryKeyPrefix, expand("access key id")), secretKey(expand("secret access key"))
}

// Caller is the session as the signer of a request. ownerTags are the current
// tags of its role or user.
func (s *Session) Caller(partition string, ownerTags []access.Tag) access.Caller {
	a := Account{Partition: partition, ID: s.Account}
	c := access.Caller{
		Kind:              s.Kind,
		Account:           s.Account,
		ID:                s.PrincipalID,
		ARN:               s.PrincipalARN,
		Tags:              MergeTags(ownerTags, s.Tags),
		FederatedProvider: s.FederatedProvider,
		SourceIdentity:    s.SourceIdentity,
		IssuedAt:          s.IssuedAt,
		MFA:               s.MFA,
		Keys:              s.Keys,
	}
	switch s.Kind {
	case access.AssumedRole:
		c.IssuerARN = s.PrincipalARN
		c.ARN = a.SessionARN(s.PrincipalARN[strings.LastIndexByte(s.PrincipalARN, '/')+1:], s.Name)
		c.ID = s.PrincipalID + ":" + s.Name
	case access.FederatedUser:
		c.IssuerARN = s.PrincipalARN
		c.ARN = a.FederatedUserARN(s.Name)
		c.ID = s.Account + ":" + s.Name
	case access.User:
		c.Username = s.Name
	}
	return c
}

// MaxSessionPolicies is the room for session policies and the ARNs of managed
// ones, in characters; MaxSessionPolicyARNs is how many of these there can be.
const (
	MaxSessionPolicies   = 2048
	MaxSessionPolicyARNs = 10
)

// Check tells whether what the caller passes to the session is well-formed and
// fits: session policies, tags and source identity. Tags and source identity
// may come from a provider's token, which no API description has checked.
func (s *Session) Check() error {
	size := 0
	for _, text := range s.Policies {
		if _, err := parseDocument(text, policy.Session); err != nil {
			return err
		}
		size += utf8.RuneCountInString(text)
	}
	for _, arn := range s.PolicyARNs {
		size += utf8.RuneCountInString(arn)
	}
	if size > MaxSessionPolicies || len(s.PolicyARNs) > MaxSessionPolicyARNs {
		return Errorf(PackedPolicyTooLarge, "Packed size of session policies consumes %d%% of allotted space.", max(percent(size, MaxSessionPolicies), percent(len(s.PolicyARNs), MaxSessionPolicyARNs)))
	}
	if err := CheckTags(s.Tags); err != nil {
		return err
	}
	if s.SourceIdentity != "" && !SessionName(s.SourceIdentity) {
		return Errorf(ValidationError, "The source identity is invalid. It must have 2 to 64 characters of letters, digits and _+=,.@-")
	}
	return nil
}

// PackedSize is how much of its room the session's policies and tags take, in
// percent; 0 when there are none.
func (s *Session) PackedSize() int {
	size := 0
	for _, list := range [][]string{s.Policies, s.PolicyARNs} {
		for _, text := range list {
			size += len(text)
		}
	}
	for _, t := range s.Tags {
		size += len(t.Key) + len(t.Value)
	}
	return percent(size, maxPlaintext)
}

// percent rounds up, so that something is never nothing.
func percent(n, of int) int { return (n*100 + of - 1) / of }

// Inherit returns the session tags, transitive keys and source identity of a
// role session that this session's caller begins with the given tags. Inherited
// tags and the source identity cannot be changed on the way.
func (s *Session) Inherit(tags []access.Tag, transitive []string, sourceIdentity string) ([]access.Tag, []string, string, error) {
	var kept []access.Tag
	for _, key := range s.Transitive {
		if i := tagIndex(s.Tags, key); i >= 0 {
			kept = append(kept, s.Tags[i])
		}
	}
	for _, t := range tags {
		if tagIndex(kept, t.Key) >= 0 {
			return nil, nil, "", Errorf(AccessDenied, "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.")
		}
	}
	if s.SourceIdentity != "" && sourceIdentity != "" && sourceIdentity != s.SourceIdentity {
		return nil, nil, "", Errorf(AccessDenied, "The source identity of the calling session cannot be changed.")
	}
	if s.SourceIdentity != "" {
		sourceIdentity = s.SourceIdentity
	}
	return append(kept, tags...), append(append([]string(nil), s.Transitive...), transitive...), sourceIdentity, nil
}

// SessionName reports whether s can name a session or be a source identity:
// 2 to 64 letters, digits and _+=,.@-
func SessionName(s string) bool {
	const shortest, longest = 2, 64
	return len(s) >= shortest && len(s) <= longest && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9') && !strings.ContainsRune("_+=,.@-", r)
	})
}
