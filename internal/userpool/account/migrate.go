package account

import (
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// Migrated makes the user that a migration function described, not yet stored
// and without a password. Names that the schema lacks are left out and missing
// required ones do not matter: the old directory knew other rules. ok is false
// when the function knows no such user.
func Migrated(p *userpool.Pool, typed string, sub userpool.Sub, m hook.MigrationResult, now time.Time) (u *userpool.User, ok bool, err error) {
	if !m.Found || len(m.Attributes) == 0 {
		return nil, false, nil
	}
	attrs := make(userpool.Attributes, len(m.Attributes))
	for n, v := range m.Attributes {
		if known(p, n) {
			attrs[n] = v
		}
	}
	u = &userpool.User{
		Pool: p.ID, Sub: sub, Status: userpool.ResetRequired, Enabled: true, Created: now, Modified: now,
	}
	if m.Status == string(userpool.Confirmed) {
		u.Status = userpool.Confirmed
	}
	if u.Username, err = Identify(p, typed, sub, attrs); err != nil {
		return nil, false, err
	}
	if u.Attributes, err = CheckNew(p, attrs, false); err != nil {
		return nil, false, err
	}
	u.MFA.SMSEnabled = m.EnableSMSMFA && u.Attributes[userpool.AttrPhone] != ""
	return u, true, nil
}

// Inserter stores new users.
type Inserter interface {
	Names
	InsertUser(*userpool.User, []userpool.Name) error
}

// InsertMigrated stores the user that Migrated made. Where the function said
// so, aliases that others have are taken away from them.
func InsertMigrated(s Inserter, p *userpool.Pool, u *userpool.User, m hook.MigrationResult) error {
	if m.ForceAlias {
		if err := Release(s, p, u, u.Created); err != nil {
			return err
		}
	}
	return s.InsertUser(u, p.Names(u))
}
