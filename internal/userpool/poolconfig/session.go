package poolconfig

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
)

// DefaultSessions is how many token sessions a user may have in a pool that
// does not say.
const DefaultSessions = 20

// Sessions gives the session configuration of a pool: tracking is off and the
// limit is DefaultSessions until they are set.
func (s *Service) Sessions(ctx context.Context, id userpool.PoolID) (userpool.SessionTracking, error) {
	p, err := s.Pool(ctx, id)
	if err != nil {
		return userpool.SessionTracking{}, err
	}
	t := p.Sessions
	t.MaxPerUser = first(t.MaxPerUser, DefaultSessions)
	return t, nil
}

// SetSessions replaces the session configuration. A lower limit ends no
// session by itself: it counts at the next sign-in of each user.
func (s *Service) SetSessions(ctx context.Context, id userpool.PoolID, t userpool.SessionTracking) error {
	_, err := s.change(ctx, id, func(p *userpool.Pool) error {
		if err := needsEssentials(p, featureSessions); err != nil {
			return err
		}
		p.Sessions = t
		return nil
	})
	return conflict(err)
}
