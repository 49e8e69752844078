package store

import (
	"crypto/sha256"

	"github.com/cognate-id/cognate/internal/identitypool"
)

const (
	identityColumns = `id, pool, disabled, parent, created, modified`
	selectIdentity  = `SELECT ` + identityColumns + ` FROM identities WHERE id = $1`
	listIdentities  = `SELECT ` + identityColumns + ` FROM identities WHERE pool = $1 AND id > $2 ORDER BY id LIMIT $3`
	listEnabled     = `SELECT ` + identityColumns + ` FROM identities
WHERE pool = $1 AND id > $2 AND NOT disabled ORDER BY id LIMIT $3`
	insertIdentity = `INSERT INTO identities (` + identityColumns + `) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`
	updateIdentity = `UPDATE identities SET pool = $2, disabled = $3, parent = $4, created = $5, modified = $6 WHERE id = $1`
	deleteIdentity = `DELETE FROM identities WHERE id = $1`

	loginColumns = `pool, identity, provider, subject, created`
	selectLogin  = `SELECT ` + loginColumns + ` FROM identity_logins WHERE pool = $1 AND hash = $2`
	listLogins   = `SELECT ` + loginColumns + ` FROM identity_logins WHERE identity = $1 ORDER BY hash`
	insertLogin  = `INSERT INTO identity_logins (pool, hash, identity, provider, subject, created)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`
	moveLogins     = `UPDATE identity_logins SET identity = $2 WHERE identity = $1`
	deleteLogin    = `DELETE FROM identity_logins WHERE pool = $1 AND hash = $2`
	deleteLoginsOf = `DELETE FROM identity_logins WHERE identity = $1`
)

// Identity reads an identity, or identitypool.ErrNotFound.
func (tx *Tx) Identity(id identitypool.IdentityID) (*identitypool.Identity, error) {
	list, err := tx.identities(selectIdentity, string(id))
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, identitypool.ErrNotFound
	}
	return &list[0], nil
}

// Identities lists the identities of a pool by id, from the first after the
// given one.
func (tx *Tx) Identities(
	pool identitypool.PoolID, after identitypool.IdentityID, hideDisabled bool, limit int,
) ([]identitypool.Identity, error) {
	statement := listIdentities
	if hideDisabled {
		statement = listEnabled
	}
	return tx.identities(statement, string(pool), string(after), limit)
}

// InsertIdentity adds an identity, or answers identitypool.ErrExists.
func (tx *Tx) InsertIdentity(i *identitypool.Identity) error {
	return tx.must(identitypool.ErrExists, insertIdentity, identityArgs(i)...)
}

// UpdateIdentity writes an identity over, or answers identitypool.ErrNotFound.
func (tx *Tx) UpdateIdentity(i *identitypool.Identity) error {
	return tx.must(identitypool.ErrNotFound, updateIdentity, identityArgs(i)...)
}

// DeleteIdentity deletes an identity with its logins, or answers
// identitypool.ErrNotFound.
func (tx *Tx) DeleteIdentity(id identitypool.IdentityID) error {
	if _, err := tx.exec(deleteLoginsOf, string(id)); err != nil {
		return err
	}
	return tx.must(identitypool.ErrNotFound, deleteIdentity, string(id))
}

func identityArgs(i *identitypool.Identity) []any {
	return []any{string(i.ID), string(i.Pool), i.Disabled, string(i.Parent), millis(i.Created), millis(i.Modified)}
}

func (tx *Tx) identities(statement string, args ...any) ([]identitypool.Identity, error) {
	var list []identitypool.Identity
	err := tx.each(func(r rows) error {
		var id, pool, parent string
		var i identitypool.Identity
		var created, modified int64
		if err := r.Scan(&id, &pool, &i.Disabled, &parent, &created, &modified); err != nil {
			return err
		}
		i.ID, i.Pool, i.Parent = identitypool.IdentityID(id), identitypool.PoolID(pool), identitypool.IdentityID(parent)
		i.Created, i.Modified = instant(created), instant(modified)
		list = append(list, i)
		return nil
	}, statement, args...)
	return list, err
}

// loginHash is the key of a login in its pool.
func loginHash(provider, subject string) []byte {
	sum := sha256.Sum256([]byte(provider + "\x00" + subject))
	return sum[:]
}

// Login finds whom a provider's subject leads to, or identitypool.ErrNotFound.
func (tx *Tx) Login(pool identitypool.PoolID, provider, subject string) (*identitypool.Login, error) {
	list, err := tx.logins(selectLogin, string(pool), loginHash(provider, subject))
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, identitypool.ErrNotFound
	}
	return &list[0], nil
}

// LoginsOf lists the logins of an identity.
func (tx *Tx) LoginsOf(id identitypool.IdentityID) ([]identitypool.Login, error) {
	return tx.logins(listLogins, string(id))
}

// InsertLogin adds a login, or answers identitypool.ErrExists.
func (tx *Tx) InsertLogin(l *identitypool.Login) error {
	return tx.must(identitypool.ErrExists, insertLogin, string(l.Pool), loginHash(l.Provider, l.Subject), string(l.Identity),
		l.Provider, l.Subject, millis(l.Created))
}

// MoveLogins makes the logins of one identity lead to another.
func (tx *Tx) MoveLogins(from, to identitypool.IdentityID) error {
	_, err := tx.exec(moveLogins, string(from), string(to))
	return err
}

// DeleteLogin deletes a login, or answers identitypool.ErrNotFound.
func (tx *Tx) DeleteLogin(pool identitypool.PoolID, provider, subject string) error {
	return tx.must(identitypool.ErrNotFound, deleteLogin, string(pool), loginHash(provider, subject))
}

func (tx *Tx) logins(statement string, args ...any) ([]identitypool.Login, error) {
	var list []identitypool.Login
	err := tx.each(func(r rows) error {
		var pool, identity string
		var l identitypool.Login
		var created int64
		if err := r.Scan(&pool, &identity, &l.Provider, &l.Subject, &created); err != nil {
			return err
		}
		l.Pool, l.Identity, l.Created = identitypool.PoolID(pool), identitypool.IdentityID(identity), instant(created)
		list = append(list, l)
		return nil
	}, statement, args...)
	return list, err
}
