package identitypool

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// maxRetries bounds how often a call starts anew because another one has linked
// the same login meanwhile.
const maxRetries = 5

// settle runs fn, which finds or makes the identity that logins lead to.
// Whoever loses a race for a login looks again and finds the winner's identity.
func (s *Service) settle(ctx context.Context, fn func(*linking) error) error {
	now := s.deps.Now()
	var err error
	for range maxRetries {
		fresh, idErr := s.newID()
		if idErr != nil {
			return idErr
		}
		err = s.deps.DB.Update(ctx, func(st Store) error {
			return fn(&linking{service: s, st: st, now: now, fresh: IdentityID(fresh)})
		})
		if !errors.Is(err, ErrExists) {
			return err
		}
	}
	return err
}

// linking is one transaction on identities and logins.
type linking struct {
	service *Service
	st      Store
	now     time.Time
	fresh   IdentityID // for an identity that has to be made
}

// owned looks up whom the logins lead to: the owners, each once, and the
// logins without one.
func (l *linking) owned(p *Pool, logins []login) (owners []IdentityID, free []login, err error) {
	for _, one := range logins {
		if one.kind == kindOwn {
			continue
		}
		found, err := l.st.Login(p.ID, one.canonical, one.subject)
		switch {
		case errors.Is(err, ErrNotFound):
			free = append(free, one)
		case err != nil:
			return nil, nil, err
		case !slices.Contains(owners, found.Identity):
			owners = append(owners, found.Identity)
		}
	}
	return owners, free, nil
}

// create makes an identity that has the logins; a guest when there are none.
func (l *linking) create(p *Pool, logins []login) (IdentityID, error) {
	i := &Identity{ID: l.fresh, Pool: p.ID, Created: l.now, Modified: l.now}
	if err := l.st.InsertIdentity(i); err != nil {
		return "", err
	}
	return i.ID, l.link(p, i, logins)
}

// link makes free logins lead to an identity.
func (l *linking) link(p *Pool, to *Identity, logins []login) error {
	if len(logins) == 0 {
		return nil
	}
	have, err := l.st.LoginsOf(to.ID)
	if err != nil {
		return err
	}
	for _, one := range logins {
		added := Login{Pool: p.ID, Provider: one.canonical, Subject: one.subject, Identity: to.ID, Created: l.now}
		if conflicting(p, have, []Login{added}) {
			return linkedElsewhere()
		}
		if err := l.st.InsertLogin(&added); err != nil {
			return err
		}
		have = append(have, added)
	}
	to.Modified = l.now
	return l.st.UpdateIdentity(to)
}

// conflicting tells whether an identity cannot have both lists of logins: a
// person has one account at each public provider, and there is an end.
func conflicting(p *Pool, have, added []Login) bool {
	if len(have)+len(added) > MaxLogins {
		return true
	}
	for _, a := range added {
		for _, h := range have {
			if a.Provider == h.Provider && a.Subject != h.Subject && a.Provider != p.DeveloperProvider {
				return true
			}
		}
	}
	return false
}

// merge moves everything of one identity to another and disables it.
func (l *linking) merge(p *Pool, from, to IdentityID) error {
	if from == to {
		return nil
	}
	moved, err := l.st.LoginsOf(from)
	if err != nil {
		return err
	}
	have, err := l.st.LoginsOf(to)
	if err != nil {
		return err
	}
	if conflicting(p, have, moved) {
		return linkedElsewhere()
	}
	source, err := identity(l.st, from)
	if err != nil {
		return err
	}
	target, err := identity(l.st, to)
	if err != nil {
		return err
	}
	if err := l.st.MoveLogins(from, to); err != nil {
		return err
	}
	source.Disabled, source.Parent, source.Modified = true, to, l.now
	target.Modified = l.now
	return errors.Join(l.st.UpdateIdentity(source), l.st.UpdateIdentity(target))
}

// gather merges all owners into one identity and links the free logins to it.
func (l *linking) gather(p *Pool, to IdentityID, owners []IdentityID, free []login) (IdentityID, error) {
	for _, owner := range owners {
		if err := l.merge(p, owner, to); err != nil {
			return "", err
		}
	}
	if len(free) == 0 {
		return to, nil
	}
	target, err := identity(l.st, to)
	if err != nil {
		return "", err
	}
	return to, l.link(p, target, free)
}

// find is GetId: whom the logins lead to, made anew when they lead to nobody.
func (l *linking) find(p *Pool, logins []login) (IdentityID, error) {
	owners, free, err := l.owned(p, logins)
	if err != nil {
		return "", err
	}
	if len(owners) == 0 {
		return l.create(p, logins)
	}
	return l.gather(p, owners[0], owners[1:], free)
}

// use is GetOpenIdToken and GetCredentialsForIdentity: the identity that the
// caller names, or the one that its logins lead to instead.
func (l *linking) use(p *Pool, named *Identity, logins []login) (IdentityID, error) {
	owners, free, err := l.owned(p, logins)
	if err != nil {
		return "", err
	}
	if named.Disabled {
		return l.useParent(p, named, owners, free)
	}
	have, err := l.st.LoginsOf(named.ID)
	if err != nil {
		return "", err
	}
	switch {
	case len(logins) == 0 && len(have) > 0:
		return "", forbidden(named.ID)
	case len(logins) == 0 && !p.AllowGuests:
		return "", noGuests()
	case len(logins) == 0:
		return named.ID, nil
	case len(have) == 0 && len(owners) == 0:
		return named.ID, l.link(p, named, free) // the guest keeps its id, and what is stored under it
	case len(have) == 0:
		return l.gather(p, owners[0], append(owners[1:], named.ID), free)
	case !slices.Contains(owners, named.ID):
		return "", noMatch()
	default:
		return l.gather(p, named.ID, owners, free)
	}
}

// useParent answers for an identity that was merged away.
func (l *linking) useParent(p *Pool, named *Identity, owners []IdentityID, free []login) (IdentityID, error) {
	seen := 0
	for at := named; at.Disabled; seen++ {
		if at.Parent == "" || seen > MaxLogins {
			return "", forbidden(named.ID)
		}
		next, err := l.st.Identity(at.Parent)
		if errors.Is(err, ErrNotFound) {
			return "", forbidden(named.ID)
		}
		if err != nil {
			return "", err
		}
		if at = next; !at.Disabled && slices.Contains(owners, at.ID) {
			return l.gather(p, at.ID, owners, free)
		}
	}
	return "", forbidden(named.ID)
}

// Unlink takes logins from an identity. One of the given tokens must prove that
// the caller is who it says.
func (s *Service) Unlink(ctx context.Context, id IdentityID, logins map[string]string, remove []string) error {
	p, named, err := s.poolAndIdentity(ctx, id)
	if err != nil {
		return err
	}
	proofs, err := s.verify(ctx, p, logins, false)
	if err != nil {
		return err
	}
	var gone []string
	for _, key := range remove {
		from, err := s.provider(p, key)
		if err != nil {
			return err
		}
		gone = append(gone, from.canonical)
	}
	return s.settle(ctx, func(l *linking) error {
		owners, _, err := l.owned(p, proofs)
		if err != nil {
			return err
		}
		if !slices.Contains(owners, named.ID) {
			return noMatch()
		}
		return l.unlink(named.ID, func(login Login) bool { return slices.Contains(gone, login.Provider) })
	})
}

// unlink removes logins. An identity that loses its last one is out of reach.
func (l *linking) unlink(id IdentityID, gone func(Login) bool) error {
	have, err := l.st.LoginsOf(id)
	if err != nil {
		return err
	}
	left := len(have)
	for _, login := range have {
		if !gone(login) {
			continue
		}
		if err := l.st.DeleteLogin(login.Pool, login.Provider, login.Subject); err != nil {
			return err
		}
		left--
	}
	if left == len(have) {
		return nil
	}
	i, err := identity(l.st, id)
	if err != nil {
		return err
	}
	i.Modified, i.Disabled = l.now, left == 0
	return l.st.UpdateIdentity(i)
}

// poolAndIdentity reads an identity with its pool.
func (s *Service) poolAndIdentity(ctx context.Context, id IdentityID) (p *Pool, i *Identity, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		if i, err = identity(st, id); err != nil {
			return err
		}
		p, err = pool(st, i.Pool)
		return err
	})
	return p, i, err
}

// tail is the part of a token's amr that tells whose login it was.
func (l *login) tail(p *Pool) []string {
	switch l.kind {
	case kindUserPool:
		return []string{l.name, l.name + ":CognitoSignIn:" + l.subject}
	case kindOIDC:
		return []string{l.name, l.arn + ":OIDC:" + l.subject}
	case kindDeveloper:
		return []string{l.name, l.name + ":" + string(p.ID) + ":" + l.subject}
	case kindSAML:
		return []string{l.name, l.name + ":SAML:" + l.subject}
	case kindOwn:
		return slices.DeleteFunc(slices.Clone(l.own.amr), func(s string) bool { return strings.HasSuffix(s, "authenticated") })
	default:
		return []string{l.name, l.name + ":" + l.subject}
	}
}
