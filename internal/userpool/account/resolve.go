package account

import (
	"errors"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Finder reads users.
type Finder interface {
	// UserByName finds the owner of a folded name, else userpool.ErrNotFound.
	UserByName(userpool.PoolID, string) (*userpool.User, userpool.NameKind, error)
	UserBySub(userpool.PoolID, userpool.Sub) (*userpool.User, error)
}

// Resolve finds the user that a caller means by typed: a username, a sub or an
// active alias. It gives userpool.ErrNotFound, which callers turn into
// UserMissing or hide.
func Resolve(s Finder, p *userpool.Pool, typed string) (*userpool.User, error) {
	u, err := ResolveName(s, p, typed)
	if errors.Is(err, userpool.ErrNotFound) && looksLikeSub(typed) {
		return s.UserBySub(p.ID, userpool.Sub(typed))
	}
	return u, err
}

// ResolveName is Resolve without the sub, for SRP, where a sub that is not
// also the username counts as unknown.
func ResolveName(s Finder, p *userpool.Pool, typed string) (*userpool.User, error) {
	u, _, err := s.UserByName(p.ID, p.Fold(typed))
	return u, err
}

// Find is Resolve for callers to whom the existence of users is no secret: an
// unknown user is UserMissing.
func Find(s Finder, p *userpool.Pool, typed string) (*userpool.User, error) {
	u, err := Resolve(s, p, typed)
	if errors.Is(err, userpool.ErrNotFound) {
		return nil, userpool.UserMissing()
	}
	return u, err
}

// looksLikeSub reports whether s is UUID text in lower case, whatever its
// version: Cognito's are of none.
func looksLikeSub(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return false
			}
		}
	}
	return true
}
