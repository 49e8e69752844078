package access

import (
	"strconv"
	"strings"
	"time"
)

// CallerKind is the sort of principal that makes a request.
type CallerKind uint8

// The sorts of callers.
const (
	Anonymous     CallerKind = iota // unsigned
	Root                            // the account itself
	User                            // an IAM user, with or without a session token
	AssumedRole                     // a session of a role
	FederatedUser                   // a session from GetFederationToken
	WebIdentity                     // the bearer of an identity provider's token or assertion, asking for a role
	Service                         // another service of this deployment
)

// A Caller is who makes a request.
type Caller struct {
	Kind    CallerKind
	ARN     string // user, session or root ARN; empty for Anonymous and WebIdentity
	ID      string // AIDA…, AROA…:session, account:name or the account id
	Account string // 12 digits; empty for Anonymous, WebIdentity and Service

	// IssuerARN is what a session was made from: the role, with its path, of
	// an AssumedRole; the user or root of a FederatedUser.
	IssuerARN string

	// Provider is the identity provider of a WebIdentity as trust policies
	// name it, or the host name of a Service.
	Provider string

	Username          string              // of a User
	Tags              []Tag               // of the user, or of role and session together
	FederatedProvider string              // whose token a role session began with
	SourceIdentity    string              // set by sts:SetSourceIdentity
	IssuedAt          time.Time           // of a session; zero for long-term keys
	MFA               bool                // the session began with a second factor
	Keys              map[string][]string // keys that the provider's token left in the session, such as cognito-identity.amazonaws.com:sub
}

// Describe sets the condition keys that follow from who the caller is.
// A missing fact leaves its key missing.
func (c *Caller) Describe(ctx Context) {
	for key, values := range c.Keys {
		// What the service says itself is not for a foreign token to say.
		if key = strings.ToLower(key); !strings.HasPrefix(key, "aws:") {
			ctx[key] = values
		}
	}
	ctx["aws:principaltype"] = []string{c.principalType()}
	ctx["aws:principalisawsservice"] = []string{strconv.FormatBool(c.Kind == Service)}
	ctx["aws:viaawsservice"] = []string{"false"}
	set := func(key, value string) {
		if value != "" {
			ctx[key] = []string{value}
		}
	}
	set("aws:principalarn", c.principalARN())
	set("aws:principalaccount", c.Account)
	set("aws:userid", c.ID)
	set("aws:username", c.Username)
	set("aws:federatedprovider", c.FederatedProvider)
	set("aws:sourceidentity", c.SourceIdentity)
	for _, t := range c.Tags {
		ctx.Set("aws:PrincipalTag/"+t.Key, t.Value)
	}
	if !c.IssuedAt.IsZero() {
		set("aws:tokenissuetime", c.IssuedAt.UTC().Format(time.RFC3339))
		set("aws:multifactorauthpresent", strconv.FormatBool(c.MFA))
	}
}

// principalARN is the value of aws:PrincipalArn, which for a session of a role
// is the role.
func (c *Caller) principalARN() string {
	if c.Kind == AssumedRole {
		return c.IssuerARN
	}
	return c.ARN
}

func (c *Caller) principalType() string {
	switch c.Kind {
	case Root:
		return "Account"
	case User:
		return "User"
	case AssumedRole:
		return "AssumedRole"
	case FederatedUser:
		return "FederatedUser"
	case Service:
		return "Service"
	default:
		return "Anonymous"
	}
}

// unlimited reports whether the identity side allows everything: the root of
// an account needs no policy.
func (c *Caller) unlimited() bool {
	return c.Kind == Root || c.Kind == FederatedUser && strings.HasSuffix(c.IssuerARN, ":root")
}

// stranger reports whether there is no identity side, so that only a resource
// policy can allow.
func (c *Caller) stranger() bool {
	return c.Kind == Anonymous || c.Kind == WebIdentity || c.Kind == Service
}
