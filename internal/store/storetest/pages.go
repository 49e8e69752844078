package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

// testDomains: a name belongs to one pool, and only that pool changes it.
func testDomains(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	var d userpool.Domain
	fill(&d)
	d.Name, d.Pool = "login.example.com", poolID
	prefix := userpool.Domain{Name: "acme", Pool: poolID, Created: Start, Modified: Start, ManagedLogin: 1}
	update(t, db, func(tx *store.Tx) error { return errors.Join(tx.InsertDomain(&d), tx.InsertDomain(&prefix)) })
	other := prefix
	other.Pool = "us-east-1_Other"
	refused(t, db, userpool.ErrExists, func(tx *store.Tx) error { return tx.InsertDomain(&other) })
	refused(t, db, userpool.ErrNotFound, func(tx *store.Tx) error { return tx.UpdateDomain(&other) })
	refused(t, db, userpool.ErrNotFound, func(tx *store.Tx) error { return tx.DeleteDomain(other.Pool, "acme") })
	prefix.ManagedLogin = 2
	update(t, db, func(tx *store.Tx) error { return tx.UpdateDomain(&prefix) })
	view(t, db, func(tx *store.Tx) error {
		all, err1 := tx.DomainsOf(poolID)
		one, err2 := tx.Domain("login.example.com")
		if diff := cmp.Diff([]userpool.Domain{prefix, d}, all) + cmp.Diff(&d, one); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		return errors.Join(err1, err2)
	})
	update(t, db, func(tx *store.Tx) error { return tx.DeleteDomain(poolID, "acme") })
	refused(t, db, userpool.ErrNotFound, func(tx *store.Tx) error { _, err := tx.Domain("acme"); return err })
}

func testResourceServers(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	var a userpool.ResourceServer
	fill(&a)
	a.Pool, a.Identifier = poolID, "https://api.example.com"
	b := userpool.ResourceServer{Pool: poolID, Identifier: "orders", Name: "Orders"}
	update(t, db, func(tx *store.Tx) error { return errors.Join(tx.InsertResourceServer(&a), tx.InsertResourceServer(&b)) })
	refused(t, db, userpool.ErrExists, func(tx *store.Tx) error { return tx.InsertResourceServer(&b) })
	b.Scopes = []userpool.ResourceScope{{Name: "read", Description: "Read"}}
	update(t, db, func(tx *store.Tx) error { return tx.UpdateResourceServer(&b) })
	view(t, db, func(tx *store.Tx) error {
		all, err1 := tx.ResourceServers(poolID, "", 9)
		rest, err2 := tx.ResourceServers(poolID, a.Identifier, 9)
		one, err3 := tx.ResourceServer(poolID, "orders")
		n, err4 := tx.CountResourceServers(poolID)
		diff := cmp.Diff([]userpool.ResourceServer{a, b}, all) + cmp.Diff([]userpool.ResourceServer{b}, rest) + cmp.Diff(&b, one)
		if diff != "" || n != 2 {
			t.Errorf("%d servers (-want +got)\n%s", n, diff)
		}
		return errors.Join(err1, err2, err3, err4)
	})
	update(t, db, func(tx *store.Tx) error { return tx.DeleteResourceServer(poolID, "orders") })
	refused(t, db, userpool.ErrNotFound, func(tx *store.Tx) error { return tx.DeleteResourceServer(poolID, "orders") })
}

// testLooks keeps customizations, brandings and terms; those of a client go
// with it.
func testLooks(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	var c userpool.UICustomization
	var b userpool.Branding
	var terms userpool.Terms
	fill(&c)
	fill(&b)
	fill(&terms)
	c.Pool, b.Pool, terms.Pool = poolID, poolID, poolID
	c.Client, b.Client, terms.Client = "c", "c", "c"
	b.Settings = []byte(`{"a":1}`)
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.InsertClient(&userpool.Client{ID: "c", Pool: poolID}),
			tx.PutUICustomization(&userpool.UICustomization{Pool: poolID, Client: "c", CSS: "old"}),
			tx.PutUICustomization(&c), tx.InsertBranding(&b), tx.InsertTerms(&terms))
	})
	again, twice := b, terms
	again.ID, twice.ID = "other", "other"
	refused(t, db, userpool.ErrExists, func(tx *store.Tx) error { return tx.InsertBranding(&again) })
	refused(t, db, userpool.ErrExists, func(tx *store.Tx) error { return tx.InsertTerms(&twice) })
	same := func() {
		t.Helper()
		view(t, db, func(tx *store.Tx) error {
			gotC, err1 := tx.UICustomization(poolID, "c")
			gotB, err2 := tx.Branding(poolID, b.ID)
			ofClient, err3 := tx.BrandingOfClient(poolID, "c")
			gotT, err4 := tx.Terms(poolID, terms.ID)
			named, err5 := tx.TermsOfClient(poolID, "c", terms.Name)
			list, err6 := tx.TermsOfPool(poolID, "", 9)
			nb, err7 := tx.CountBrandings(poolID)
			nt, err8 := tx.CountTerms(poolID)
			if err := errors.Join(err1, err2, err3, err4, err5, err6, err7, err8); err != nil {
				return err
			}
			diff := cmp.Diff(&c, gotC) + cmp.Diff(&b, gotB) + cmp.Diff(&b, ofClient) + cmp.Diff(&terms, gotT) +
				cmp.Diff(&terms, named) + cmp.Diff([]userpool.Terms{terms}, list)
			if diff != "" || nb != 1 || nt != 1 {
				t.Errorf("%d brandings, %d terms (-want +got)\n%s", nb, nt, diff)
			}
			return nil
		})
	}
	same()
	b.Defaults, b.Settings, b.Assets = false, nil, nil
	terms.Name, terms.Links = "privacy-policy", map[string]string{"cognito:default": "https://example.com"}
	update(t, db, func(tx *store.Tx) error { return errors.Join(tx.UpdateBranding(&b), tx.UpdateTerms(&terms)) })
	same()
	update(t, db, func(tx *store.Tx) error { return tx.DeleteClient(poolID, "c") })
	view(t, db, func(tx *store.Tx) error {
		_, err1 := tx.UICustomization(poolID, "c")
		_, err2 := tx.BrandingOfClient(poolID, "c")
		_, err3 := tx.Terms(poolID, terms.ID)
		for _, err := range []error{err1, err2, err3} {
			if !errors.Is(err, userpool.ErrNotFound) {
				t.Errorf("looks outlive their client: %v", err)
			}
		}
		return nil
	})
}

// testSSOSessions finds a session by its secret's hash until the hash changes.
func testSSOSessions(t *testing.T, e Engine) {
	db := openPool(t, e, store.Options{})
	var s userpool.SSOSession
	fill(&s)
	s.Pool, s.Revoked, s.Agent = poolID, false, "agent \x00 \xff"
	update(t, db, func(tx *store.Tx) error { return tx.PutSSOSession(s) })
	old := s.Key
	s.Key, s.AMR, s.Client = []byte("another hash"), []string{"pwd"}, "other"
	update(t, db, func(tx *store.Tx) error {
		return errors.Join(tx.PutSSOSession(s), tx.TouchSSOSession(poolID, s.ID, s.LastActive.Add(time.Second)),
			tx.TouchSSOSession(poolID, s.ID, s.LastActive), tx.RevokeSSOSession(poolID, s.ID))
	})
	s.Revoked, s.LastActive = true, s.LastActive.Add(time.Second)
	view(t, db, func(tx *store.Tx) error {
		byID, err1 := tx.SSOSession(poolID, s.ID)
		byKey, err2 := tx.SSOSessionByKey(poolID, s.Key)
		all, err3 := tx.SSOSessionsOf(poolID, s.Sub)
		if _, err := tx.SSOSessionByKey(poolID, old); !errors.Is(err, userpool.ErrNotFound) {
			t.Errorf("the old secret still finds the session: %v", err)
		}
		if _, err := tx.SSOSessionByKey("us-east-1_Other", s.Key); !errors.Is(err, userpool.ErrNotFound) {
			t.Errorf("another pool finds the session: %v", err)
		}
		if diff := cmp.Diff(&s, byID) + cmp.Diff(&s, byKey) + cmp.Diff([]userpool.SSOSession{s}, all); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		return errors.Join(err1, err2, err3)
	})
	swept, err := db.Sweep(t.Context(), s.Expires.Add(time.Second))
	if err != nil || swept["sso_sessions"] != 1 {
		t.Errorf("swept %v, %v", swept, err)
	}
	refused(t, db, userpool.ErrNotFound, func(tx *store.Tx) error { return tx.RevokeSSOSession(poolID, s.ID) })
	update(t, db, func(tx *store.Tx) error { return tx.DeleteSSOSession(poolID, s.ID) })
}
