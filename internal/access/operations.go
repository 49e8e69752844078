package access

// A serviceTable lists the operations of a service, grouped by what they are
// checked against.
type serviceTable struct {
	name string // signing name, also the vendor of its actions
	arn  string // beginning of its ARNs
	rows []operationRow
}

// An operationRow is a group of operations that are authorized alike.
type operationRow struct {
	check    Check
	resource string // what follows the service's arn; *; or {SomeArn}
	literal  bool   // the resource is not an ARN
	keys     string
	passesTo string
	names    string
}

const (
	tagKeys    = "aws:RequestTag/ aws:TagKeys"
	taggedPool = "aws:ResourceTag/"
)

func services() []serviceTable {
	return []serviceTable{userPools(), identityPools(), datasets(), iam(), sts()}
}

func userPools() serviceTable {
	const (
		pool    = "userpool/{UserPoolId}"
		service = "cognito-idp.amazonaws.com"
	)
	return serviceTable{
		name: "cognito-idp",
		arn:  "arn:{partition}:cognito-idp:{region}:{account}:",
		rows: []operationRow{
			{check: Unchecked, names: `
				AssociateSoftwareToken ChangePassword CompleteWebAuthnRegistration ConfirmDevice ConfirmForgotPassword
				ConfirmSignUp DeleteUser DeleteUserAttributes DeleteWebAuthnCredential ForgetDevice ForgotPassword
				GetClientToken GetDevice GetTokensFromRefreshToken GetUser GetUserAttributeVerificationCode
				GetUserAuthFactors GlobalSignOut InitiateAuth ListDevices ListUserSessions ListWebAuthnCredentials
				ResendConfirmationCode RespondToAuthChallenge RevokeToken RevokeUserSession SetUserMFAPreference
				SetUserSettings SignUp StartWebAuthnRegistration UpdateAuthEventFeedback UpdateDeviceStatus
				UpdateUserAttributes VerifySoftwareToken VerifyUserAttribute`},
			{resource: "*", keys: tagKeys, passesTo: service, names: `CreateUserPool`},
			{resource: "*", names: `DescribeUserPoolDomain GetProvisionedLimit ListUserPools UpdateProvisionedLimit`},
			{resource: "{ResourceArn}", keys: taggedPool + " " + tagKeys, names: `TagResource`},
			{resource: "{ResourceArn}", keys: taggedPool + " aws:TagKeys", names: `UntagResource`},
			{resource: "{ResourceArn}", keys: taggedPool, names: `ListTagsForResource`},
			{resource: pool, keys: taggedPool + " " + tagKeys, passesTo: service, names: `UpdateUserPool`},
			{resource: pool, keys: taggedPool, passesTo: service, names: `
				CreateGroup CreateUserImportJob SetUserPoolMfaConfig UpdateGroup`},
			{resource: pool, keys: taggedPool, names: `
				AddCustomAttributes AddUserPoolClientSecret AdminAddUserToGroup AdminConfirmSignUp AdminCreateUser
				AdminDeleteSoftwareToken AdminDeleteUser AdminDeleteUserAttributes AdminDisableProviderForUser
				AdminDisableUser AdminEnableUser AdminForgetDevice AdminGetDevice AdminGetUser AdminGetUserAuthFactors
				AdminInitiateAuth AdminLinkProviderForUser AdminListDevices AdminListGroupsForUser
				AdminListUserAuthEvents AdminListUserSessions AdminRemoveUserFromGroup AdminResetUserPassword
				AdminRespondToAuthChallenge AdminRevokeUserSession AdminSetUserMFAPreference AdminSetUserPassword
				AdminSetUserSettings AdminUpdateAuthEventFeedback AdminUpdateDeviceStatus AdminUpdateUserAttributes
				AdminUserGlobalSignOut CreateIdentityProvider CreateManagedLoginBranding CreateResourceServer
				CreateTerms CreateUserPoolClient CreateUserPoolDomain CreateUserPoolReplica DeleteGroup
				DeleteIdentityProvider DeleteManagedLoginBranding DeleteResourceServer DeleteTerms DeleteUserPool
				DeleteUserPoolClient DeleteUserPoolClientSecret DeleteUserPoolDomain DeleteUserPoolReplica
				DescribeIdentityProvider DescribeManagedLoginBranding DescribeManagedLoginBrandingByClient
				DescribeResourceServer DescribeRiskConfiguration DescribeTerms DescribeTermsByClient
				DescribeUserImportJob DescribeUserPool DescribeUserPoolClient GetCSVHeader GetGroup
				GetIdentityProviderByIdentifier GetLogDeliveryConfiguration GetSigningCertificate GetUICustomization
				GetUserPoolClientSessionConfiguration GetUserPoolMfaConfig GetUserPoolSessionConfiguration ListGroups
				ListIdentityProviders ListResourceServers ListTerms ListUserImportJobs ListUserPoolClientSecrets
				ListUserPoolClients ListUserPoolReplicas ListUsers ListUsersInGroup SetLogDeliveryConfiguration
				SetRiskConfiguration SetUICustomization SetUserPoolClientSessionConfiguration
				SetUserPoolSessionConfiguration StartUserImportJob StopUserImportJob UpdateIdentityProvider
				UpdateManagedLoginBranding UpdateResourceServer UpdateTerms UpdateUserPoolClient UpdateUserPoolDomain
				UpdateUserPoolReplica`},
		},
	}
}

func identityPools() serviceTable {
	const pool = "identitypool/{IdentityPoolId}"
	return serviceTable{
		name: "cognito-identity",
		arn:  "arn:{partition}:cognito-identity:{region}:{account}:",
		rows: []operationRow{
			{check: Unchecked, names: `GetCredentialsForIdentity GetId GetOpenIdToken UnlinkIdentity`},
			{resource: "*", keys: tagKeys, names: `CreateIdentityPool`},
			{resource: "*", names: `DeleteIdentities DescribeIdentity ListIdentityPools`},
			{resource: "{ResourceArn}", keys: taggedPool + " " + tagKeys, names: `TagResource`},
			{resource: "{ResourceArn}", keys: taggedPool + " aws:TagKeys", names: `UntagResource`},
			{resource: "{ResourceArn}", keys: taggedPool, names: `ListTagsForResource`},
			{resource: pool, keys: taggedPool, passesTo: "cognito-identity.amazonaws.com", names: `SetIdentityPoolRoles`},
			{resource: pool, keys: taggedPool, names: `
				DeleteIdentityPool DescribeIdentityPool GetIdentityPoolRoles GetOpenIdTokenForDeveloperIdentity
				GetPrincipalTagAttributeMap ListIdentities LookupDeveloperIdentity MergeDeveloperIdentities
				SetPrincipalTagAttributeMap UnlinkDeveloperIdentity UpdateIdentityPool`},
		},
	}
}

func datasets() serviceTable {
	const (
		pool     = "identitypool/{IdentityPoolId}"
		identity = pool + "/identity/{IdentityId}"
	)
	return serviceTable{
		name: "cognito-sync",
		arn:  "arn:{partition}:cognito-sync:{region}:{account}:",
		rows: []operationRow{
			{resource: "*", names: `ListIdentityPoolUsage`},
			{resource: pool, names: `
				BulkPublish DescribeIdentityPoolUsage GetBulkPublishDetails GetCognitoEvents
				GetIdentityPoolConfiguration SetCognitoEvents`},
			{resource: pool, passesTo: "cognito-sync.amazonaws.com", names: `SetIdentityPoolConfiguration`},
			{resource: identity, names: `DescribeIdentityUsage RegisterDevice`},
			// The list has no dataset of its own; policies written for
			// dataset/* are meant to cover it.
			{resource: identity + "/dataset/null", names: `ListDatasets`},
			{resource: identity + "/dataset/{DatasetName}", names: `
				DeleteDataset DescribeDataset ListRecords SubscribeToDataset UnsubscribeFromDataset UpdateRecords`},
		},
	}
}

func iam() serviceTable {
	const (
		taggedIAM = "aws:ResourceTag/ iam:ResourceTag/"
		role      = "role/{role}"
		user      = "user/{user}"
		boundary  = " iam:PermissionsBoundary"
	)
	return serviceTable{
		name: "iam",
		arn:  "arn:{partition}:iam::{account}:",
		rows: []operationRow{
			{resource: "*", names: `ListAccountAliases SimulateCustomPolicy`},
			{resource: "{PolicySourceArn}", names: `SimulatePrincipalPolicy`},

			{resource: "role{Path}{RoleName}", keys: tagKeys + boundary, names: `CreateRole`},
			{resource: "role{PathPrefix}", names: `ListRoles`},
			{resource: role, keys: taggedIAM + boundary + " iam:PolicyARN", names: `AttachRolePolicy DetachRolePolicy`},
			{resource: role, keys: taggedIAM + boundary, names: `DeleteRolePolicy PutRolePolicy`},
			{resource: role, keys: taggedIAM + " " + tagKeys, names: `TagRole`},
			{resource: role, keys: taggedIAM + " aws:TagKeys", names: `UntagRole`},
			{resource: role, keys: taggedIAM, names: `
				DeleteRole GetRole GetRolePolicy ListAttachedRolePolicies ListInstanceProfilesForRole ListRolePolicies
				ListRoleTags UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription`},

			{resource: "user{Path}{UserName}", keys: tagKeys + boundary, names: `CreateUser`},
			{resource: "user{PathPrefix}", names: `ListUsers`},
			{resource: user, keys: taggedIAM + boundary + " iam:PolicyARN", names: `AttachUserPolicy DetachUserPolicy`},
			{resource: user, keys: taggedIAM + boundary, names: `DeleteUserPolicy PutUserPolicy`},
			{resource: user, keys: taggedIAM + " " + tagKeys, names: `TagUser`},
			{resource: user, keys: taggedIAM + " aws:TagKeys", names: `UntagUser`},
			{resource: user, keys: taggedIAM, names: `
				CreateAccessKey DeleteAccessKey DeleteUser GetAccessKeyLastUsed GetUser GetUserPolicy ListAccessKeys
				ListAttachedUserPolicies ListGroupsForUser ListUserPolicies ListUserTags UpdateAccessKey UpdateUser`},

			{resource: "policy{Path}{PolicyName}", keys: tagKeys, names: `CreatePolicy`},
			{resource: "policy path {PathPrefix}", literal: true, names: `ListPolicies`},
			{resource: "{PolicyArn}", keys: taggedIAM + " " + tagKeys, names: `TagPolicy`},
			{resource: "{PolicyArn}", keys: taggedIAM + " aws:TagKeys", names: `UntagPolicy`},
			{resource: "{PolicyArn}", keys: taggedIAM, names: `
				CreatePolicyVersion DeletePolicy DeletePolicyVersion GetPolicy GetPolicyVersion ListEntitiesForPolicy
				ListPolicyTags ListPolicyVersions SetDefaultPolicyVersion`},

			{resource: "oidc-provider/{issuer}", keys: tagKeys, names: `CreateOpenIDConnectProvider`},
			{resource: "oidc-provider/*", names: `ListOpenIDConnectProviders`},
			{resource: "{OpenIDConnectProviderArn}", keys: taggedIAM + " " + tagKeys, names: `TagOpenIDConnectProvider`},
			{resource: "{OpenIDConnectProviderArn}", keys: taggedIAM + " aws:TagKeys", names: `UntagOpenIDConnectProvider`},
			{resource: "{OpenIDConnectProviderArn}", keys: taggedIAM, names: `
				AddClientIDToOpenIDConnectProvider DeleteOpenIDConnectProvider GetOpenIDConnectProvider
				ListOpenIDConnectProviderTags RemoveClientIDFromOpenIDConnectProvider
				UpdateOpenIDConnectProviderThumbprint`},

			{resource: "saml-provider/{Name}", keys: tagKeys, names: `CreateSAMLProvider`},
			{resource: "saml-provider/*", names: `ListSAMLProviders`},
			{resource: "{SAMLProviderArn}", keys: taggedIAM, names: `DeleteSAMLProvider GetSAMLProvider UpdateSAMLProvider`},
		},
	}
}

func sts() serviceTable {
	const session = "aws:RequestTag/ aws:TagKeys iam:ResourceTag/ sts:RoleSessionName sts:SourceIdentity sts:TransitiveTagKeys"
	return serviceTable{
		name: "sts",
		arn:  "arn:{partition}:sts::{account}:",
		rows: []operationRow{
			// Who one is can be asked by everyone, whatever policies say, and a
			// session token gives a user nothing it does not have.
			{check: Unchecked, names: `GetCallerIdentity GetSessionToken`},
			{check: ByTrust, resource: "{RoleArn}", keys: session + " sts:ExternalId", names: `AssumeRole`},
			{check: ByTrust, resource: "{RoleArn}", keys: session, names: `AssumeRoleWithSAML AssumeRoleWithWebIdentity`},
			{resource: "federated-user/{Name}", keys: tagKeys, names: `GetFederationToken`},
			{resource: "*", names: `DecodeAuthorizationMessage GetAccessKeyInfo`},
		},
	}
}
