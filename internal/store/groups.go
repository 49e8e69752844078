package store

import (
	"crypto/rand"

	"github.com/cognate-id/cognate/internal/userpool"
)

const (
	groupColumns = `name, created, modified, description, role_arn, precedence`
	selectGroup  = `SELECT ` + groupColumns + ` FROM user_groups WHERE pool = $1 AND name = $2`
	listGroups   = `SELECT ` + groupColumns + ` FROM user_groups WHERE pool = $1 AND name > $2 ORDER BY name LIMIT $3`
	countGroups  = `SELECT COUNT(*) FROM user_groups WHERE pool = $1`
	insertGroup  = `INSERT INTO user_groups (pool, name, gid, created, modified, description, role_arn, precedence)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`
	updateGroup = `UPDATE user_groups SET created = $3, modified = $4, description = $5, role_arn = $6, precedence = $7
WHERE pool = $1 AND name = $2`
	selectGroupID = `SELECT gid FROM user_groups WHERE pool = $1 AND name = $2`
	deleteGroup   = `DELETE FROM user_groups WHERE pool = $1 AND name = $2`

	insertMember = `INSERT INTO members (pool, gid, sub) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	deleteMember = `DELETE FROM members WHERE pool = $1 AND gid = $2 AND sub = $3`
	listGroupsOf = `SELECT g.name, g.created, g.modified, g.description, g.role_arn, g.precedence
FROM members m JOIN user_groups g ON g.pool = m.pool AND g.gid = m.gid
WHERE m.pool = $1 AND m.sub = $2 ORDER BY g.name`
	listMembers = `SELECT u.sub, u.version, u.profile
FROM members m JOIN users u ON u.pool = m.pool AND u.sub = m.sub
WHERE m.pool = $1 AND m.gid = $2 AND m.sub > $3 ORDER BY m.sub LIMIT $4`
)

// Group reads a group, or ErrNotFound.
func (tx *Tx) Group(pool userpool.PoolID, name userpool.GroupName) (*userpool.Group, error) {
	var g userpool.Group
	err := tx.one(func(r rows) (err error) {
		g, err = scanGroup(pool, r)
		return err
	}, selectGroup, string(pool), string(name))
	if err != nil {
		return nil, err
	}
	return &g, nil
}

// Groups lists the groups of a pool by name, from the first after the given one.
func (tx *Tx) Groups(pool userpool.PoolID, after userpool.GroupName, limit int) ([]userpool.Group, error) {
	return tx.groups(pool, listGroups, string(pool), string(after), limit)
}

// CountGroups counts the groups of a pool.
func (tx *Tx) CountGroups(pool userpool.PoolID) (int, error) {
	return tx.count(countGroups, string(pool))
}

// InsertGroup adds a group, or answers ErrExists.
func (tx *Tx) InsertGroup(g *userpool.Group) error {
	return tx.must(userpool.ErrExists, insertGroup, string(g.Pool), string(g.Name), rand.Text(),
		millis(g.Created), millis(g.Modified), g.Description, g.RoleARN, wide(g.Precedence))
}

// UpdateGroup writes a group over, or answers ErrNotFound.
func (tx *Tx) UpdateGroup(g *userpool.Group) error {
	return tx.must(userpool.ErrNotFound, updateGroup, string(g.Pool), string(g.Name),
		millis(g.Created), millis(g.Modified), g.Description, g.RoleARN, wide(g.Precedence))
}

// DeleteGroup deletes a group, or answers ErrNotFound. Nobody is a member from
// then on, nor of a later group of the name; the rows go with the next sweeps.
func (tx *Tx) DeleteGroup(pool userpool.PoolID, name userpool.GroupName) error {
	gid, err := tx.groupID(pool, name)
	if err != nil {
		return err
	}
	if _, err := tx.exec(deleteGroup, string(pool), string(name)); err != nil {
		return err
	}
	_, err = tx.exec(insertGrave, string(pool), gid, tx.now())
	return err
}

// AddMember makes the user a member of the group, if it is not one yet;
// ErrNotFound without the group.
func (tx *Tx) AddMember(pool userpool.PoolID, group userpool.GroupName, sub userpool.Sub) error {
	return tx.member(insertMember, pool, group, sub)
}

// RemoveMember ends a membership, if there is one; ErrNotFound without the group.
func (tx *Tx) RemoveMember(pool userpool.PoolID, group userpool.GroupName, sub userpool.Sub) error {
	return tx.member(deleteMember, pool, group, sub)
}

func (tx *Tx) member(statement string, pool userpool.PoolID, group userpool.GroupName, sub userpool.Sub) error {
	gid, err := tx.groupID(pool, group)
	if err != nil {
		return err
	}
	_, err = tx.exec(statement, string(pool), gid, []byte(sub))
	return err
}

// GroupsOf lists the groups of a user by name.
func (tx *Tx) GroupsOf(pool userpool.PoolID, sub userpool.Sub) ([]userpool.Group, error) {
	return tx.groups(pool, listGroupsOf, string(pool), []byte(sub))
}

// Members lists the users of a group by sub, from the first after the given
// one, as ListUsers does: without secrets. ErrNotFound without the group.
func (tx *Tx) Members(pool userpool.PoolID, group userpool.GroupName, after userpool.Sub, limit int) ([]*userpool.User, error) {
	gid, err := tx.groupID(pool, group)
	if err != nil {
		return nil, err
	}
	var users []*userpool.User
	err = tx.each(func(r rows) error {
		var row userRow
		if err := r.Scan(&row.sub, &row.version, &row.profile); err != nil {
			return err
		}
		u, err := row.listed(pool)
		users = append(users, u)
		return err
	}, listMembers, string(pool), gid, []byte(after), limit)
	return users, err
}

func (tx *Tx) groupID(pool userpool.PoolID, name userpool.GroupName) (gid string, err error) {
	err = tx.one(func(r rows) error { return r.Scan(&gid) }, selectGroupID, string(pool), string(name))
	return gid, err
}

func (tx *Tx) groups(pool userpool.PoolID, statement string, args ...any) ([]userpool.Group, error) {
	var groups []userpool.Group
	err := tx.each(func(r rows) error {
		g, err := scanGroup(pool, r)
		groups = append(groups, g)
		return err
	}, statement, args...)
	return groups, err
}

func scanGroup(pool userpool.PoolID, r rows) (userpool.Group, error) {
	g := userpool.Group{Pool: pool}
	var name string
	var created, modified int64
	var precedence *int64
	err := r.Scan(&name, &created, &modified, &g.Description, &g.RoleARN, &precedence)
	g.Name, g.Created, g.Modified = userpool.GroupName(name), instant(created), instant(modified)
	if precedence != nil {
		n := int(*precedence)
		g.Precedence = &n
	}
	return g, err
}

func wide(n *int) *int64 {
	if n == nil {
		return nil
	}
	w := int64(*n)
	return &w
}
