package principal

import (
	"slices"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/syntax/policy"
)

// A Role is an identity that callers and the bearers of trusted tokens assume
// for a while.
type Role struct {
	ID          string // AROA…; another one when a role of the same name is made anew
	Path        string
	Name        string // unique whatever the case, see NameKey
	Description string
	Trust       string        // the trust policy as it was written
	MaxSession  time.Duration // 1 to 12 hours
	Boundary    string        // ARN of a managed policy, empty for none
	Tags        []access.Tag
	Created     time.Time
	LastUsed    LastUsed

	// Trusted are the unique ids of the roles and users of this account that
	// the trust policy names. The policy trusts these, not whoever gets one of
	// their names later.
	Trusted []Trusted

	// SessionsValidFrom revokes: sessions that began earlier are refused.
	SessionsValidFrom time.Time
}

// Trusted is a role or user that a trust policy names.
type Trusted struct {
	ARN string // as it stands in the policy
	ID  string
}

// TrustDocument is the trust policy with unique ids in place of the ARNs of
// Trusted.
func (r *Role) TrustDocument() (*policy.Document, error) {
	doc, err := ParseTrust(r.Trust)
	if err != nil {
		return nil, err
	}
	for _, st := range doc.Statements {
		for _, p := range []*policy.Principal{st.Principal, st.NotPrincipal} {
			if p == nil {
				continue
			}
			for i, name := range p.AWS {
				if at := slices.IndexFunc(r.Trusted, func(t Trusted) bool { return t.ARN == name }); at >= 0 {
					p.AWS[i] = r.Trusted[at].ID
				}
			}
		}
	}
	return doc, nil
}

// A User is an identity with long-term credentials.
type User struct {
	ID       string // AIDA…
	Path     string
	Name     string // unique whatever the case, see NameKey
	Boundary string // ARN of a managed policy, empty for none
	Tags     []access.Tag
	Created  time.Time
}

// NameKey is the form of a role's, user's or policy's name in which no two may
// be the same.
func NameKey(name string) string { return strings.ToLower(name) }

// Caller is the user as the signer of a request.
func (u *User) Caller(a Account) access.Caller {
	return access.Caller{
		Kind: access.User, ARN: a.UserARN(u.Path, u.Name), ID: u.ID, Account: a.ID, Username: u.Name, Tags: u.Tags,
	}
}

// Session lengths.
const (
	DefaultSession = time.Hour
	MaxChained     = time.Hour // of a role assumed with the credentials of a role
)

// SessionLength decides how long a session of the role lasts. A request of 0
// asks for the default.
func (r *Role) SessionLength(requested time.Duration, chained bool) (time.Duration, error) {
	switch {
	case requested == 0:
		return DefaultSession, nil
	case chained && requested > MaxChained:
		return 0, Errorf(ValidationError, "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")
	case requested > r.MaxSession:
		return 0, Errorf(ValidationError, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
	default:
		return requested, nil
	}
}

// Honours reports whether the role still stands behind a session: it is the
// same role, and the session was not revoked.
func (r *Role) Honours(s *Session) bool {
	return r.ID == s.PrincipalID && !s.IssuedAt.Before(r.SessionsValidFrom)
}

// Quotas of roles and users.
const (
	MaxTrustSize        = 2048  // characters without white space
	MaxInlineSize       = 10240 // all inline policies of a role together
	MaxInlineSizeOfUser = 2048  // all inline policies of a user together
	MaxAttached         = 10    // managed policies of one role or user
)

// An InlinePolicy is a policy embedded in a role or user.
type InlinePolicy struct {
	Name string
	Text string // as it was written
}

// ParseTrust checks a trust policy and its size.
func ParseTrust(text string) (*policy.Document, error) {
	doc, err := parseDocument(text, policy.Trust)
	if err != nil {
		return nil, err
	}
	if policy.Size(text) > MaxTrustSize {
		return nil, Quota("ACLSizePerRole", MaxTrustSize)
	}
	return doc, nil
}

// PutInline checks put and returns all with it, replacing the one of the same
// name. limit is MaxInlineSize or MaxInlineSizeOfUser, owner names the role or
// user in the error.
func PutInline(all []InlinePolicy, put InlinePolicy, limit int, owner string) ([]InlinePolicy, error) {
	if _, err := parseDocument(put.Text, policy.Inline); err != nil {
		return nil, err
	}
	out := []InlinePolicy{put}
	size := policy.Size(put.Text)
	for _, p := range all {
		if p.Name != put.Name {
			out = append(out, p)
			size += policy.Size(p.Text)
		}
	}
	if size > limit {
		return nil, Errorf(LimitExceeded, "Maximum policy size of %d bytes exceeded for %s", limit, owner)
	}
	return out, nil
}

// CheckAttach says whether one more managed policy can be attached to a role
// that has attached ones.
func CheckAttach(attached int) error {
	if attached >= MaxAttached {
		return Quota("PoliciesPerRole", MaxAttached)
	}
	return nil
}

// parseDocument gives the language's errors the code they have in IAM.
func parseDocument(text string, kind policy.Kind) (*policy.Document, error) {
	doc, err := policy.Parse(text, kind)
	if err != nil {
		return nil, Errorf(MalformedPolicyDocument, "%s", err.Error())
	}
	return doc, nil
}
