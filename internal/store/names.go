package store

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
)

const (
	selectNameOwner = `SELECT sub, kind FROM names WHERE pool = $1 AND value = $2`
	listNames       = `SELECT value, kind FROM names WHERE pool = $1 AND sub = $2`
	deleteName      = `DELETE FROM names WHERE pool = $1 AND value = $2 AND sub = $3`
	updateNameKind  = `UPDATE names SET kind = $4 WHERE pool = $1 AND value = $2 AND sub = $3`
)

// insertNames adds n names of one user at once: $1 is the pool and $2 the sub.
func insertNames(n int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO names (pool, sub, value, kind) VALUES ")
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "($1, $2, $%d, $%d)", 3+2*i, 4+2*i)
	}
	b.WriteString(" ON CONFLICT DO NOTHING")
	return b.String()
}

// NameOwner tells whose the folded name is and of what kind, or ErrNotFound.
func (tx *Tx) NameOwner(pool userpool.PoolID, folded string) (userpool.Sub, userpool.NameKind, error) {
	var sub []byte
	var kind string
	err := tx.one(func(r rows) error { return r.Scan(&sub, &kind) }, selectNameOwner, string(pool), []byte(folded))
	return userpool.Sub(sub), userpool.NameKind(kind), err
}

// SetNames makes names the names of u, exactly. It answers a
// *userpool.NameTaken if one is another user's; then u keeps what it had.
func (tx *Tx) SetNames(u *userpool.User, names []userpool.Name) error {
	had, err := tx.namesOf(u)
	if err != nil {
		return err
	}
	var added []userpool.Name
	for _, n := range names {
		switch kind, ok := had[n.Value]; {
		case !ok:
			added = append(added, n)
		case kind != n.Kind:
			if _, err := tx.exec(updateNameKind, string(u.Pool), []byte(n.Value), []byte(u.Sub), string(n.Kind)); err != nil {
				return err
			}
		}
	}
	if err := tx.addNames(u, added); err != nil {
		return tx.restoreNames(u, added, had, names, err)
	}
	for value := range had {
		if !slices.ContainsFunc(names, func(n userpool.Name) bool { return n.Value == value }) {
			if _, err := tx.exec(deleteName, string(u.Pool), []byte(value), []byte(u.Sub)); err != nil {
				return err
			}
		}
	}
	return nil
}

// restoreNames takes back what SetNames did before it failed with cause, so
// that a caller may go on after a taken name.
func (tx *Tx) restoreNames(u *userpool.User, added []userpool.Name, had map[string]userpool.NameKind, names []userpool.Name, cause error) error {
	for _, n := range added {
		if _, err := tx.exec(deleteName, string(u.Pool), []byte(n.Value), []byte(u.Sub)); err != nil {
			return err
		}
	}
	for _, n := range names {
		if kind, ok := had[n.Value]; ok && kind != n.Kind {
			if _, err := tx.exec(updateNameKind, string(u.Pool), []byte(n.Value), []byte(u.Sub), string(kind)); err != nil {
				return err
			}
		}
	}
	return cause
}

func (tx *Tx) namesOf(u *userpool.User) (map[string]userpool.NameKind, error) {
	names := map[string]userpool.NameKind{}
	err := tx.each(func(r rows) error {
		var value []byte
		var kind string
		if err := r.Scan(&value, &kind); err != nil {
			return err
		}
		names[string(value)] = userpool.NameKind(kind)
		return nil
	}, listNames, string(u.Pool), []byte(u.Sub))
	return names, err
}

// addNames adds names that u does not have. The key of the table referees: a
// name that was not inserted is somebody's. On an error some may be inserted.
func (tx *Tx) addNames(u *userpool.User, names []userpool.Name) error {
	if len(names) == 0 {
		return nil
	}
	s := namesStatement(u, names)
	n, err := tx.exec(s.text, s.args...)
	if err != nil {
		return err
	}
	return tx.checkNames(u, names, n)
}

func namesStatement(u *userpool.User, names []userpool.Name) statement {
	args := []any{string(u.Pool), []byte(u.Sub)}
	for _, n := range names {
		args = append(args, []byte(n.Value), string(n.Kind))
	}
	return statement{insertNames(len(names)), args}
}

// inserted is how many rows of a user, 0 or 1, and of its names were inserted.
type inserted struct{ rows, names int64 }

// execWithNames inserts a user and its names in one trip.
func (tx *Tx) execWithNames(user statement, u *userpool.User, names []userpool.Name) (inserted, error) {
	if len(names) == 0 {
		n, err := tx.exec(user.text, user.args...)
		return inserted{rows: n}, err
	}
	n, err := tx.execBoth(user, namesStatement(u, names))
	return inserted{n[0], n[1]}, err
}

// checkNames finds out whose the names are that were not inserted.
func (tx *Tx) checkNames(u *userpool.User, names []userpool.Name, n int64) error {
	if int(n) == len(names) {
		return nil
	}
	for _, name := range names {
		owner, _, err := tx.NameOwner(u.Pool, name.Value)
		if err != nil {
			return err
		}
		if owner != u.Sub {
			return &userpool.NameTaken{Name: name, Owner: owner}
		}
	}
	return fmt.Errorf("store: names of user %s repeat each other", u.Sub)
}
