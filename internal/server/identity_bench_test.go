package server

import (
	"testing"
)

// BenchmarkIdentity sends whole requests through everything but the socket.
func BenchmarkIdentity(b *testing.B) {
	w := newWorld(b)
	p := w.people()
	p.add("ann")
	pool := w.identityPool(p, nil, statement("Allow", `"iam:GetRole"`, "*", ""), "")
	login := p.login("ann")
	id := w.getID(pool, login)
	_, creds := w.credentials(id, login)
	guest := w.getID(pool, nil)
	token := w.ok(w.json(nil, "cognito-identity", "GetOpenIdToken", m{"IdentityId": id, "Logins": login}))["Token"]
	role := "user-" + pool[len(pool)-6:]
	for _, c := range []struct {
		name string
		send func() answer
	}{
		{"GetId", func() answer {
			return w.json(nil, "cognito-identity", "GetId", m{"IdentityPoolId": pool, "Logins": login})
		}},
		{"GetIdGuest", func() answer { return w.json(nil, "cognito-identity", "GetId", m{"IdentityPoolId": pool}) }},
		{"GetCredentialsForIdentity", func() answer {
			return w.json(nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": id, "Logins": login})
		}},
		{"GetCredentialsForGuest", func() answer {
			return w.json(nil, "cognito-identity", "GetCredentialsForIdentity", m{"IdentityId": guest})
		}},
		{"AssumeRoleWithWebIdentity", func() answer {
			return w.query(nil, "sts", "AssumeRoleWithWebIdentity", map[string]string{"RoleArn": roleARN + role, "RoleSessionName": "app", "WebIdentityToken": token})
		}},
		// Signing is the client's, but takes part of the time.
		{"AuthorizedBySession", func() answer { return w.query(&creds, "iam", "GetRole", map[string]string{"RoleName": role}) }},
		{"AuthorizedByRoot", func() answer {
			return w.query(&w.root, "iam", "GetRole", map[string]string{"RoleName": role})
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if a := c.send(); a.status != 200 {
					b.Fatal(a.body)
				}
			}
		})
	}
}
