package iam

import (
	"context"
	"errors"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/syntax/policy"
)

// CreateRole makes a role. Path may be empty, MaxSession 0; id and times are
// the service's to set.
func (s *Service) CreateRole(ctx context.Context, r principal.Role) (*principal.Role, error) {
	doc, err := s.newPrincipal(&r.Path, r.Tags, func() (*policy.Document, error) { return principal.ParseTrust(r.Trust) })
	if err != nil {
		return nil, err
	}
	if r.ID, err = principal.NewID(principal.RolePrefix, s.deps.Rand); err != nil {
		return nil, err
	}
	r.Created = s.deps.Now()
	if r.MaxSession == 0 {
		r.MaxSession = principal.DefaultSession
	}
	err = s.update(ctx, func(st Store) error {
		if r.Trusted, err = s.trusted(st, doc); err != nil {
			return err
		}
		if err := s.bind(st, r.ID, r.Boundary); err != nil {
			return err
		}
		return instead(st.InsertIAMRole(&r), principal.RoleExists(r.Name))
	})
	if err != nil {
		return nil, err
	}
	return &r, nil
}

// newPrincipal checks what roles and users have in common, and completes path.
func (s *Service) newPrincipal(path *string, tags []access.Tag, parse func() (*policy.Document, error)) (*policy.Document, error) {
	if *path == "" {
		*path = principal.DefaultPath
	}
	if err := principal.CheckPath(*path); err != nil {
		return nil, err
	}
	if err := principal.CheckTags(tags); err != nil {
		return nil, err
	}
	return parse()
}

// trusted finds the roles and users of this account that a trust policy names.
func (s *Service) trusted(st Store, doc *policy.Document) ([]principal.Trusted, error) {
	var all []principal.Trusted
	for _, statement := range doc.Statements {
		if statement.Principal == nil {
			continue
		}
		for _, name := range statement.Principal.AWS {
			id, err := s.uniqueID(st, name)
			if errors.Is(err, principal.ErrNotFound) {
				return nil, principal.Errorf(principal.MalformedPolicyDocument, "%s", policy.InvalidPrincipal("AWS", name).Error())
			}
			if err != nil {
				return nil, err
			}
			if id != "" {
				all = append(all, principal.Trusted{ARN: name, ID: id})
			}
		}
	}
	return all, nil
}

// uniqueID gives the id of the role or user that an ARN of this account names,
// "" for other principals, which are not looked up.
func (s *Service) uniqueID(st Store, name string) (string, error) {
	if path, role, ok := s.deps.Account.SplitName(name, "role"); ok {
		r, err := st.IAMRole(role)
		if err != nil {
			return "", err
		}
		return r.ID, same(r.Path == path && r.Name == role)
	}
	if path, user, ok := s.deps.Account.SplitName(name, "user"); ok {
		u, err := st.IAMUser(user)
		if err != nil {
			return "", err
		}
		return u.ID, same(u.Path == path && u.Name == user)
	}
	return "", nil
}

// same is for ARNs, which unlike names count with path and case.
func same(ok bool) error {
	if !ok {
		return principal.ErrNotFound
	}
	return nil
}

// Role reads a role.
func (s *Service) Role(ctx context.Context, name string) (r *principal.Role, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		r, err = role(st, name)
		return err
	})
	return r, err
}

func role(st Store, name string) (*principal.Role, error) {
	r, err := st.IAMRole(name)
	return or(r, err, principal.RoleNotFound(name))
}

// Roles lists roles below a path prefix.
func (s *Service) Roles(ctx context.Context, prefix string, p Page) (out List[principal.Role], err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		out, err = page(p, source[principal.Role]{
			name: []string{"roles", prefix}, read: st.IAMRoles,
			key:  func(r *principal.Role) string { return principal.NameKey(r.Name) },
			keep: below(prefix, func(r *principal.Role) string { return r.Path }),
		})
		return err
	})
	return out, err
}

// changeRole applies one change to a role.
func (s *Service) changeRole(ctx context.Context, name string, change func(Store, *principal.Role) error) (r *principal.Role, err error) {
	err = s.update(ctx, func(st Store) error {
		if r, err = role(st, name); err != nil {
			return err
		}
		if err := change(st, r); err != nil {
			return err
		}
		return instead(st.UpdateIAMRole(r), principal.RoleNotFound(name))
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// UpdateRole sets description and session length; nil leaves them.
func (s *Service) UpdateRole(ctx context.Context, name string, description *string, maxSession *time.Duration) (*principal.Role, error) {
	return s.changeRole(ctx, name, func(_ Store, r *principal.Role) error {
		if description != nil {
			r.Description = *description
		}
		if maxSession != nil {
			r.MaxSession = *maxSession
		}
		return nil
	})
}

// UpdateTrust replaces the trust policy of a role.
func (s *Service) UpdateTrust(ctx context.Context, name, text string) error {
	doc, err := principal.ParseTrust(text)
	if err != nil {
		return err
	}
	_, err = s.changeRole(ctx, name, func(st Store, r *principal.Role) error {
		r.Trust = text
		r.Trusted, err = s.trusted(st, doc)
		return err
	})
	return err
}

// RevokeSessions ends all sessions of a role that began before now.
func (s *Service) RevokeSessions(ctx context.Context, name string) error {
	now := s.deps.Now()
	_, err := s.changeRole(ctx, name, func(_ Store, r *principal.Role) error {
		r.SessionsValidFrom = now
		return nil
	})
	return err
}

// DeleteRole deletes a role without policies.
func (s *Service) DeleteRole(ctx context.Context, name string) error {
	return s.update(ctx, func(st Store) error {
		r, err := role(st, name)
		if err != nil {
			return err
		}
		if err := unused(st, r.ID); err != nil {
			return err
		}
		if err := s.bind(st, r.ID, ""); err != nil {
			return err
		}
		return instead(st.DeleteIAMRole(name), principal.RoleNotFound(name))
	})
}

// unused refuses a principal that still has policies.
func unused(st Store, id string) error {
	attached, err := st.AttachmentsOf(id)
	if err != nil {
		return err
	}
	for _, a := range attached {
		if !a.Boundary {
			return principal.Errorf(principal.DeleteConflict, "Cannot delete entity, must detach all policies first.")
		}
	}
	inline, err := st.InlinePolicies(id)
	if err == nil && len(inline) > 0 {
		return principal.Errorf(principal.DeleteConflict, "Cannot delete entity, must delete policies first.")
	}
	return err
}

// TagRole adds tags to a role.
func (s *Service) TagRole(ctx context.Context, name string, tags []access.Tag) error {
	_, err := s.changeRole(ctx, name, func(_ Store, r *principal.Role) (err error) {
		r.Tags, err = principal.AddTags(r.Tags, tags)
		return err
	})
	return err
}

// UntagRole removes tags of a role.
func (s *Service) UntagRole(ctx context.Context, name string, keys []string) error {
	_, err := s.changeRole(ctx, name, func(_ Store, r *principal.Role) error {
		r.Tags = principal.RemoveTags(r.Tags, keys)
		return nil
	})
	return err
}

// Tags pages through tags.
func Tags(all []access.Tag, p Page, owner string) (List[access.Tag], error) {
	return page(p, inMemory(all, func(t *access.Tag) string { return t.Key }, "tags", owner))
}
