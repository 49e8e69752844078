package server

import (
	"net/http"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/cognate-id/cognate/internal/store/storetest"
)

// TestTwoNodes has two nodes on one PostgreSQL be one deployment.
func TestTwoNodes(t *testing.T) {
	t.Parallel()
	var options []string
	for _, e := range storetest.Engines() {
		if e.Name == "postgres" {
			options = []string{"--database=" + e.Fresh(t).URL, "--data=" + t.TempDir(), "--public-url=http://id.example.com"}
		}
	}
	if options == nil {
		t.Skip("COGNATE_TEST_POSTGRES is not set")
	}
	w := newWorld(t, options...)
	other := w.node(options...)
	p := w.people()
	p.add("ann")
	pool := w.identityPool(p, nil, statement("Allow", `"iam:ListUsers"`, "*", ""), "")
	login := p.login("ann")

	// An identity that one node has made is the same on the other at once, also
	// when both make it.
	var mu sync.Mutex
	ids := map[string]bool{}
	var wg sync.WaitGroup
	for n := range 12 {
		node := []*Server{w.server, other}[n%2]
		wg.Go(func() {
			a := w.jsonTo(node, nil, "cognito-identity", "GetId", m{"IdentityPoolId": pool, "Logins": login})
			if a.status != http.StatusOK {
				t.Error(a.body)
			}
			mu.Lock()
			defer mu.Unlock()
			ids[texts(a.body)["IdentityId"]] = true
		})
	}
	wg.Wait()
	if len(ids) != 1 {
		t.Fatalf("one login has the identities %v", ids)
	}
	id := w.getID(pool, login)
	guest := w.getID(pool, nil)
	if got := texts(w.jsonTo(other, nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": guest, "Logins": login}).body)["IdentityId"]; got != id {
		t.Errorf("merged into %s, want %s", got, id)
	}
	w.refused(w.json(nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": guest}), 400, "forbidden")

	// Credentials of one node are good on the other, and so is their end.
	_, creds := w.credentials(id, login)
	list := func(on *Server, as *aws.Credentials) answer {
		return w.sendTo(on, as, "iam", "Action=ListUsers&Version=2010-05-08", "application/x-www-form-urlencoded", "")
	}
	w.ok(list(other, &creds))
	w.ok(w.query(&w.root, "iam", "DeleteRolePolicy", map[string]string{"RoleName": "user-" + pool[len(pool)-6:], "PolicyName": "p"}))
	w.refused(list(w.server, &creds), 403, "AccessDenied")
	w.pass(keyStaleness)
	w.refused(list(other, &creds), 403, "AccessDenied")

	// A token that one node has signed verifies on the other.
	token := w.ok(w.json(nil, "cognito-identity", "GetOpenIdToken", m{"IdentityId": id, "Logins": login}))["Token"]
	w.ok(w.jsonTo(other, nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": id, "Logins": m{"cognito-identity.amazonaws.com": token}}))
}
