package idp_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
)

func TestGroups(t *testing.T) {
	t.Parallel()
	a := start(t)
	pool := a.pool(t, nil)
	g := m{"UserPoolId": pool, "GroupName": "g"}
	bare := fmt.Sprintf(`{"GroupName":"g","UserPoolId":%q,"LastModifiedDate":1772366400,"CreationDate":1772366400}`, pool)
	full := fmt.Sprintf(`{"GroupName":"g","UserPoolId":%q,"Description":"d","RoleArn":"arn:aws:iam::123456789012:role/r","Precedence":0,
		"LastModifiedDate":1772366400,"CreationDate":1772366400}`, pool)

	same(t, a.must(t, "CreateGroup", g), `{"Group":`+bare+`}`)
	a.refused(t, "CreateGroup", g, "GroupExistsException: A group with the name already exists")
	same(t, a.must(t, "UpdateGroup", m{"UserPoolId": pool, "GroupName": "g", "Description": "d", "Precedence": 0,
		"RoleArn": "arn:aws:iam::123456789012:role/r"}), `{"Group":`+full+`}`)
	same(t, a.must(t, "GetGroup", g), `{"Group":`+full+`}`)
	same(t, a.must(t, "ListGroups", m{"UserPoolId": pool}), `{"Groups":[`+full+`]}`)
	a.refused(t, "UpdateGroup", m{"UserPoolId": pool, "GroupName": "g", "RoleArn": "arn:aws:iam::999999999999:role/r"},
		"InvalidParameterException: Cross-account pass role is not allowed.")

	if out := a.must(t, "DeleteGroup", g); out != nil {
		t.Errorf("DeleteGroup answers %v, want nothing", out)
	}
	for _, op := range []string{"GetGroup", "UpdateGroup", "DeleteGroup", "ListUsersInGroup"} {
		a.refused(t, op, g, "ResourceNotFoundException: Group not found.")
	}
	same(t, a.must(t, "ListGroups", m{"UserPoolId": pool}), `{"Groups":[]}`)
}

func TestGroupMembers(t *testing.T) {
	t.Parallel()
	a := start(t)
	pool := a.pool(t, nil)
	a.must(t, "CreateGroup", m{"UserPoolId": pool, "GroupName": "g"})
	u := &userpool.User{
		Pool: userpool.PoolID(pool), Sub: "0f0e0d0c-0b0a-0908-0706-050403020100", Username: "ann",
		Status: userpool.Confirmed, Enabled: true, Created: noon, Modified: noon,
		Attributes: userpool.Attributes{"name": "Ann", "email": "ann@example.com"},
	}
	err := a.db.Update(context.Background(), func(tx *store.Tx) error {
		return tx.InsertUser(u, []userpool.Name{{Kind: userpool.NameUsername, Value: "ann"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	member := m{"UserPoolId": pool, "GroupName": "g", "Username": "ann"}
	if out := a.must(t, "AdminAddUserToGroup", member); out != nil {
		t.Errorf("AdminAddUserToGroup answers %v, want nothing", out)
	}
	same(t, a.must(t, "AdminListGroupsForUser", m{"UserPoolId": pool, "Username": "ann"}), fmt.Sprintf(
		`{"Groups":[{"GroupName":"g","UserPoolId":%q,"LastModifiedDate":1772366400,"CreationDate":1772366400}]}`, pool))
	same(t, a.must(t, "ListUsersInGroup", m{"UserPoolId": pool, "GroupName": "g"}), `{"Users":[{"Username":"ann",
		"Attributes":[{"Name":"sub","Value":"0f0e0d0c-0b0a-0908-0706-050403020100"},{"Name":"email","Value":"ann@example.com"},{"Name":"name","Value":"Ann"}],
		"UserCreateDate":1772366400,"UserLastModifiedDate":1772366400,"Enabled":true,"UserStatus":"CONFIRMED"}]}`)
	if out := a.must(t, "AdminRemoveUserFromGroup", member); out != nil {
		t.Errorf("AdminRemoveUserFromGroup answers %v, want nothing", out)
	}
	same(t, a.must(t, "AdminListGroupsForUser", m{"UserPoolId": pool, "Username": "ann"}), `{"Groups":[]}`)
	same(t, a.must(t, "ListUsersInGroup", m{"UserPoolId": pool, "GroupName": "g"}), `{"Users":[]}`)

	for _, op := range []string{"AdminAddUserToGroup", "AdminRemoveUserFromGroup", "AdminListGroupsForUser"} {
		a.refused(t, op, m{"UserPoolId": pool, "GroupName": "g", "Username": "bob"}, "UserNotFoundException: User does not exist.")
	}
}
