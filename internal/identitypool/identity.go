package identitypool

import (
	"context"
	"errors"
	"slices"

	"github.com/cognate-id/cognate/internal/syntax/cursor"
)

// GetID gives the identity that the logins lead to. Without logins it makes a
// guest, another one at each call.
func (s *Service) GetID(ctx context.Context, poolID PoolID, logins map[string]string) (id IdentityID, err error) {
	p, err := s.Describe(ctx, poolID)
	if err != nil {
		return "", err
	}
	if len(logins) == 0 && !p.AllowGuests {
		return "", noGuests()
	}
	verified, err := s.verify(ctx, p, logins, false)
	if err != nil {
		return "", err
	}
	if id, err = s.known(ctx, p, verified); id != "" || err != nil {
		return id, err
	}
	err = s.settle(ctx, func(l *linking) error {
		id, err = l.find(p, verified)
		return err
	})
	return id, err
}

// known answers the usual case without writing: all logins lead to one identity.
func (s *Service) known(ctx context.Context, p *Pool, logins []login) (id IdentityID, err error) {
	if len(logins) == 0 {
		return "", nil
	}
	if logins[0].own != nil {
		if len(logins) > 1 {
			return "", noMatch()
		}
		return logins[0].own.identity, nil
	}
	err = s.deps.DB.View(ctx, func(st Store) error {
		owners, free, err := (&linking{service: s, st: st}).owned(p, logins)
		id = ""
		if len(owners) == 1 && len(free) == 0 {
			id = owners[0]
		}
		return err
	})
	return id, err
}

// bearer settles who a call with an identity id and logins is.
func (s *Service) bearer(ctx context.Context, id IdentityID, logins map[string]string) (*subject, []login, error) {
	p, named, err := s.poolAndIdentity(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	verified, err := s.verify(ctx, p, logins, false)
	if err != nil {
		return nil, nil, err
	}
	who := &subject{pool: p, identity: id, amr: p.amr(verified), tags: p.tags(verified)}
	if own := slices.IndexFunc(verified, func(l login) bool { return l.own != nil }); own >= 0 {
		if verified[own].own.identity != id || named.Disabled {
			return nil, nil, forbidden(id)
		}
		if len(verified) == 1 {
			return who, verified, nil
		}
	}
	if len(verified) == 0 {
		// A guest brings nothing that could be linked, so nothing is written.
		err := s.deps.DB.View(ctx, func(st Store) error {
			_, err := (&linking{service: s, st: st}).use(p, named, nil)
			return err
		})
		return who, nil, err
	}
	if known, err := s.known(ctx, p, withoutOwn(verified)); err == nil && known == id && !named.Disabled {
		return who, verified, nil
	}
	err = s.settle(ctx, func(l *linking) error {
		current, err := identity(l.st, id)
		if err != nil {
			return err
		}
		who.identity, err = l.use(p, current, withoutOwn(verified))
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return who, verified, nil
}

func withoutOwn(logins []login) []login {
	return slices.DeleteFunc(slices.Clone(logins), func(l login) bool { return l.own != nil })
}

// GetToken gives an OpenID token for the identity: the basic flow.
func (s *Service) GetToken(ctx context.Context, id IdentityID, logins map[string]string) (IdentityID, string, error) {
	p, _, err := s.poolAndIdentity(ctx, id)
	if err != nil {
		return "", "", err
	}
	if !p.AllowClassic {
		return "", "", Errorf(InvalidParameter, "Basic (classic) flow is not enabled, please use enhanced flow.")
	}
	who, _, err := s.bearer(ctx, id, logins)
	if err != nil {
		return "", "", err
	}
	token, err := s.token(ctx, who, TokenLife, nil)
	return who.identity, token, err
}

// A Description is an identity with the names of the providers of its logins.
type Description struct {
	Identity
	Providers []string
}

// DescribeIdentity reads an identity.
func (s *Service) DescribeIdentity(ctx context.Context, id IdentityID) (d *Description, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		i, err := identity(st, id)
		if err != nil {
			return err
		}
		p, err := pool(st, i.Pool)
		if err != nil {
			return err
		}
		d, err = s.describe(st, p, i)
		return err
	})
	return d, err
}

func (s *Service) describe(st Store, p *Pool, i *Identity) (*Description, error) {
	logins, err := st.LoginsOf(i.ID)
	d := &Description{Identity: *i}
	for _, l := range logins {
		if name := s.shown(p, l.Provider); !slices.Contains(d.Providers, name) {
			d.Providers = append(d.Providers, name)
		}
	}
	slices.Sort(d.Providers)
	return d, err
}

// ListIdentities gives a page of a pool's identities, and the token of the next.
func (s *Service) ListIdentities(ctx context.Context, id PoolID, hideDisabled bool, limit int, token string) (list []Description, next string, err error) {
	after, err := cursor.Parse(token, "identities", string(id))
	if err != nil {
		return nil, "", badToken()
	}
	err = s.deps.DB.View(ctx, func(st Store) error {
		list, next = nil, ""
		p, err := pool(st, id)
		if err != nil {
			return err
		}
		found, err := st.Identities(id, IdentityID(after), hideDisabled, limit+1)
		if err != nil {
			return err
		}
		if len(found) > limit {
			found = found[:limit]
			next = cursor.Print(string(found[limit-1].ID), "identities", string(id))
		}
		for i := range found {
			d, err := s.describe(st, p, &found[i])
			if err != nil {
				return err
			}
			list = append(list, *d)
		}
		return nil
	})
	return list, next, err
}

// DeleteIdentities deletes identities of any pool. One that is not there
// counts as deleted; the error of one does not keep the others.
func (s *Service) DeleteIdentities(ctx context.Context, ids []IdentityID) (failed map[IdentityID]error) {
	for _, id := range ids {
		err := s.deps.DB.Update(ctx, func(st Store) error { return st.DeleteIdentity(id) })
		if err != nil && !errors.Is(err, ErrNotFound) {
			if failed == nil {
				failed = map[IdentityID]error{}
			}
			failed[id] = err
		}
	}
	return failed
}
