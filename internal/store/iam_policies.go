package store

import (
	"fmt"

	"github.com/cognate-id/cognate/internal/access/principal"
)

const (
	selectIAMPolicy = `SELECT settings FROM iam_policies WHERE name = $1`
	listIAMPolicies = `SELECT settings FROM iam_policies WHERE name > $1 ORDER BY name LIMIT $2`
	insertIAMPolicy = `INSERT INTO iam_policies (name, settings) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	updateIAMPolicy = `UPDATE iam_policies SET settings = $2 WHERE name = $1`
	deleteIAMPolicy = `DELETE FROM iam_policies WHERE name = $1`

	selectInline = `SELECT policies FROM iam_inline WHERE owner = $1`
	putInline    = `INSERT INTO iam_inline (owner, policies) VALUES ($1, $2)
ON CONFLICT (owner) DO UPDATE SET policies = excluded.policies`
	deleteInline = `DELETE FROM iam_inline WHERE owner = $1`

	attachmentsOf    = `SELECT owner, policy, boundary FROM iam_attachments WHERE owner = $1 ORDER BY policy`
	usersOfPolicy    = `SELECT owner, policy, boundary FROM iam_attachments WHERE policy = $1 ORDER BY owner`
	insertAttachment = `INSERT INTO iam_attachments (owner, policy, boundary) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`
	deleteAttachment = `DELETE FROM iam_attachments WHERE owner = $1 AND policy = $2 AND boundary = $3`
)

// iamPolicyRow is the settings document of a managed policy.
type iamPolicyRow struct {
	ID          string          `json:"id"`
	Path        string          `json:"path"`
	Name        string          `json:"name"`
	Description string          `json:"description,omitzero"`
	Tags        []tagRow        `json:"tags,omitzero"`
	Versions    []iamVersionRow `json:"versions"`
	Default     int             `json:"default"`
	Next        int             `json:"next"`
	Created     int64           `json:"created"`
	Updated     int64           `json:"updated"`
}

type iamVersionRow struct {
	Number  int    `json:"number"`
	Text    string `json:"text"`
	Created int64  `json:"created"`
}

// ManagedPolicy reads a managed policy by its name in any case, or
// principal.ErrNotFound.
func (tx *Tx) ManagedPolicy(name string) (*principal.ManagedPolicy, error) {
	return first(tx.managedPolicies(selectIAMPolicy, principal.NameKey(name)))
}

// ManagedPolicies lists managed policies by name, from the first after the
// given one.
func (tx *Tx) ManagedPolicies(after string, limit int) ([]principal.ManagedPolicy, error) {
	return tx.managedPolicies(listIAMPolicies, principal.NameKey(after), limit)
}

// InsertManagedPolicy adds a managed policy, or answers principal.ErrExists.
func (tx *Tx) InsertManagedPolicy(p *principal.ManagedPolicy) error {
	return tx.writePolicy(principal.ErrExists, insertIAMPolicy, p)
}

// UpdateManagedPolicy writes a managed policy over, or answers
// principal.ErrNotFound.
func (tx *Tx) UpdateManagedPolicy(p *principal.ManagedPolicy) error {
	return tx.writePolicy(principal.ErrNotFound, updateIAMPolicy, p)
}

// DeleteManagedPolicy deletes a managed policy, or answers principal.ErrNotFound.
func (tx *Tx) DeleteManagedPolicy(name string) error {
	return tx.must(principal.ErrNotFound, deleteIAMPolicy, principal.NameKey(name))
}

func (tx *Tx) writePolicy(otherwise error, statement string, p *principal.ManagedPolicy) error {
	settings, err := document(iamPolicyRow{
		ID: p.ID, Path: p.Path, Name: p.Name, Description: p.Description, Tags: tagRows(p.Tags),
		Versions: convert(p.Versions, func(v principal.PolicyVersion) iamVersionRow {
			return iamVersionRow{Number: v.Number, Text: v.Text, Created: millis(v.Created)}
		}),
		Default: p.Default, Next: p.Next, Created: millis(p.Created), Updated: millis(p.Updated),
	})
	if err != nil {
		return err
	}
	return tx.must(otherwise, statement, principal.NameKey(p.Name), settings)
}

func (tx *Tx) managedPolicies(statement string, args ...any) ([]principal.ManagedPolicy, error) {
	var policies []principal.ManagedPolicy
	err := tx.each(func(r rows) error {
		p, err := scanManagedPolicy(r)
		policies = append(policies, p)
		return err
	}, statement, args...)
	return policies, err
}

func scanManagedPolicy(r rows) (principal.ManagedPolicy, error) {
	var p principal.ManagedPolicy
	var settings string
	if err := r.Scan(&settings); err != nil {
		return p, err
	}
	var row iamPolicyRow
	if err := readDocument(settings, &row); err != nil {
		return p, fmt.Errorf("managed policy: %w", err)
	}
	return principal.ManagedPolicy{
		ID: row.ID, Path: row.Path, Name: row.Name, Description: row.Description, Tags: tagsOf(row.Tags),
		Versions: convert(row.Versions, func(v iamVersionRow) principal.PolicyVersion {
			return principal.PolicyVersion{Number: v.Number, Text: v.Text, Created: instant(v.Created)}
		}),
		Default: row.Default, Next: row.Next, Created: instant(row.Created), Updated: instant(row.Updated),
	}, nil
}

type inlineRow struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// InlinePolicies lists the inline policies of a role or user, by its unique id.
func (tx *Tx) InlinePolicies(owner string) ([]principal.InlinePolicy, error) {
	var list []principal.InlinePolicy
	err := tx.each(func(r rows) error {
		var text string
		if err := r.Scan(&text); err != nil {
			return err
		}
		var all []inlineRow
		if err := readDocument(text, &all); err != nil {
			return fmt.Errorf("inline policies of %s: %w", owner, err)
		}
		list = convert(all, func(x inlineRow) principal.InlinePolicy { return principal.InlinePolicy(x) })
		return nil
	}, selectInline, owner)
	return list, err
}

// SetInlinePolicies replaces the inline policies of a role or user; none
// leaves no row.
func (tx *Tx) SetInlinePolicies(owner string, all []principal.InlinePolicy) error {
	if len(all) == 0 {
		_, err := tx.exec(deleteInline, owner)
		return err
	}
	text, err := document(convert(all, func(x principal.InlinePolicy) inlineRow { return inlineRow(x) }))
	if err != nil {
		return err
	}
	_, err = tx.exec(putInline, owner, text)
	return err
}

// AttachmentsOf lists the managed policies of a role or user, by ARN.
func (tx *Tx) AttachmentsOf(owner string) ([]principal.Attachment, error) {
	return tx.attachments(attachmentsOf, owner)
}

// UsersOfPolicy lists the roles and users that use a managed policy.
func (tx *Tx) UsersOfPolicy(arn string) ([]principal.Attachment, error) {
	return tx.attachments(usersOfPolicy, arn)
}

// Attach adds an attachment, if it is not there yet.
func (tx *Tx) Attach(a principal.Attachment) error {
	_, err := tx.exec(insertAttachment, a.Owner, a.Policy, a.Boundary)
	return err
}

// Detach removes an attachment, or answers principal.ErrNotFound.
func (tx *Tx) Detach(a principal.Attachment) error {
	return tx.must(principal.ErrNotFound, deleteAttachment, a.Owner, a.Policy, a.Boundary)
}

func (tx *Tx) attachments(statement, by string) ([]principal.Attachment, error) {
	var list []principal.Attachment
	err := tx.each(func(r rows) error {
		var a principal.Attachment
		err := r.Scan(&a.Owner, &a.Policy, &a.Boundary)
		list = append(list, a)
		return err
	}, statement, by)
	return list, err
}
