package principal

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/access"
)

// Quotas of OIDC providers.
const (
	MaxProviders   = 100
	MaxClientIDs   = 100
	MaxThumbprints = 5
)

// An OIDCProvider is an issuer of tokens that roles can trust.
type OIDCProvider struct {
	Issuer      string // URL without https://; see ParseIssuer
	Plain       bool   // the issuer is reached by http
	ClientIDs   []string
	Thumbprints []string // kept for the clients that set them; trust comes from TLS
	Tags        []access.Tag
	Created     time.Time
}

// URL is the issuer as it stands in the iss claim of its tokens.
func (p *OIDCProvider) URL() string {
	if p.Plain {
		return "http://" + p.Issuer
	}
	return "https://" + p.Issuer
}

// ParseIssuer reads the URL of a provider. AWS takes https without a port;
// lax also allows http and ports, for issuers in private networks. A trailing
// slash belongs to the issuer, a query does not.
func ParseIssuer(raw string, lax bool) (issuer string, plain bool, err error) {
	bad := Errorf(InvalidInput, "Invalid Open ID Connect Provider URL")
	u, parseErr := url.Parse(raw)
	switch {
	case parseErr != nil, u.Host == "", u.Hostname() == "", u.User != nil, u.Fragment != "", u.Opaque != "":
		return "", false, bad
	case u.Scheme != "https" && !(lax && u.Scheme == "http"),
		u.Port() != "" && !lax,
		strings.ContainsAny(u.Host+u.EscapedPath(), "*?\"'<> "):
		return "", false, bad
	}
	return strings.ToLower(u.Host) + u.EscapedPath(), u.Scheme == "http", nil
}

// AddClientID adds an audience; one that is there already is no error.
func (p *OIDCProvider) AddClientID(id string) error {
	if slices.Contains(p.ClientIDs, id) {
		return nil
	}
	if len(p.ClientIDs) >= MaxClientIDs {
		return Quota("ClientIdsPerOpenIdConnectProvider", MaxClientIDs)
	}
	p.ClientIDs = append(slices.Clone(p.ClientIDs), id)
	return nil
}

// RemoveClientID removes an audience; one that is not there is no error.
func (p *OIDCProvider) RemoveClientID(id string) {
	p.ClientIDs = slices.DeleteFunc(slices.Clone(p.ClientIDs), func(s string) bool { return s == id })
}

// SetThumbprints replaces the thumbprints.
func (p *OIDCProvider) SetThumbprints(list []string) error {
	if len(list) > MaxThumbprints {
		return Errorf(InvalidInput, "Thumbprint list must contain fewer than %d entries.", MaxThumbprints)
	}
	p.Thumbprints = slices.Clone(list)
	return nil
}

// ProviderNotFound is the error for an unknown OIDC provider.
func ProviderNotFound(arn string) *Error {
	return Errorf(NoSuchEntity, "OpenIDConnect Provider not found for arn %s", arn)
}
