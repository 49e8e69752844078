package store

import (
	"github.com/cognate-id/cognate/internal/userpool"
)

// Users are read through their pool, so that those of a deleted pool cannot be
// reached while they wait for the sweep.
const (
	selectUser = `SELECT u.sub, u.version, u.profile, u.secrets
FROM pools p JOIN users u ON u.pool = p.id WHERE p.id = $1 AND u.sub = $2`
	selectUserByName = `SELECT n.kind, u.sub, u.version, u.profile, u.secrets
FROM pools p JOIN names n ON n.pool = p.id JOIN users u ON u.pool = n.pool AND u.sub = n.sub
WHERE p.id = $1 AND n.value = $2`
	insertUser = `INSERT INTO users (pool, sub, version, profile, secrets, username_key, email_key, phone_key,
    name_key, given_key, family_key, preferred_key, state_key, enabled_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING`
	updateUser = `UPDATE users SET version = $4, profile = $5, secrets = $6, username_key = $7, email_key = $8,
    phone_key = $9, name_key = $10, given_key = $11, family_key = $12, preferred_key = $13, state_key = $14,
    enabled_key = $15
WHERE pool = $1 AND sub = $2 AND version = $3`
	deleteUser = `DELETE FROM users WHERE pool = $1 AND sub = $2`
)

// What belongs to a user and goes with it.
const (
	deleteUserNames    = `DELETE FROM names WHERE pool = $1 AND sub = $2`
	deleteUserMembers  = `DELETE FROM members WHERE pool = $1 AND sub = $2`
	deleteUserCodes    = `DELETE FROM codes WHERE pool = $1 AND sub = $2`
	deleteUserCounters = `DELETE FROM counters WHERE pool = $1 AND subject = $2`
	deleteUserFamilies = `DELETE FROM families WHERE pool = $1 AND sub = $2`
	deleteUserDevices  = `DELETE FROM devices WHERE pool = $1 AND sub = $2`
	deleteUserPasskeys = `DELETE FROM passkeys WHERE pool = $1 AND sub = $2`
	deleteUserSSO      = `DELETE FROM sso_sessions WHERE pool = $1 AND sub = $2`
)

// UserBySub reads a user, or ErrNotFound.
func (tx *Tx) UserBySub(pool userpool.PoolID, sub userpool.Sub) (*userpool.User, error) {
	var u *userpool.User
	err := tx.one(func(r rows) (err error) {
		var row userRow
		if err := r.Scan(&row.sub, &row.version, &row.profile, &row.secrets); err != nil {
			return err
		}
		u, err = tx.user(pool, &row)
		return err
	}, selectUser, string(pool), []byte(sub))
	return u, err
}

// UserByName reads the user that has the name, folded with Pool.Fold, and what
// kind of name it is; ErrNotFound without one. It is one statement.
func (tx *Tx) UserByName(pool userpool.PoolID, folded string) (*userpool.User, userpool.NameKind, error) {
	var u *userpool.User
	var kind string
	err := tx.one(func(r rows) (err error) {
		var row userRow
		if err := r.Scan(&kind, &row.sub, &row.version, &row.profile, &row.secrets); err != nil {
			return err
		}
		u, err = tx.user(pool, &row)
		return err
	}, selectUserByName, string(pool), []byte(folded))
	return u, userpool.NameKind(kind), err
}

// InsertUser adds a user, which becomes version 1, with all its names. It
// answers a *userpool.NameTaken for a taken name, and then has written nothing.
// ErrExists, for a taken sub, ends the transaction: subs are drawn.
func (tx *Tx) InsertUser(u *userpool.User, names []userpool.Name) error {
	profile, secrets, err := tx.userColumns(u)
	if err != nil {
		return err
	}
	args := append([]any{string(u.Pool), []byte(u.Sub), int64(1), profile, secrets}, searchKeys(u)...)
	user, err := tx.execWithNames(statement{insertUser, args}, u, names)
	if err != nil {
		return err
	}
	if user.rows == 0 {
		return tx.fail(userpool.ErrExists)
	}
	if err := tx.checkNames(u, names, user.names); err != nil {
		if _, undo := tx.exec(deleteUserNames, string(u.Pool), []byte(u.Sub)); undo != nil {
			return undo
		}
		if _, undo := tx.exec(deleteUser, string(u.Pool), []byte(u.Sub)); undo != nil {
			return undo
		}
		return err
	}
	before := u.Version
	u.Version = 1
	tx.undo = append(tx.undo, func() { u.Version = before })
	return nil
}

// UpdateUser writes u over the version it was read in and raises u.Version;
// its names stay as they are. ErrConflict if the user has been written since,
// ErrNotFound if it is gone.
func (tx *Tx) UpdateUser(u *userpool.User) error {
	profile, secrets, err := tx.userColumns(u)
	if err != nil {
		return err
	}
	args := append([]any{string(u.Pool), []byte(u.Sub), u.Version, u.Version + 1, profile, secrets}, searchKeys(u)...)
	n, err := tx.exec(updateUser, args...)
	if err != nil {
		return err
	}
	if n == 0 {
		return tx.stale(selectUser, string(u.Pool), []byte(u.Sub))
	}
	tx.bump(&u.Version)
	return nil
}

// DeleteUser deletes a user and everything that is its own, or answers
// ErrNotFound.
func (tx *Tx) DeleteUser(u *userpool.User) error {
	if err := tx.must(userpool.ErrNotFound, deleteUser, string(u.Pool), []byte(u.Sub)); err != nil {
		return err
	}
	for _, statement := range []string{
		deleteUserNames, deleteUserMembers, deleteUserCodes, deleteUserCounters,
		deleteUserFamilies, deleteUserDevices, deleteUserPasskeys, deleteUserSSO,
	} {
		if _, err := tx.exec(statement, string(u.Pool), []byte(u.Sub)); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) userColumns(u *userpool.User) (profile string, secrets []byte, err error) {
	if profile, err = document(profileOf(u)); err != nil {
		return "", nil, err
	}
	s := secretsOf(u)
	if s.empty() {
		return profile, nil, nil
	}
	secrets, err = tx.sealJSON(s, userSecretsAt(u.Pool, u.Sub))
	return profile, secrets, err
}
