package iam

import (
	"context"
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/access/principal"
)

// An Owner is a role or user whose policies are meant.
type Owner struct {
	user bool
	name string
}

// RoleNamed is a role by its name.
func RoleNamed(name string) Owner { return Owner{name: name} }

// UserNamed is a user by its name.
func UserNamed(name string) Owner { return Owner{user: true, name: name} }

// holder gives id and canonical name of the role or user.
func (o Owner) holder(st Store) (id, name string, err error) {
	if o.user {
		u, err := user(st, o.name)
		if err != nil {
			return "", "", err
		}
		return u.ID, u.Name, nil
	}
	r, err := role(st, o.name)
	if err != nil {
		return "", "", err
	}
	return r.ID, r.Name, nil
}

func (o Owner) inlineLimit() int {
	if o.user {
		return principal.MaxInlineSizeOfUser
	}
	return principal.MaxInlineSize
}

func (o Owner) policyNotFound(name string) *principal.Error {
	if o.user {
		return principal.UserPolicyNotFound(name)
	}
	return principal.RolePolicyNotFound(name)
}

func (o Owner) describe(name string) string {
	if o.user {
		return "user " + name
	}
	return "role " + name
}

// PutInline embeds a policy, over the one of the same name.
func (s *Service) PutInline(ctx context.Context, o Owner, p principal.InlinePolicy) error {
	return s.update(ctx, func(st Store) error {
		id, name, err := o.holder(st)
		if err != nil {
			return err
		}
		all, err := st.InlinePolicies(id)
		if err != nil {
			return err
		}
		all, err = principal.PutInline(all, p, o.inlineLimit(), o.describe(name))
		if err != nil {
			return err
		}
		return st.SetInlinePolicies(id, all)
	})
}

// Inline reads an embedded policy.
func (s *Service) Inline(ctx context.Context, o Owner, policy string) (found principal.InlinePolicy, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		_, all, i, err := o.inline(st, policy)
		if err == nil {
			found = all[i]
		}
		return err
	})
	return found, err
}

func (o Owner) inline(st Store, policy string) (id string, all []principal.InlinePolicy, at int, err error) {
	if id, _, err = o.holder(st); err != nil {
		return "", nil, 0, err
	}
	if all, err = st.InlinePolicies(id); err != nil {
		return "", nil, 0, err
	}
	at = slices.IndexFunc(all, func(p principal.InlinePolicy) bool { return p.Name == policy })
	if at < 0 {
		return "", nil, 0, o.policyNotFound(policy)
	}
	return id, all, at, nil
}

// DeleteInline removes an embedded policy.
func (s *Service) DeleteInline(ctx context.Context, o Owner, policy string) error {
	return s.update(ctx, func(st Store) error {
		id, all, at, err := o.inline(st, policy)
		if err != nil {
			return err
		}
		return st.SetInlinePolicies(id, slices.Delete(all, at, at+1))
	})
}

// InlineNames lists the names of embedded policies.
func (s *Service) InlineNames(ctx context.Context, o Owner, p Page) (out List[string], err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		id, _, err := o.holder(st)
		if err != nil {
			return err
		}
		all, err := st.InlinePolicies(id)
		if err != nil {
			return err
		}
		names := make([]string, len(all))
		for i := range all {
			names[i] = all[i].Name
		}
		out, err = page(p, inMemory(names, func(n *string) string { return *n }, "inline policies", id))
		return err
	})
	return out, err
}

// Attach gives a role or user a managed policy; one that it has already is no
// error.
func (s *Service) Attach(ctx context.Context, o Owner, arn string) error {
	return s.update(ctx, func(st Store) error {
		id, _, err := o.holder(st)
		if err != nil {
			return err
		}
		if err := s.attachable(st, arn); err != nil {
			return err
		}
		attached, err := attachedTo(st, id)
		if err != nil || slices.Contains(attached, arn) {
			return err
		}
		if err := principal.CheckAttach(len(attached)); err != nil {
			return err
		}
		return st.Attach(principal.Attachment{Owner: id, Policy: arn})
	})
}

func (s *Service) attachable(st Store, arn string) error {
	_, err := s.managed(st, arn)
	if principal.CodeOf(err) == principal.NoSuchEntity {
		return principal.Errorf(principal.NoSuchEntity, "Policy %s does not exist or is not attachable.", arn)
	}
	return err
}

func attachedTo(st Store, id string) ([]string, error) {
	all, err := st.AttachmentsOf(id)
	var arns []string
	for _, a := range all {
		if !a.Boundary {
			arns = append(arns, a.Policy)
		}
	}
	return arns, err
}

// Detach takes a managed policy from a role or user.
func (s *Service) Detach(ctx context.Context, o Owner, arn string) error {
	return s.update(ctx, func(st Store) error {
		id, _, err := o.holder(st)
		if err != nil {
			return err
		}
		return instead(st.Detach(principal.Attachment{Owner: id, Policy: arn}), principal.PolicyNotFound(arn))
	})
}

// Attached lists the ARNs of the managed policies of a role or user below a
// path prefix.
func (s *Service) Attached(ctx context.Context, o Owner, prefix string, p Page) (out List[string], err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		id, _, err := o.holder(st)
		if err != nil {
			return err
		}
		arns, err := attachedTo(st, id)
		if err != nil {
			return err
		}
		from := inMemory(arns, func(a *string) string { return *a }, "attached policies", id, prefix)
		from.keep = func(a *string) bool {
			_, path, _ := strings.Cut(*a, ":policy")
			return strings.HasPrefix(path, prefix)
		}
		out, err = page(p, from)
		return err
	})
	return out, err
}

// bind sets the permissions boundary of a role or user in the attachments;
// "" means none.
func (s *Service) bind(st Store, id, arn string) error {
	if arn != "" {
		if err := s.attachable(st, arn); err != nil {
			return err
		}
	}
	all, err := st.AttachmentsOf(id)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.Boundary && a.Policy != arn {
			if err := st.Detach(a); err != nil {
				return err
			}
		}
	}
	if arn == "" {
		return nil
	}
	return st.Attach(principal.Attachment{Owner: id, Policy: arn, Boundary: true})
}
