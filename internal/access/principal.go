package access

import (
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/policy"
)

// A naming says how precisely a resource policy names the caller, weakest
// first. It decides which other policies still limit what it allows.
type naming uint8

const (
	notNamed      naming = iota
	namedAccount         // the caller's whole account
	namedEveryone        // *
	namedIssuer          // the role behind a session, the user behind a federated user
	namedExactly         // this user, session, provider or service
)

// principals is a compiled Principal or NotPrincipal.
type principals struct {
	everyone  bool     // the bare *
	anyAWS    bool     // {"AWS": "*"}
	accounts  []string // 12 digits
	names     []string // ARNs and unique ids
	federated []string
	services  []string
}

func newPrincipals(p *policy.Principal) *principals {
	out := &principals{everyone: p.Everyone, federated: p.Federated, services: p.Service}
	for _, s := range p.AWS {
		if account, ok := accountOf(s); ok {
			out.accounts = append(out.accounts, account)
		} else if s == "*" {
			out.anyAWS = true
		} else {
			out.names = append(out.names, s)
		}
	}
	return out
}

// accountOf recognises the two ways to name an account: its id and the ARN of
// its root.
func accountOf(s string) (string, bool) {
	const digits = 12
	if len(s) == digits && strings.Trim(s, "0123456789") == "" {
		return s, true
	}
	rest, ok := strings.CutSuffix(s, ":root")
	if !ok || !strings.HasPrefix(s, "arn:") {
		return "", false
	}
	_, account, ok := strings.Cut(rest, ":iam::")
	return account, ok
}

// names returns the most precise way in which the list names the caller.
func (p *principals) name(c *Caller) naming {
	switch {
	case c.Kind == WebIdentity && slices.Contains(p.federated, c.Provider),
		c.Kind == Service && slices.Contains(p.services, c.Provider),
		c.ARN != "" && slices.Contains(p.names, c.ARN):
		return namedExactly
	}
	account := c.Account != "" && slices.Contains(p.accounts, c.Account)
	id, session, _ := strings.Cut(c.ID, ":")
	byID := id != "" && slices.Contains(p.names, id)
	switch {
	case byID && session == "", account && c.Kind == Root:
		return namedExactly
	case byID && c.Kind == AssumedRole, c.IssuerARN != "" && slices.Contains(p.names, c.IssuerARN):
		return namedIssuer
	// The bearer of a foreign token is no AWS principal, so that
	// {"AWS": "*"} in a trust policy is no invitation to every token.
	case p.everyone, p.anyAWS && c.Kind != WebIdentity && c.Kind != Service:
		return namedEveryone
	case account:
		return namedAccount
	default:
		return notNamed
	}
}
