package identity

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentity"
	idtypes "github.com/aws/aws-sdk-go-v2/service/cognitoidentity/types"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// TestTokenRoles lets the role of a user's group, which the ID token names,
// stand for the pool's.
func TestTokenRoles(t *testing.T) {
	w := connect(t)
	ctx, idp := t.Context(), cognitoidentityprovider.NewFromConfig(w.root)
	w.addUser("gus")
	own := w.ownRole()
	_, err := idp.CreateGroup(ctx, &cognitoidentityprovider.CreateGroupInput{UserPoolId: &w.userPool, GroupName: aws.String("staff"), RoleArn: &own})
	must(t, 0, err)
	_, err = idp.AdminAddUserToGroup(ctx, &cognitoidentityprovider.AdminAddUserToGroupInput{
		UserPoolId: &w.userPool, GroupName: aws.String("staff"), Username: aws.String("gus"),
	})
	must(t, 0, err)
	_, err = cognitoidentity.NewFromConfig(w.root).SetIdentityPoolRoles(ctx, &cognitoidentity.SetIdentityPoolRolesInput{
		IdentityPoolId: &w.pool, Roles: map[string]string{}, RoleMappings: map[string]idtypes.RoleMapping{w.provider() + ":" + w.client: {
			Type: idtypes.RoleMappingTypeToken, AmbiguousRoleResolution: idtypes.AmbiguousRoleResolutionTypeDeny,
		}},
	})
	must(t, 0, err)

	_, gus := w.enhanced(map[string]string{w.provider(): w.idToken("gus")})
	w.whoami(gus, w.roleName("authenticated"))
	login := map[string]string{w.provider(): w.idToken("ann")}
	id, err := w.anonymous().GetId(ctx, &cognitoidentity.GetIdInput{IdentityPoolId: &w.pool, Logins: login})
	_, err = w.anonymous().GetCredentialsForIdentity(ctx, &cognitoidentity.GetCredentialsForIdentityInput{
		IdentityId: must(t, id, err).IdentityId, Logins: login,
	})
	denied(t, err, "NotAuthorizedException")
}
