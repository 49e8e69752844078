package userpool

import "time"

// CognitoProvider is the name of the pool itself among identity providers.
const CognitoProvider = "COGNITO"

// SSOSession is one signed-in browser at the pages of a pool. All clients of
// the pool may use it, as far as each allows.
type SSOSession struct {
	Pool PoolID
	ID   string // `sso…`, public
	// Key is the SHA-256 of the secret in the browser's cookie.
	Key       []byte
	Sub       Sub
	Client    ClientID // where it began
	Provider  string   // CognitoProvider, or the identity provider that vouched
	Created   time.Time
	FreshAuth time.Time // last time the user proved something
	AMR       []string
	ACR       string
	Expires   time.Time // of the cookie
	Revoked   bool

	LastActive time.Time
	IP, Agent  string
}

// defaultSSOValidity is how long a session serves clients that set nothing,
// and all clients of a pool that does not track sessions.
const defaultSSOValidity = time.Hour

// SSOValidity is how long after its last fresh authentication the client lets
// an SSO session sign its user in silently; 0 is never.
func (c *Client) SSOValidity(p *Pool) time.Duration {
	if !p.Sessions.Enabled || c.SSOMaxMinutes == nil {
		return defaultSSOValidity
	}
	return time.Duration(*c.SSOMaxMinutes) * time.Minute
}

// ReusableBy reports whether the session is alive and c lets it stand for a
// sign-in. Validity counts from the last fresh authentication and does not slide.
func (s *SSOSession) ReusableBy(c *Client, p *Pool, now time.Time) bool {
	validity := c.SSOValidity(p)
	return !s.Revoked && now.Before(s.Expires) && validity > 0 && now.Sub(s.FreshAuth) <= validity
}
