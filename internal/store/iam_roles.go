package store

import (
	"fmt"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
)

const (
	iamRoleColumns = `id, settings, last_used, last_region`
	selectIAMRole  = `SELECT ` + iamRoleColumns + ` FROM iam_roles WHERE name = $1`
	selectRoleByID = `SELECT ` + iamRoleColumns + ` FROM iam_roles WHERE id = $1`
	listIAMRoles   = `SELECT ` + iamRoleColumns + ` FROM iam_roles WHERE name > $1 ORDER BY name LIMIT $2`
	insertIAMRole  = `INSERT INTO iam_roles (name, id, settings, last_used, last_region)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`
	updateIAMRole = `UPDATE iam_roles SET settings = $3 WHERE name = $1 AND id = $2`
	touchIAMRole  = `UPDATE iam_roles SET last_used = $2, last_region = $3 WHERE id = $1`
	deleteIAMRole = `DELETE FROM iam_roles WHERE name = $1`
)

// iamRoleRow is the settings document of a role.
type iamRoleRow struct {
	Path        string   `json:"path"`
	Name        string   `json:"name"`
	Description string   `json:"description,omitzero"`
	Trust       string   `json:"trust"`
	MaxSession  int64    `json:"max_session"` // seconds
	Boundary    string   `json:"boundary,omitzero"`
	Tags        []tagRow `json:"tags,omitzero"`
	Created     int64    `json:"created"`
	ValidFrom   int64    `json:"valid_from,omitzero"`

	Trusted []trustedRow `json:"trusted,omitzero"`
}

type trustedRow struct {
	ARN string `json:"arn"`
	ID  string `json:"id"`
}

type tagRow struct {
	Key   string `json:"k"`
	Value string `json:"v"`
}

func tagRows(tags []access.Tag) []tagRow {
	return convert(tags, func(t access.Tag) tagRow { return tagRow(t) })
}

func tagsOf(rows []tagRow) []access.Tag {
	return convert(rows, func(t tagRow) access.Tag { return access.Tag(t) })
}

// IAMRole reads a role by its name in any case, or principal.ErrNotFound.
func (tx *Tx) IAMRole(name string) (*principal.Role, error) {
	return tx.iamRole(selectIAMRole, principal.NameKey(name))
}

// IAMRoleByID reads a role by its unique id, or principal.ErrNotFound.
func (tx *Tx) IAMRoleByID(id string) (*principal.Role, error) {
	return tx.iamRole(selectRoleByID, id)
}

func (tx *Tx) iamRole(statement string, args ...any) (*principal.Role, error) {
	return first(tx.iamRoles(statement, args...))
}

// IAMRoles lists roles by name, from the first after the given one.
func (tx *Tx) IAMRoles(after string, limit int) ([]principal.Role, error) {
	return tx.iamRoles(listIAMRoles, principal.NameKey(after), limit)
}

// InsertIAMRole adds a role, or answers principal.ErrExists.
func (tx *Tx) InsertIAMRole(r *principal.Role) error {
	settings, err := iamRoleSettings(r)
	if err != nil {
		return err
	}
	return tx.must(principal.ErrExists, insertIAMRole, principal.NameKey(r.Name), r.ID, settings,
		millis(r.LastUsed.At), r.LastUsed.Region)
}

// UpdateIAMRole writes all but the last use of a role over, or answers
// principal.ErrNotFound, also when the name is another role's by now.
func (tx *Tx) UpdateIAMRole(r *principal.Role) error {
	settings, err := iamRoleSettings(r)
	if err != nil {
		return err
	}
	return tx.must(principal.ErrNotFound, updateIAMRole, principal.NameKey(r.Name), r.ID, settings)
}

// TouchIAMRole notes the last use of a role, if it is still there.
func (tx *Tx) TouchIAMRole(id string, used principal.LastUsed) error {
	_, err := tx.exec(touchIAMRole, id, millis(used.At), used.Region)
	return err
}

// DeleteIAMRole deletes a role, or answers principal.ErrNotFound.
func (tx *Tx) DeleteIAMRole(name string) error {
	return tx.must(principal.ErrNotFound, deleteIAMRole, principal.NameKey(name))
}

func iamRoleSettings(r *principal.Role) (string, error) {
	return document(iamRoleRow{
		Path: r.Path, Name: r.Name, Description: r.Description, Trust: r.Trust, MaxSession: int64(r.MaxSession / time.Second),
		Boundary: r.Boundary, Tags: tagRows(r.Tags), Created: millis(r.Created), ValidFrom: millis(r.SessionsValidFrom),
		Trusted: convert(r.Trusted, func(t principal.Trusted) trustedRow { return trustedRow(t) }),
	})
}

func (tx *Tx) iamRoles(statement string, args ...any) ([]principal.Role, error) {
	var roles []principal.Role
	err := tx.each(func(r rows) error {
		role, err := scanIAMRole(r)
		roles = append(roles, role)
		return err
	}, statement, args...)
	return roles, err
}

func scanIAMRole(r rows) (principal.Role, error) {
	var role principal.Role
	var settings string
	var used int64
	if err := r.Scan(&role.ID, &settings, &used, &role.LastUsed.Region); err != nil {
		return role, err
	}
	var row iamRoleRow
	if err := readDocument(settings, &row); err != nil {
		return role, fmt.Errorf("role %s: %w", role.ID, err)
	}
	role.LastUsed.At = instant(used)
	role.Path, role.Name, role.Description, role.Trust = row.Path, row.Name, row.Description, row.Trust
	role.MaxSession, role.Boundary, role.Tags = time.Duration(row.MaxSession)*time.Second, row.Boundary, tagsOf(row.Tags)
	role.Created, role.SessionsValidFrom = instant(row.Created), instant(row.ValidFrom)
	role.Trusted = convert(row.Trusted, func(t trustedRow) principal.Trusted { return principal.Trusted(t) })
	return role, nil
}

// first is the only row of a query by key, or principal.ErrNotFound.
func first[T any](list []T, err error) (*T, error) {
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, principal.ErrNotFound
	}
	return &list[0], nil
}
