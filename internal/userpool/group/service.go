package group

import (
	"context"
	"errors"
	"time"

	"github.com/cognate-id/cognate/internal/syntax/arn"
	"github.com/cognate-id/cognate/internal/userpool"
)

// The limits of groups.
const (
	MaxGroups = 10_000 // in a pool
	MaxOfUser = 100    // that one user is in
	MaxPage   = 60     // in a page of a list, and in one whose size is left open
)

// Deps are what a Service needs.
type Deps struct {
	DB      DB
	Now     func() time.Time
	Account string // twelve digits: whose roles groups may carry
}

// Service keeps groups.
type Service struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps: deps} }

// now is the time as stores keep it.
func (s *Service) now() time.Time { return s.deps.Now().UTC().Truncate(time.Millisecond) }

// Settings are a group's settings as a caller sends them; nil is not sent.
type Settings struct {
	Description *string
	RoleARN     *string
	Precedence  *int
}

// check refuses a role of another account: nobody here could pass it on.
func (s *Service) check(in Settings) error {
	if in.RoleARN == nil {
		return nil
	}
	if a, err := arn.Parse(*in.RoleARN); err != nil || a.Account != s.deps.Account {
		return userpool.Errorf(userpool.InvalidParameter, "Cross-account pass role is not allowed.")
	}
	return nil
}

// Create makes a group.
func (s *Service) Create(ctx context.Context, pool userpool.PoolID, name userpool.GroupName, in Settings) (*userpool.Group, error) {
	now := s.now()
	g := &userpool.Group{Pool: pool, Name: name, Description: in.Description, RoleARN: in.RoleARN,
		Precedence: in.Precedence, Created: now, Modified: now}
	err := s.deps.DB.Update(ctx, func(st Store) error {
		if _, err := loadPool(st, pool); err != nil {
			return err
		}
		if err := s.check(in); err != nil {
			return err
		}
		if err := st.InsertGroup(g); err != nil {
			return err
		}
		n, err := st.CountGroups(pool)
		if err != nil {
			return err
		}
		if n > MaxGroups {
			return userpool.Errorf(userpool.LimitExceeded, "The user pool has reached its limit of %d groups.", MaxGroups)
		}
		return nil
	})
	if errors.Is(err, userpool.ErrExists) {
		return nil, userpool.Errorf(userpool.GroupExists, "A group with the name already exists").Because(err)
	}
	if err != nil {
		return nil, err
	}
	return g, nil
}

// Get gives a group.
func (s *Service) Get(ctx context.Context, pool userpool.PoolID, name userpool.GroupName) (g *userpool.Group, err error) {
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		g, err = load(st, pool, name)
		return err
	})
	return g, err
}

// Update changes what the caller sends of a group and keeps the rest.
func (s *Service) Update(ctx context.Context, pool userpool.PoolID, name userpool.GroupName, in Settings) (g *userpool.Group, err error) {
	now := s.now()
	err = s.deps.DB.Update(ctx, func(st Store) (err error) {
		if g, err = load(st, pool, name); err != nil {
			return err
		}
		if err := s.check(in); err != nil {
			return err
		}
		if in.Description != nil {
			g.Description = in.Description
		}
		if in.RoleARN != nil {
			g.RoleARN = in.RoleARN
		}
		if in.Precedence != nil {
			g.Precedence = in.Precedence
		}
		g.Modified = now
		return st.UpdateGroup(g)
	})
	return g, err
}

// Delete deletes a group, members or not.
func (s *Service) Delete(ctx context.Context, pool userpool.PoolID, name userpool.GroupName) error {
	return s.deps.DB.Update(ctx, func(st Store) error {
		if _, err := load(st, pool, name); err != nil {
			return err
		}
		return st.DeleteGroup(pool, name)
	})
}

func loadPool(st Store, id userpool.PoolID) (*userpool.Pool, error) {
	p, err := st.Pool(id)
	if errors.Is(err, userpool.ErrNotFound) {
		return nil, userpool.PoolNotFound(id)
	}
	return p, err
}

func load(st Store, pool userpool.PoolID, name userpool.GroupName) (*userpool.Group, error) {
	if _, err := loadPool(st, pool); err != nil {
		return nil, err
	}
	return loadGroup(st, pool, name)
}

func loadGroup(st Store, pool userpool.PoolID, name userpool.GroupName) (*userpool.Group, error) {
	g, err := st.Group(pool, name)
	if errors.Is(err, userpool.ErrNotFound) {
		return nil, userpool.GroupNotFound()
	}
	return g, err
}
