package group

import (
	"cmp"
	"context"
	"slices"

	"github.com/cognate-id/cognate/internal/syntax/cursor"
	"github.com/cognate-id/cognate/internal/userpool"
)

// Page is one page of groups; Next is "" on the last one.
type Page struct {
	Groups []userpool.Group
	Next   string
}

// UserPage is one page of users; Next is "" on the last one.
type UserPage struct {
	Users []*userpool.User
	Next  string
}

// List gives up to limit groups of a pool, by name, and goes on where token
// says. A limit of 0 means MaxPage.
func (s *Service) List(ctx context.Context, pool userpool.PoolID, limit int, token string) (page Page, err error) {
	limit = cmp.Or(limit, MaxPage)
	list := []string{"groups", string(pool)}
	after, err := parse(token, list)
	if err != nil {
		return page, err
	}
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		if _, err := loadPool(st, pool); err != nil {
			return err
		}
		page.Groups, err = st.Groups(pool, userpool.GroupName(after), limit+1)
		return err
	})
	page.cut(limit, list)
	return page, err
}

// Of gives up to limit groups that a user is in, by name, and goes on where
// token says. A limit of 0 means MaxPage.
func (s *Service) Of(ctx context.Context, pool userpool.PoolID, username string, limit int, token string) (page Page, err error) {
	limit = cmp.Or(limit, MaxPage)
	var list []string
	err = s.deps.DB.View(ctx, func(st Store) error {
		u, err := loadUser(st, pool, username)
		if err != nil {
			return err
		}
		list = []string{"groups of", string(pool), string(u.Sub)}
		after, err := parse(token, list)
		if err != nil {
			return err
		}
		groups, err := st.GroupsOf(pool, u.Sub)
		page.Groups = byName(groups, userpool.GroupName(after), limit+1)
		return err
	})
	page.cut(limit, list)
	return page, err
}

// byName gives the first n groups whose name comes after a name.
func byName(groups []userpool.Group, after userpool.GroupName, n int) []userpool.Group {
	slices.SortFunc(groups, func(a, b userpool.Group) int { return cmp.Compare(a.Name, b.Name) })
	first := slices.IndexFunc(groups, func(g userpool.Group) bool { return g.Name > after })
	if first < 0 {
		return nil
	}
	return groups[first:min(first+n, len(groups))]
}

// Members gives up to limit users of a group and goes on where token says. A
// limit of 0 means MaxPage. Each user is in exactly one page, whoever joins or
// leaves meanwhile.
func (s *Service) Members(ctx context.Context, pool userpool.PoolID, name userpool.GroupName, limit int, token string) (page UserPage, err error) {
	limit = cmp.Or(limit, MaxPage)
	list := []string{"members", string(pool), string(name)}
	after, err := parse(token, list)
	if err != nil {
		return page, err
	}
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		if _, err := load(st, pool, name); err != nil {
			return err
		}
		page.Users, err = st.Members(pool, name, userpool.Sub(after), limit+1)
		return err
	})
	if len(page.Users) > limit {
		page.Users = page.Users[:limit]
		page.Next = cursor.Print(string(page.Users[limit-1].Sub), list...)
	}
	return page, err
}

// cut shortens a page that was read with one row too many, which says that
// there is a next one.
func (p *Page) cut(limit int, list []string) {
	if len(p.Groups) > limit {
		p.Groups = p.Groups[:limit]
		p.Next = cursor.Print(string(p.Groups[limit-1].Name), list...)
	}
}

func parse(token string, list []string) (string, error) {
	after, err := cursor.Parse(token, list...)
	if err != nil {
		return "", userpool.Errorf(userpool.InvalidParameter, "Invalid pagination token given.")
	}
	return after, nil
}
