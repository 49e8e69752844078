package store

import (
	"errors"
	"fmt"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/userpool"
)

const (
	selectIAMUser     = `SELECT id, settings FROM iam_users WHERE name = $1`
	selectIAMUserByID = `SELECT id, settings FROM iam_users WHERE id = $1`
	listIAMUsers      = `SELECT id, settings FROM iam_users WHERE name > $1 ORDER BY name LIMIT $2`
	insertIAMUser     = `INSERT INTO iam_users (name, id, settings) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	updateIAMUser     = `UPDATE iam_users SET settings = $3 WHERE name = $1 AND id = $2`
	deleteIAMUser     = `DELETE FROM iam_users WHERE name = $1`
	listKeysOf        = `SELECT ` + accessKeyColumns + ` FROM access_keys WHERE principal = $1 ORDER BY created, id`
)

// iamUserRow is the settings document of an IAM user.
type iamUserRow struct {
	Path     string   `json:"path"`
	Name     string   `json:"name"`
	Boundary string   `json:"boundary,omitzero"`
	Tags     []tagRow `json:"tags,omitzero"`
	Created  int64    `json:"created"`
}

// IAMUser reads an IAM user by its name in any case, or principal.ErrNotFound.
func (tx *Tx) IAMUser(name string) (*principal.User, error) {
	return first(tx.iamUsers(selectIAMUser, principal.NameKey(name)))
}

// IAMUserByID reads an IAM user by its unique id, or principal.ErrNotFound.
func (tx *Tx) IAMUserByID(id string) (*principal.User, error) {
	return first(tx.iamUsers(selectIAMUserByID, id))
}

// IAMUsers lists IAM users by name, from the first after the given one.
func (tx *Tx) IAMUsers(after string, limit int) ([]principal.User, error) {
	return tx.iamUsers(listIAMUsers, principal.NameKey(after), limit)
}

// InsertIAMUser adds an IAM user, or answers principal.ErrExists.
func (tx *Tx) InsertIAMUser(u *principal.User) error {
	settings, err := iamUserSettings(u)
	if err != nil {
		return err
	}
	return tx.must(principal.ErrExists, insertIAMUser, principal.NameKey(u.Name), u.ID, settings)
}

// UpdateIAMUser writes an IAM user over, or answers principal.ErrNotFound. A
// user gets another name by DeleteIAMUser and InsertIAMUser.
func (tx *Tx) UpdateIAMUser(u *principal.User) error {
	settings, err := iamUserSettings(u)
	if err != nil {
		return err
	}
	return tx.must(principal.ErrNotFound, updateIAMUser, principal.NameKey(u.Name), u.ID, settings)
}

// DeleteIAMUser deletes an IAM user, or answers principal.ErrNotFound. Its
// access keys stay.
func (tx *Tx) DeleteIAMUser(name string) error {
	return tx.must(principal.ErrNotFound, deleteIAMUser, principal.NameKey(name))
}

// FindAccessKey is AccessKey with principal.ErrNotFound for an unknown one.
func (tx *Tx) FindAccessKey(id string) (*access.Key, error) {
	k, err := tx.AccessKey(id)
	if errors.Is(err, userpool.ErrNotFound) {
		return nil, principal.ErrNotFound
	}
	return k, err
}

// AccessKeysOf lists the access keys of a principal, oldest first.
func (tx *Tx) AccessKeysOf(owner string) ([]access.Key, error) {
	var keys []access.Key
	err := tx.each(func(r rows) error {
		k, err := tx.scanAccessKey(r)
		keys = append(keys, k)
		return err
	}, listKeysOf, owner)
	return keys, err
}

func iamUserSettings(u *principal.User) (string, error) {
	return document(iamUserRow{
		Path: u.Path, Name: u.Name, Boundary: u.Boundary, Tags: tagRows(u.Tags), Created: millis(u.Created),
	})
}

func (tx *Tx) iamUsers(statement string, args ...any) ([]principal.User, error) {
	var users []principal.User
	err := tx.each(func(r rows) error {
		u, err := scanIAMUser(r)
		users = append(users, u)
		return err
	}, statement, args...)
	return users, err
}

func scanIAMUser(r rows) (principal.User, error) {
	var u principal.User
	var settings string
	if err := r.Scan(&u.ID, &settings); err != nil {
		return u, err
	}
	var row iamUserRow
	if err := readDocument(settings, &row); err != nil {
		return u, fmt.Errorf("IAM user %s: %w", u.ID, err)
	}
	u.Path, u.Name, u.Boundary, u.Tags, u.Created = row.Path, row.Name, row.Boundary, tagsOf(row.Tags), instant(row.Created)
	return u, nil
}
