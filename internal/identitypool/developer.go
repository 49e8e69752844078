package identitypool

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/syntax/cursor"
)

// DeveloperRequest asks for a token in the name of the developer's own user.
type DeveloperRequest struct {
	Pool     PoolID
	Identity IdentityID // to link the user to; empty finds or makes the user's
	Logins   map[string]string
	Tags     map[string]string
	Life     time.Duration // 0 for DeveloperTokenLife
}

// GetDeveloperToken gives an OpenID token for a user whom the developer has
// authenticated.
func (s *Service) GetDeveloperToken(ctx context.Context, in DeveloperRequest) (IdentityID, string, error) {
	p, err := s.Describe(ctx, in.Pool)
	if err != nil {
		return "", "", err
	}
	verified, err := s.verify(ctx, p, in.Logins, true)
	if err != nil {
		return "", "", err
	}
	if slices.ContainsFunc(verified, func(l login) bool { return l.own != nil }) ||
		!slices.ContainsFunc(verified, func(l login) bool { return l.kind == kindDeveloper }) {
		return "", "", Errorf(InvalidParameter, "The logins must name a user of the developer provider.")
	}
	who := &subject{pool: p, amr: p.amr(verified), tags: p.tags(verified)}
	maps.Copy(who.tags, in.Tags)
	err = s.settle(ctx, func(l *linking) error {
		if in.Identity == "" {
			who.identity, err = l.find(p, verified)
		} else {
			who.identity, err = l.adopt(p, in.Identity, verified)
		}
		return err
	})
	if err != nil {
		return "", "", err
	}
	life := in.Life
	if life == 0 {
		life = DeveloperTokenLife
	}
	token, err := s.token(ctx, who, life, nil)
	return who.identity, token, err
}

// adopt links a developer's user, and what else was proved, to an identity.
func (l *linking) adopt(p *Pool, id IdentityID, logins []login) (IdentityID, error) {
	named, err := identity(l.st, id)
	if err != nil {
		return "", err
	}
	if named.Pool != p.ID {
		return "", identityNotFound(id)
	}
	if named.Disabled {
		return "", forbidden(id)
	}
	owners, free, err := l.owned(p, logins)
	if err != nil {
		return "", err
	}
	for _, one := range logins {
		if one.kind != kindDeveloper {
			continue
		}
		if owner, err := l.st.Login(p.ID, one.canonical, one.subject); err == nil && owner.Identity != id {
			return "", Errorf(DeveloperUserAlreadyRegistered, "Developer user identifier is already registered with another identity.")
		}
	}
	have, err := l.st.LoginsOf(id)
	if err != nil {
		return "", err
	}
	public := slices.ContainsFunc(have, func(x Login) bool { return x.Provider != p.DeveloperProvider })
	if public && !slices.Contains(owners, id) {
		return "", noMatch()
	}
	return l.gather(p, id, owners, free)
}

// Lookup finds an identity by the identifier of the developer's user, or the
// identifiers by the identity.
func (s *Service) Lookup(ctx context.Context, poolID PoolID, id IdentityID, user string, limit int, token string) (IdentityID, []string, string, error) {
	if id == "" && user == "" {
		return "", nil, "", Errorf(InvalidParameter, "Either IdentityId or DeveloperUserIdentifier is required.")
	}
	var users []string
	err := s.deps.DB.View(ctx, func(st Store) error {
		users = nil
		p, err := pool(st, poolID)
		if err != nil {
			return err
		}
		found, err := lookup(st, p, id, user)
		if err != nil {
			return err
		}
		id = found
		logins, err := st.LoginsOf(found)
		for _, l := range logins {
			if l.Provider == p.DeveloperProvider {
				users = append(users, l.Subject)
			}
		}
		return err
	})
	if err != nil {
		return "", nil, "", err
	}
	page, next, err := pageOf(users, limit, token, string(id))
	return id, page, next, err
}

func lookup(st Store, p *Pool, id IdentityID, user string) (IdentityID, error) {
	if user == "" {
		i, err := identity(st, id)
		if err == nil && i.Pool != p.ID {
			err = identityNotFound(id)
		}
		return id, err
	}
	l, err := st.Login(p.ID, p.DeveloperProvider, user)
	if errors.Is(err, ErrNotFound) || p.DeveloperProvider == "" {
		return "", developerUserNotFound()
	}
	if err == nil && id != "" && l.Identity != id {
		return "", Errorf(ResourceConflict, "The developer user identifier belongs to another identity.")
	}
	if err != nil {
		return "", err
	}
	return l.Identity, nil
}

func developerUserNotFound() *Error {
	return Errorf(ResourceNotFound, "Developer user identifier not found.")
}

// lookupPage is how many identifiers a page has unless the caller says.
const lookupPage = 60

func pageOf(all []string, limit int, token, list string) (page []string, next string, err error) {
	after, err := cursor.Parse(token, "developer users", list)
	if err != nil {
		return nil, "", badToken()
	}
	if limit == 0 {
		limit = lookupPage
	}
	slices.Sort(all)
	i, _ := slices.BinarySearchFunc(all, after, func(a, b string) int {
		if a == b {
			return -1
		}
		return strings.Compare(a, b)
	})
	rest := all[i:]
	if len(rest) > limit {
		rest = rest[:limit]
		next = cursor.Print(rest[limit-1], "developer users", list)
	}
	return rest, next, nil
}

// MergeDevelopers joins the identities of two of the developer's users, and
// gives the one that is left: the destination's.
func (s *Service) MergeDevelopers(ctx context.Context, poolID PoolID, developer, source, destination string) (id IdentityID, err error) {
	err = s.settle(ctx, func(l *linking) error {
		p, err := developerPool(l.st, poolID, developer)
		if err != nil {
			return err
		}
		from, err := lookup(l.st, p, "", source)
		if err != nil {
			return err
		}
		if id, err = lookup(l.st, p, "", destination); err != nil {
			return err
		}
		return l.merge(p, from, id)
	})
	return id, err
}

// developerPool reads a pool that has that developer provider.
func developerPool(st Store, id PoolID, developer string) (*Pool, error) {
	p, err := pool(st, id)
	if err == nil && p.DeveloperProvider != developer {
		return nil, Errorf(InvalidParameter, "%s is not the developer provider of this identity pool.", developer)
	}
	return p, err
}

// UnlinkDeveloper takes a developer's user from an identity.
func (s *Service) UnlinkDeveloper(ctx context.Context, poolID PoolID, id IdentityID, developer, user string) error {
	return s.settle(ctx, func(l *linking) error {
		p, err := developerPool(l.st, poolID, developer)
		if err != nil {
			return err
		}
		if _, err := lookup(l.st, p, id, user); err != nil {
			return err
		}
		return l.unlink(id, func(x Login) bool { return x.Provider == developer && x.Subject == user })
	})
}
