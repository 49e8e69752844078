package store

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/cognate-id/cognate/internal/syntax/filter"
	"github.com/cognate-id/cognate/internal/userpool"
)

// searchColumn names the key column of an attribute, "" for one that cannot be
// searched. The sub has none: it is part of the primary key.
func searchColumn(a userpool.AttributeName) string {
	switch a {
	case userpool.AttrUsername:
		return "username_key"
	case userpool.AttrEmail:
		return "email_key"
	case userpool.AttrPhone:
		return "phone_key"
	case "name":
		return "name_key"
	case "given_name":
		return "given_key"
	case "family_name":
		return "family_key"
	case userpool.AttrPreferredUsername:
		return "preferred_key"
	case userpool.AttrUserStatus:
		return "state_key"
	case userpool.AttrStatus:
		return "enabled_key"
	}
	return ""
}

// Each listing is a range of one index, in the order of that index, that begins
// behind the last user of the page before. Equality is a range too: a planner
// that saw `key = $2` would rather walk the primary key where it thinks the
// value common, and walk all of it for a rare one.
const (
	listUsersBySub = `SELECT u.sub, u.version, u.profile, u.sub
FROM pools p JOIN users u ON u.pool = p.id
WHERE p.id = $1 AND u.sub >= $2 AND u.sub < $3 ORDER BY u.sub LIMIT $4`
	listUsersByKey = `SELECT u.sub, u.version, u.profile, u.%[1]s
FROM pools p JOIN users u ON u.pool = p.id
WHERE p.id = $1 AND (u.%[1]s, u.sub) > ($2, $3) AND u.%[1]s < $4 ORDER BY u.%[1]s, u.sub LIMIT $5`
)

// ListUsers reads one page of users, without their secrets, and where the next
// page begins: "" if there is none. With a condition they come in the order of
// its attribute and sub, otherwise of sub. A page can be short although another
// follows. Users that come or go between two pages disturb no others.
//
// A listed user has Version 0, so UpdateUser refuses it: read it anew to write.
func (tx *Tx) ListUsers(pool userpool.PoolID, q userpool.UserQuery) ([]*userpool.User, string, error) {
	l, err := listingOf(q)
	if err != nil {
		return nil, "", err
	}
	var users []*userpool.User
	var last position
	seen := 0
	err = tx.each(func(r rows) error {
		var row userRow
		if err := r.Scan(&row.sub, &row.version, &row.profile, &last.key); err != nil {
			return err
		}
		last.sub = row.sub
		seen++
		u, err := row.listed(pool)
		if err == nil && l.matches(u) {
			users = append(users, u)
		}
		return err
	}, l.statement, append([]any{string(pool)}, l.args...)...)
	if err != nil || seen < q.Limit {
		return users, "", err
	}
	return users, last.String(), nil
}

// position is where a page ended.
type position struct{ key, sub []byte }

func (p position) String() string { return string(p.key) + "\x00" + string(p.sub) }

// positionOf undoes String. A sub holds no NUL, so the last one separates.
func positionOf(s string) position {
	i := strings.LastIndexByte(s, 0)
	if i < 0 {
		return position{key: []byte{}, sub: []byte{}}
	}
	return position{key: []byte(s[:i]), sub: []byte(s[i+1:])}
}

// listing is a query in SQL.
type listing struct {
	query     userpool.UserQuery
	statement string
	args      []any
	exact     bool // whether the keys decide; they do not where they are cut
}

func listingOf(q userpool.UserQuery) (*listing, error) {
	l := &listing{query: q, exact: true}
	after := positionOf(q.After)
	if q.Op == filter.All || q.Attr == userpool.AttrSub {
		from, to := subRange(q)
		if q.After != "" && bytes.Compare(after.sub, from) >= 0 {
			from = next(after.sub)
		}
		l.statement, l.args = listUsersBySub, []any{from, to, q.Limit}
		return l, nil
	}
	column := searchColumn(q.Attr)
	if column == "" {
		return nil, fmt.Errorf("store: users cannot be searched by %q", q.Attr)
	}
	want := searchKey(q.Attr, q.Value)
	l.exact = len(want) < maxKey
	end := prefixEnd(want)
	if q.Op == filter.Equal {
		end = next(want)
	}
	if q.After == "" || bytes.Compare(after.key, want) < 0 { // a position of another list widens nothing
		after = position{key: want, sub: []byte{}}
	}
	l.statement = fmt.Sprintf(listUsersByKey, column)
	l.args = []any{after.key, after.sub, end, q.Limit}
	return l, nil
}

// subRange is the range of subs that a query by sub selects.
func subRange(q userpool.UserQuery) (from, to []byte) {
	switch q.Op {
	case filter.Equal:
		return []byte(q.Value), next([]byte(q.Value))
	case filter.Prefix:
		return []byte(q.Value), prefixEnd([]byte(q.Value))
	}
	return []byte{}, prefixEnd(nil)
}

// prefixEnd is the first key behind all those that begin with prefix. Keys are
// UTF-8, in which no byte is 0xff.
func prefixEnd(prefix []byte) []byte { return append(bytes.Clone(prefix), 0xff) }

// next is the first key behind key.
func next(key []byte) []byte { return append(bytes.Clone(key), 0) }

// matches decides what keys that were cut cannot.
func (l *listing) matches(u *userpool.User) bool {
	if l.exact {
		return true
	}
	have := searchFold(l.query.Attr, searchValue(u, l.query.Attr))
	want := searchFold(l.query.Attr, l.query.Value)
	if l.query.Op == filter.Equal {
		return have == want
	}
	return strings.HasPrefix(have, want)
}
