// Package policy reads, checks and prints IAM policy documents: the JSON
// language of identity policies, permissions boundaries, session policies,
// trust policies and resource policies.
//
// It owns the language: elements, condition operators, policy variables, the
// typed values of conditions and the messages for malformed documents. It does
// not decide requests, which is package access, and does not know which
// principals, services or condition keys exist.
//
// Invariant: a Document from Parse satisfies every rule of its Kind, and
// printing and parsing it again gives an equal Document.
package policy

// Version is the version of the policy language a document is written in.
type Version string

// The two versions. In documents of V2008, also those that state no version,
// ${...} is plain text.
const (
	V2008 Version = "2008-10-17"
	V2012 Version = "2012-10-17"
)

// A Document is one policy.
type Document struct {
	Version    Version // never empty; V2008 when the text has none
	ID         string
	Statements []Statement // at least one
}

// Effect says what a matching statement does.
type Effect string

// The two effects.
const (
	Allow Effect = "Allow"
	Deny  Effect = "Deny"
)

// A Statement is one rule. Of each pair Action and NotAction, Resource and
// NotResource, Principal and NotPrincipal at most one is set.
type Statement struct {
	SID          string
	Effect       Effect
	Principal    *Principal
	NotPrincipal *Principal
	Action       []string
	NotAction    []string
	Resource     []string
	NotResource  []string
	Condition    []Condition
}

// A Principal lists whom a statement of a resource policy is about.
type Principal struct {
	Everyone      bool     // the bare "*"
	AWS           []string // account ids, ARNs, unique ids or *
	Federated     []string // identity provider ARNs or host names
	Service       []string // host names of services
	CanonicalUser []string
}

// A Condition is one test: the values of Key in the request's context against
// Values. All conditions of a statement must hold.
type Condition struct {
	Operator Operator
	Key      string // as written; compared without regard to case
	Values   []string
}

// Kind says what a document is used for, which decides its rules.
type Kind uint8

// The kinds of documents.
const (
	Managed  Kind = iota // managed policies, also as permissions boundaries
	Inline               // policies embedded in a role or user
	Session              // policies passed when a session is requested
	Trust                // who may assume a role
	Resource             // policies attached to a queue, bucket, API …
)

// identity reports whether documents of this kind belong to the principal, so
// that they name resources and never principals.
func (k Kind) identity() bool { return k == Managed || k == Inline || k == Session }

// MaxText is the longest document accepted, in characters. The quotas for each
// kind are smaller and count Size, not this.
const MaxText = 131072

// Size returns the number of characters that count against IAM's quotas:
// all but white space.
func Size(text string) int {
	n := 0
	for _, r := range text {
		switch r {
		case ' ', '\t', '\n', '\r':
		default:
			n++
		}
	}
	return n
}

// Error is a malformed document. Its text is the message IAM gives with
// MalformedPolicyDocument; it may quote the document.
type Error struct {
	Message string
}

func (e *Error) Error() string { return e.Message }

func malformed(message string) error { return &Error{message} }

func errSyntax() error { return malformed("Syntax errors in policy.") }
func errLegacy() error { return malformed("The policy failed legacy parsing") }
