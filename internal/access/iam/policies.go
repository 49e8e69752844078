package iam

import (
	"context"
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
)

// A Policy is a managed policy with its place in the account.
type Policy struct {
	principal.ManagedPolicy
	ARN        string
	Attached   int // how many roles and users have it
	Boundaries int // how many have it as permissions boundary
}

// CreatePolicy makes a managed policy of one version. Path may be empty.
func (s *Service) CreatePolicy(ctx context.Context, p principal.ManagedPolicy, text string) (*Policy, error) {
	if p.Path == "" {
		p.Path = principal.DefaultPath
	}
	if err := principal.CheckPath(p.Path); err != nil {
		return nil, err
	}
	if err := principal.CheckTags(p.Tags); err != nil {
		return nil, err
	}
	p.Created = s.deps.Now()
	if _, err := p.AddVersion(text, true, p.Created); err != nil {
		return nil, err
	}
	id, err := principal.NewID(principal.PolicyPrefix, s.deps.Rand)
	if err != nil {
		return nil, err
	}
	p.ID = id
	err = s.update(ctx, func(st Store) error {
		return instead(st.InsertManagedPolicy(&p), principal.PolicyExists(p.Name))
	})
	if err != nil {
		return nil, err
	}
	return &Policy{ManagedPolicy: p, ARN: s.deps.Account.PolicyARN(p.Path, p.Name)}, nil
}

// Policy reads a managed policy by its ARN.
func (s *Service) Policy(ctx context.Context, arn string) (out *Policy, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		p, err := s.managed(st, arn)
		if err != nil {
			return err
		}
		out, err = counted(st, p, arn)
		return err
	})
	return out, err
}

// managed reads a policy by ARN, the ones that come with the service included.
func (s *Service) managed(st Store, arn string) (*principal.ManagedPolicy, error) {
	if p, ok := principal.AWSManaged(arn); ok {
		return p, nil
	}
	return s.own(st, arn)
}

// own reads a policy of this account, one that can be changed.
func (s *Service) own(st Store, arn string) (*principal.ManagedPolicy, error) {
	path, name, ok := s.deps.Account.SplitName(arn, "policy")
	if !ok {
		if _, aws := principal.AWSManaged(arn); aws {
			return nil, principal.Errorf(principal.InvalidInput, "Policy %s belongs to the service and cannot be changed.", arn)
		}
		return nil, principal.PolicyNotFound(arn)
	}
	p, err := st.ManagedPolicy(name)
	if err == nil {
		err = same(p.Path == path && p.Name == name)
	}
	return or(p, err, principal.PolicyNotFound(arn))
}

func counted(st Store, p *principal.ManagedPolicy, arn string) (*Policy, error) {
	out := &Policy{ManagedPolicy: *p, ARN: arn}
	users, err := st.UsersOfPolicy(arn)
	for _, a := range users {
		if a.Boundary {
			out.Boundaries++
		} else {
			out.Attached++
		}
	}
	return out, err
}

// A PolicyFilter selects managed policies.
type PolicyFilter struct {
	Local, AWS   bool // whose policies
	Prefix       string
	OnlyAttached bool
	Boundary     bool // only those in use as permissions boundary
	Attached     bool // only those in use as policy
}

// ListPolicies lists managed policies.
func (s *Service) ListPolicies(ctx context.Context, f PolicyFilter, p Page) (out List[Policy], err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		var all []Policy
		add := func(m *principal.ManagedPolicy, arn string) error {
			c, err := counted(st, m, arn)
			if err == nil && f.admits(c) {
				all = append(all, *c)
			}
			return err
		}
		if f.AWS {
			for _, arn := range principal.AWSManagedARNs() {
				m, _ := principal.AWSManaged(arn)
				if err := add(m, arn); err != nil {
					return err
				}
			}
		}
		for after, more := "", f.Local; more; {
			rows, err := st.ManagedPolicies(after, batch)
			if err != nil {
				return err
			}
			for i := range rows {
				if err := add(&rows[i], s.deps.Account.PolicyARN(rows[i].Path, rows[i].Name)); err != nil {
					return err
				}
				after = rows[i].Name
			}
			more = len(rows) == batch
		}
		out, err = page(p, inMemory(all, func(p *Policy) string { return p.ARN }, "policies", f.Prefix))
		return err
	})
	return out, err
}

func (f PolicyFilter) admits(p *Policy) bool {
	return strings.HasPrefix(p.Path, f.Prefix) && (!f.OnlyAttached || p.Attached > 0) &&
		(!f.Boundary || p.Boundaries > 0) && (!f.Attached || p.Attached > 0)
}

func (s *Service) changePolicy(ctx context.Context, arn string, change func(*principal.ManagedPolicy) error) error {
	return s.update(ctx, func(st Store) error {
		p, err := s.own(st, arn)
		if err != nil {
			return err
		}
		if err := change(p); err != nil {
			return err
		}
		return instead(st.UpdateManagedPolicy(p), principal.PolicyNotFound(arn))
	})
}

// CreateVersion adds a version to a managed policy.
func (s *Service) CreateVersion(ctx context.Context, arn, text string, makeDefault bool) (v principal.PolicyVersion, isDefault bool, err error) {
	now := s.deps.Now()
	err = s.changePolicy(ctx, arn, func(p *principal.ManagedPolicy) error {
		v, err = p.AddVersion(text, makeDefault, now)
		isDefault = p.Default == v.Number
		return err
	})
	return v, isDefault, err
}

// Version reads a version of a managed policy, and whether it is in force.
func (s *Service) Version(ctx context.Context, arn, id string) (v principal.PolicyVersion, isDefault bool, err error) {
	p, err := s.Policy(ctx, arn)
	if err != nil {
		return v, false, err
	}
	number, err := versionNumber(arn, id)
	if err != nil {
		return v, false, err
	}
	v, err = p.Version(arn, number)
	return v, p.Default == number, err
}

func versionNumber(arn, id string) (int, error) {
	number, ok := principal.ParseVersionID(id)
	if !ok {
		return 0, principal.VersionNotFound(arn, id)
	}
	return number, nil
}

// Versions lists the versions of a managed policy, newest first, and tells the
// number of the one in force.
func (s *Service) Versions(ctx context.Context, arn string, p Page) (List[principal.PolicyVersion], int, error) {
	found, err := s.Policy(ctx, arn)
	if err != nil {
		return List[principal.PolicyVersion]{}, 0, err
	}
	newest := slices.Clone(found.Versions)
	slices.Reverse(newest)
	// Of five versions a page is always enough unless the caller wants less.
	out, err := page(p, inMemory(newest, func(v *principal.PolicyVersion) string {
		return string(rune(descending - v.Number))
	}, "versions", arn))
	return out, found.Default, err
}

// descending turns version numbers into keys that sort the other way round.
const descending = 0xD000

// SetDefault puts a version of a managed policy into force.
func (s *Service) SetDefault(ctx context.Context, arn, id string) error {
	number, err := versionNumber(arn, id)
	if err != nil {
		return err
	}
	now := s.deps.Now()
	return s.changePolicy(ctx, arn, func(p *principal.ManagedPolicy) error { return p.SetDefault(arn, number, now) })
}

// DeleteVersion deletes a version that is not in force.
func (s *Service) DeleteVersion(ctx context.Context, arn, id string) error {
	number, err := versionNumber(arn, id)
	if err != nil {
		return err
	}
	now := s.deps.Now()
	return s.changePolicy(ctx, arn, func(p *principal.ManagedPolicy) error { return p.DeleteVersion(arn, number, now) })
}

// DeletePolicy deletes a managed policy of one version that nobody uses.
func (s *Service) DeletePolicy(ctx context.Context, arn string) error {
	return s.update(ctx, func(st Store) error {
		p, err := s.own(st, arn)
		if err != nil {
			return err
		}
		users, err := st.UsersOfPolicy(arn)
		switch {
		case err != nil:
			return err
		case len(users) > 0:
			return principal.Errorf(principal.DeleteConflict, "Cannot delete a policy attached to entities.")
		case len(p.Versions) > 1:
			return principal.Errorf(principal.DeleteConflict, "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.")
		}
		return instead(st.DeleteManagedPolicy(p.Name), principal.PolicyNotFound(arn))
	})
}

// TagPolicy adds tags to a managed policy.
func (s *Service) TagPolicy(ctx context.Context, arn string, tags []access.Tag) error {
	return s.changePolicy(ctx, arn, func(p *principal.ManagedPolicy) (err error) {
		p.Tags, err = principal.AddTags(p.Tags, tags)
		return err
	})
}

// UntagPolicy removes tags of a managed policy.
func (s *Service) UntagPolicy(ctx context.Context, arn string, keys []string) error {
	return s.changePolicy(ctx, arn, func(p *principal.ManagedPolicy) error {
		p.Tags = principal.RemoveTags(p.Tags, keys)
		return nil
	})
}

// A PolicyUser is a role or user that uses a managed policy.
type PolicyUser struct {
	Role     *principal.Role // nil for a user
	User     *principal.User // nil for a role
	Boundary bool
}

func (u *PolicyUser) id() string {
	if u.Role != nil {
		return u.Role.ID
	}
	return u.User.ID
}

func (u *PolicyUser) path() string {
	if u.Role != nil {
		return u.Role.Path
	}
	return u.User.Path
}

// PolicyUsers lists who uses a managed policy and passes the filter.
func (s *Service) PolicyUsers(ctx context.Context, arn, prefix string, keep func(*PolicyUser) bool, p Page) (out List[PolicyUser], err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		if _, err := s.managed(st, arn); err != nil {
			return err
		}
		users, err := st.UsersOfPolicy(arn)
		if err != nil {
			return err
		}
		var all []PolicyUser
		for _, a := range users {
			u := PolicyUser{Boundary: a.Boundary}
			if strings.HasPrefix(a.Owner, principal.RolePrefix) {
				u.Role, err = st.IAMRoleByID(a.Owner)
			} else {
				u.User, err = st.IAMUserByID(a.Owner)
			}
			if err != nil {
				return err
			}
			if strings.HasPrefix(u.path(), prefix) && keep(&u) {
				all = append(all, u)
			}
		}
		out, err = page(p, inMemory(all, (*PolicyUser).id, "users of policy", arn, prefix))
		return err
	})
	return out, err
}
