package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/store"
)

// testIAM fills every field of IAM's nouns and reads it back.
func testIAM(t *testing.T, e Engine) {
	db := e.Open(t, store.Options{})
	var (
		role   principal.Role
		user   principal.User
		policy principal.ManagedPolicy
		oidc   principal.OIDCProvider
		saml   principal.SAMLProvider
		inline []principal.InlinePolicy
		key    access.Key
	)
	for _, v := range []any{&role, &user, &policy, &oidc, &saml, &inline, &key} {
		fill(v)
	}
	role.MaxSession = 7 * time.Second
	key.Principal = user.ID
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.InsertIAMRole(&role), tx.InsertIAMUser(&user), tx.InsertManagedPolicy(&policy),
			tx.InsertOIDCProvider(&oidc), tx.InsertSAMLProvider(&saml), tx.SetInlinePolicies(role.ID, inline), tx.InsertAccessKey(key))
	})
	check := func() {
		t.Helper()
		view(t, db, func(tx *store.Tx) error {
			r, err := tx.IAMRole(role.Name)
			same(t, r, &role, err)
			r, err = tx.IAMRoleByID(role.ID)
			same(t, r, &role, err)
			rs, err := tx.IAMRoles("", 9)
			same(t, rs, []principal.Role{role}, err)
			u, err := tx.IAMUser(user.Name)
			same(t, u, &user, err)
			u, err = tx.IAMUserByID(user.ID)
			same(t, u, &user, err)
			p, err := tx.ManagedPolicy(policy.Name)
			same(t, p, &policy, err)
			o, err := tx.OIDCProvider(oidc.Issuer)
			same(t, o, &oidc, err)
			s, err := tx.SAMLProvider(saml.Name)
			same(t, s, &saml, err)
			i, err := tx.InlinePolicies(role.ID)
			same(t, i, inline, err)
			ks, err := tx.AccessKeysOf(user.ID)
			same(t, ks, []access.Key{key}, err)
			return nil
		})
	}
	check()

	role = principal.Role{ID: role.ID, Name: role.Name, Trust: "other", LastUsed: role.LastUsed}
	user = principal.User{ID: user.ID, Name: user.Name, Path: "/other/"}
	policy = principal.ManagedPolicy{ID: policy.ID, Name: policy.Name, Next: 7, Versions: policy.Versions[:1]}
	oidc, saml = principal.OIDCProvider{Issuer: oidc.Issuer}, principal.SAMLProvider{Name: saml.Name, Keys: []principal.SAMLKey{
		{ID: "a", Created: Start, DER: []byte("one")}, {ID: "b", Created: Start.Add(time.Second), DER: []byte("two")},
	}}
	inline = nil
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.UpdateIAMRole(&role), tx.UpdateIAMUser(&user), tx.UpdateManagedPolicy(&policy),
			tx.UpdateOIDCProvider(&oidc), tx.UpdateSAMLProvider(&saml), tx.SetInlinePolicies(role.ID, nil))
	})
	check()
	role.LastUsed = principal.LastUsed{At: Start, Region: "elsewhere"}
	update(t, db, func(tx *store.Tx) error { return tx.TouchIAMRole(role.ID, role.LastUsed) })
	check()
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.DeleteIAMRole(role.Name), tx.DeleteIAMUser(user.Name), tx.DeleteManagedPolicy(policy.Name),
			tx.DeleteOIDCProvider(oidc.Issuer), tx.DeleteSAMLProvider(saml.Name))
	})
	saml.Keys = nil // a new provider of that name has none of the old keys
	update(t, db, func(tx *store.Tx) error { return tx.InsertSAMLProvider(&saml) })
	view(t, db, func(tx *store.Tx) error {
		s, err := tx.SAMLProvider(saml.Name)
		same(t, s, &saml, err)
		return nil
	})
	update(t, db, func(tx *store.Tx) error { return tx.DeleteSAMLProvider(saml.Name) })
	for _, gone := range []func(*store.Tx) error{
		func(tx *store.Tx) error { return tx.DeleteIAMRole(role.Name) },
		func(tx *store.Tx) error { return tx.UpdateIAMRole(&role) },
		func(tx *store.Tx) error { return tx.DeleteIAMUser(user.Name) },
		func(tx *store.Tx) error { return tx.UpdateIAMUser(&user) },
		func(tx *store.Tx) error { return tx.DeleteManagedPolicy(policy.Name) },
		func(tx *store.Tx) error { return tx.UpdateOIDCProvider(&oidc) },
		func(tx *store.Tx) error { _, err := tx.SAMLProvider(saml.Name); return err },
		func(tx *store.Tx) error { _, err := tx.FindAccessKey("nobody's"); return err },
	} {
		refused(t, db, principal.ErrNotFound, gone)
	}
}

func same(t testing.TB, got, want any, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("read %T: %v", want, err)
	} else if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%T changed in the store (-want +got):\n%s", want, diff)
	}
}

// testIAMNames sees that names are taken in any case, and that lists go on
// behind a name.
func testIAMNames(t *testing.T, e Engine) {
	db := e.Open(t, store.Options{})
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.InsertIAMRole(&principal.Role{ID: "AROA1", Name: "Reader"}),
			tx.InsertIAMRole(&principal.Role{ID: "AROA2", Name: "admin"}))
	})
	refused(t, db, principal.ErrExists, func(tx *store.Tx) error {
		return tx.InsertIAMRole(&principal.Role{ID: "AROA3", Name: "READER"})
	})
	view(t, db, func(tx *store.Tx) error {
		r, err := tx.IAMRole("rEADER")
		if err != nil || r.Name != "Reader" {
			t.Errorf("role %v, %v", r, err)
		}
		roles, err := tx.IAMRoles("ADMIN", 5)
		if len(roles) != 1 || roles[0].Name != "Reader" {
			t.Errorf("roles after admin: %v", roles)
		}
		return err
	})
}

func testAttachments(t *testing.T, e Engine) {
	db := e.Open(t, store.Options{})
	a := principal.Attachment{Owner: "AROA1", Policy: "arn:p"}
	boundary := principal.Attachment{Owner: "AROA1", Policy: "arn:p", Boundary: true}
	other := principal.Attachment{Owner: "AIDA1", Policy: "arn:p"}
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.Attach(a), tx.Attach(a), tx.Attach(boundary), tx.Attach(other))
	})
	view(t, db, func(tx *store.Tx) error {
		list, err := tx.UsersOfPolicy("arn:p")
		if len(list) != 3 {
			t.Errorf("users of the policy: %v", list)
		}
		return err
	})
	update(t, db, func(tx *store.Tx) error { return tx.Detach(a) })
	refused(t, db, principal.ErrNotFound, func(tx *store.Tx) error { return tx.Detach(a) })
	view(t, db, func(tx *store.Tx) error {
		list, err := tx.AttachmentsOf("AROA1")
		same(t, list, []principal.Attachment{boundary}, err)
		return nil
	})
}
