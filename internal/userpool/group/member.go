package group

import (
	"context"
	"slices"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
)

// Add puts a user into a group; who is in it already stays in it. The user may
// be named by username, by sub or by an active alias.
func (s *Service) Add(ctx context.Context, pool userpool.PoolID, name userpool.GroupName, username string) error {
	return s.deps.DB.Update(ctx, func(st Store) error {
		u, err := member(st, pool, name, username)
		if err != nil {
			return err
		}
		groups, err := st.GroupsOf(pool, u.Sub)
		if err != nil {
			return err
		}
		in := slices.ContainsFunc(groups, func(g userpool.Group) bool { return g.Name == name })
		if !in && len(groups) >= MaxOfUser {
			// AdminAddUserToGroup does not declare LimitExceededException.
			return userpool.Errorf(userpool.InvalidParameter, "A user can be in at most %d groups.", MaxOfUser)
		}
		return st.AddMember(pool, name, u.Sub)
	})
}

// Remove takes a user out of a group; who is not in it stays out.
func (s *Service) Remove(ctx context.Context, pool userpool.PoolID, name userpool.GroupName, username string) error {
	return s.deps.DB.Update(ctx, func(st Store) error {
		u, err := member(st, pool, name, username)
		if err != nil {
			return err
		}
		return st.RemoveMember(pool, name, u.Sub)
	})
}

// member finds the pool, then the user, then the group.
func member(st Store, pool userpool.PoolID, name userpool.GroupName, username string) (*userpool.User, error) {
	u, err := loadUser(st, pool, username)
	if err != nil {
		return nil, err
	}
	_, err = loadGroup(st, pool, name)
	return u, err
}

// loadUser finds a user as administrators may name one.
func loadUser(st Store, pool userpool.PoolID, username string) (*userpool.User, error) {
	p, err := loadPool(st, pool)
	if err != nil {
		return nil, err
	}
	return account.Find(st, p, username)
}
