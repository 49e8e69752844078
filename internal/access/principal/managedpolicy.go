package principal

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/syntax/policy"
)

// Quotas of managed policies.
const (
	MaxPolicySize = 6144 // characters without white space
	MaxVersions   = 5
)

// A ManagedPolicy is a policy of its own, attached to roles and users or set as
// their permissions boundary.
type ManagedPolicy struct {
	ID          string // ANPA…
	Path        string
	Name        string // unique whatever the case, see NameKey
	Description string
	Tags        []access.Tag
	Versions    []PolicyVersion // oldest first, at least one
	Default     int             // number of the version in force
	Next        int             // number of the next version; numbers are never used again
	Created     time.Time
	Updated     time.Time
}

// A PolicyVersion is one text of a managed policy.
type PolicyVersion struct {
	Number  int
	Text    string // as it was written
	Created time.Time
}

// An Attachment says that a role or user uses a managed policy.
type Attachment struct {
	Owner    string // unique id of the role or user
	Policy   string // ARN
	Boundary bool   // as permissions boundary, not as one of its policies
}

// VersionID writes a version's number as the API does.
func VersionID(number int) string { return "v" + strconv.Itoa(number) }

// ParseVersionID reads what VersionID writes.
func ParseVersionID(s string) (number int, ok bool) {
	digits, ok := strings.CutPrefix(s, "v")
	number, err := strconv.Atoi(digits)
	return number, ok && err == nil && number > 0 && VersionID(number) == s
}

// ParsePolicy checks the text of a managed policy and its size.
func ParsePolicy(text string) (*policy.Document, error) {
	doc, err := parseDocument(text, policy.Managed)
	if err != nil {
		return nil, err
	}
	if policy.Size(text) > MaxPolicySize {
		return nil, Quota("PolicySize", MaxPolicySize)
	}
	return doc, nil
}

// AddVersion appends a version, which comes into force if asked. The first
// version of a policy always does.
func (p *ManagedPolicy) AddVersion(text string, makeDefault bool, now time.Time) (PolicyVersion, error) {
	if _, err := ParsePolicy(text); err != nil {
		return PolicyVersion{}, err
	}
	if len(p.Versions) >= MaxVersions {
		return PolicyVersion{}, Errorf(LimitExceeded, "A managed policy can have up to %d versions. Before you create a new version, you must delete an existing version.", MaxVersions)
	}
	p.Next = max(p.Next, 1)
	v := PolicyVersion{Number: p.Next, Text: text, Created: now}
	p.Versions = append(p.Versions, v)
	p.Next++
	if makeDefault || len(p.Versions) == 1 {
		p.Default = v.Number
	}
	p.Updated = now
	return v, nil
}

// Version returns a version by its number.
func (p *ManagedPolicy) Version(arn string, number int) (PolicyVersion, error) {
	i := slices.IndexFunc(p.Versions, func(v PolicyVersion) bool { return v.Number == number })
	if i < 0 {
		return PolicyVersion{}, VersionNotFound(arn, VersionID(number))
	}
	return p.Versions[i], nil
}

// VersionNotFound is the error for an unknown version of a policy.
func VersionNotFound(arn, version string) *Error {
	return Errorf(NoSuchEntity, "Policy %s version %s does not exist or is not attachable.", arn, version)
}

// SetDefault puts a version into force.
func (p *ManagedPolicy) SetDefault(arn string, number int, now time.Time) error {
	if _, err := p.Version(arn, number); err != nil {
		return err
	}
	p.Default, p.Updated = number, now
	return nil
}

// DeleteVersion removes a version other than the one in force.
func (p *ManagedPolicy) DeleteVersion(arn string, number int, now time.Time) error {
	if _, err := p.Version(arn, number); err != nil {
		return err
	}
	if number == p.Default {
		return Errorf(DeleteConflict, "Cannot delete the default version of a policy.")
	}
	p.Versions = slices.DeleteFunc(slices.Clone(p.Versions), func(v PolicyVersion) bool { return v.Number == number })
	p.Updated = now
	return nil
}
