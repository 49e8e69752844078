package resourceserver

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/cursor"
	"github.com/cognate-id/cognate/internal/userpool"
)

// The limits of resource servers.
const (
	MaxServers = 25 // in a pool
	MaxPage    = 50 // in a page of a list, and in one whose size is left open
)

// Service keeps resource servers.
type Service struct{ db DB }

// New makes a Service.
func New(db DB) *Service { return &Service{db: db} }

// Create makes a resource server. Its scopes exist from then on.
func (s *Service) Create(ctx context.Context, r *userpool.ResourceServer) error {
	err := s.db.Update(ctx, func(st Store) error {
		if err := admit(st, r); err != nil {
			return err
		}
		if err := st.InsertResourceServer(r); err != nil {
			return err
		}
		n, err := st.CountResourceServers(r.Pool)
		if err == nil && n > MaxServers {
			return userpool.Errorf(userpool.LimitExceeded, "The user pool has reached its limit of %d resource servers.", MaxServers)
		}
		return err
	})
	if errors.Is(err, userpool.ErrExists) {
		return userpool.Errorf(userpool.InvalidParameter, "%s already exists in user pool %s.", r.Identifier, r.Pool).Because(err)
	}
	return err
}

// Get gives a resource server.
func (s *Service) Get(ctx context.Context, pool userpool.PoolID, identifier string) (r *userpool.ResourceServer, err error) {
	err = s.db.View(ctx, func(st Store) (err error) {
		r, err = load(st, pool, identifier)
		return err
	})
	return r, err
}

// Update replaces name and scopes of a resource server. A scope that is left
// out no longer exists: clients that list it no longer get it.
func (s *Service) Update(ctx context.Context, r *userpool.ResourceServer) error {
	return s.db.Update(ctx, func(st Store) error {
		if _, err := load(st, r.Pool, r.Identifier); err != nil {
			return err
		}
		if err := admit(st, r); err != nil {
			return err
		}
		return st.UpdateResourceServer(r)
	})
}

// Delete deletes a resource server and with it its scopes.
func (s *Service) Delete(ctx context.Context, pool userpool.PoolID, identifier string) error {
	return s.db.Update(ctx, func(st Store) error {
		if _, err := load(st, pool, identifier); err != nil {
			return err
		}
		return st.DeleteResourceServer(pool, identifier)
	})
}

// Page is one page of resource servers; Next is "" on the last one.
type Page struct {
	Servers []userpool.ResourceServer
	Next    string
}

// List gives up to limit resource servers of a pool, by identifier, and goes
// on where token says. A limit of 0 means MaxPage.
func (s *Service) List(ctx context.Context, pool userpool.PoolID, limit int, token string) (page Page, err error) {
	limit = cmp.Or(limit, MaxPage)
	list := []string{"resource servers", string(pool)}
	after, err := cursor.Parse(token, list...)
	if err != nil {
		return page, userpool.Errorf(userpool.InvalidParameter, "Invalid pagination token given.")
	}
	err = s.db.View(ctx, func(st Store) (err error) {
		if _, err := loadPool(st, pool); err != nil {
			return err
		}
		page.Servers, err = st.ResourceServers(pool, after, limit+1)
		return err
	})
	if len(page.Servers) > limit {
		page.Servers = page.Servers[:limit]
		page.Next = cursor.Print(page.Servers[limit-1].Identifier, list...)
	}
	return page, err
}

// HasScope reports whether a resource server of the pool has the scope, which
// is written `identifier/name`.
func (s *Service) HasScope(ctx context.Context, pool userpool.PoolID, scope string) (found bool, err error) {
	identifier, ok := identifierOf(scope)
	if !ok {
		return false, nil
	}
	err = s.db.View(ctx, func(st Store) error {
		r, err := st.ResourceServer(pool, identifier)
		found = err == nil && r.HasScope(scope)
		if errors.Is(err, userpool.ErrNotFound) {
			return nil
		}
		return err
	})
	return found, err
}

// identifierOf cuts at the last slash: identifiers may hold slashes, names of
// scopes may not.
func identifierOf(scope string) (string, bool) {
	i := strings.LastIndexByte(scope, '/')
	if i <= 0 {
		return "", false
	}
	return scope[:i], true
}

// admit refuses names that Cognito keeps for itself and scopes of one name.
func admit(st Store, r *userpool.ResourceServer) error {
	if _, err := loadPool(st, r.Pool); err != nil {
		return err
	}
	if strings.HasPrefix(r.Identifier, "aws.cognito") {
		return userpool.Errorf(userpool.InvalidParameter, "Resource server identifier %s is reserved.", r.Identifier)
	}
	seen := map[string]bool{}
	for _, scope := range r.Scopes {
		if seen[scope.Name] {
			return userpool.Errorf(userpool.InvalidParameter, "Scope %s is defined more than once.", scope.Name)
		}
		seen[scope.Name] = true
	}
	return nil
}

func loadPool(st Store, id userpool.PoolID) (*userpool.Pool, error) {
	p, err := st.Pool(id)
	if errors.Is(err, userpool.ErrNotFound) {
		return nil, userpool.PoolNotFound(id)
	}
	return p, err
}

func load(st Store, pool userpool.PoolID, identifier string) (*userpool.ResourceServer, error) {
	if _, err := loadPool(st, pool); err != nil {
		return nil, err
	}
	r, err := st.ResourceServer(pool, identifier)
	if errors.Is(err, userpool.ErrNotFound) {
		return nil, userpool.Errorf(userpool.ResourceNotFound, "Resource server %s does not exist.", identifier)
	}
	return r, err
}
