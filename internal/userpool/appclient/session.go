package appclient

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
)

// DefaultSSOMinutes is how long a browser's sign-in counts for a client that
// does not say.
const DefaultSSOMinutes = 60

// SSOMinutes is how long a browser's sign-in counts for the client, from the
// last fresh authentication; 0 means that the client always asks.
func SSOMinutes(c *userpool.Client) int {
	if c.SSOMaxMinutes == nil {
		return DefaultSSOMinutes
	}
	return *c.SSOMaxMinutes
}

// SetSSOMinutes sets SSOMinutes of a client in a pool that tracks sessions.
func (s *Service) SetSSOMinutes(ctx context.Context, pool userpool.PoolID, id userpool.ClientID, minutes int) error {
	_, err := s.change(ctx, pool, id, func(p *userpool.Pool, c *userpool.Client) error {
		if p.Tier == userpool.TierLite {
			return userpool.Errorf(userpool.FeatureUnavailableInTier,
				"The following feature is not available for the %s pricing tier configured: Session Management", p.Tier)
		}
		if !p.Sessions.Enabled {
			return userpool.Errorf(userpool.OperationNotEnabled, "User session tracking is not enabled for user pool %s.", pool)
		}
		c.SSOMaxMinutes = &minutes
		return nil
	})
	return conflict(err)
}
