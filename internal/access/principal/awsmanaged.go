package principal

import "strings"

// awsManagedPrefix begins the ARNs of the policies that come with the service.
const awsManagedPrefix = "arn:aws:iam::aws:policy/"

// GuestSessionPolicy is the ARN of the managed half of what guests of an
// identity pool can do at most.
const GuestSessionPolicy = awsManagedPrefix + "AmazonCognitoUnAuthedIdentitiesSessionPolicy"

// guestActions are AWS's for GuestSessionPolicy.
const guestActions = `rum:PutRumEvents sagemaker:InvokeEndpoint polly:* comprehend:* translate:* transcribe:* rekognition:*
mobiletargeting:* firehose:* personalize:* geo:GetMap* geo:SearchPlaceIndex* geo:GetPlace geo:CalculateRoute* geo:*Geofence
geo:*Geofences geo:*DevicePosition* geo:ListMaps kms:Encrypt kms:Decrypt kms:ReEncryptTo kms:ReEncryptFrom
kms:GenerateDataKey kms:GenerateDataKeyPair kms:GenerateDataKeyPairWithoutPlaintext kms:GenerateDataKeyWithoutPlaintext`

// awsManaged are the actions of the policies that can be attached without
// creating them. Of AWS's hundreds these are the ones that concern the services
// here.
func awsManaged() map[string]string {
	return map[string]string{
		"AdministratorAccess": "*",
		"IAMFullAccess":       "iam:*",
		"IAMReadOnlyAccess":   "iam:Get* iam:List* iam:Simulate*",
		"AmazonCognitoPowerUser": `cognito-identity:* cognito-idp:* cognito-sync:* iam:ListRoles iam:ListOpenIdConnectProviders
iam:ListSAMLProviders iam:GetRole iam:GetSAMLProvider`,
		"AmazonCognitoReadOnly": `cognito-identity:Describe* cognito-identity:Get* cognito-identity:List* cognito-idp:Describe*
cognito-idp:AdminGet* cognito-idp:AdminList* cognito-idp:List* cognito-idp:Get* cognito-sync:Describe* cognito-sync:Get*
cognito-sync:List* iam:ListOpenIdConnectProviders iam:ListRoles`,
		"AmazonCognitoDeveloperAuthenticatedIdentities": `cognito-identity:GetOpenIdTokenForDeveloperIdentity
cognito-identity:LookupDeveloperIdentity cognito-identity:MergeDeveloperIdentities cognito-identity:UnlinkDeveloperIdentity`,
		"AmazonCognitoUnauthenticatedIdentities":       "rum:PutRumEvents",
		"AmazonCognitoUnAuthedIdentitiesSessionPolicy": guestActions,
	}
}

// AWSManaged returns the policy that comes with the service under that ARN.
func AWSManaged(arn string) (*ManagedPolicy, bool) {
	name, ok := strings.CutPrefix(arn, awsManagedPrefix)
	actions, known := awsManaged()[name]
	if !ok || !known {
		return nil, false
	}
	return &ManagedPolicy{
		ID: awsPolicyID(name), Path: DefaultPath, Name: name, Default: 1, Next: 2,
		Versions: []PolicyVersion{{Number: 1, Text: AllowText(strings.Fields(actions))}},
	}, true
}

// AWSManagedARNs lists the ARNs that AWSManaged knows, in no order.
func AWSManagedARNs() []string {
	var all []string
	for name := range awsManaged() {
		all = append(all, awsManagedPrefix+name)
	}
	return all
}

// AllowText is the text of a policy that allows the actions on everything.
func AllowText(actions []string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["` + strings.Join(actions, `","`) + `"],"Resource":"*"}]}`
}

// awsPolicyID makes a stable unique id out of a name.
func awsPolicyID(name string) string {
	id := []byte(PolicyPrefix)
	for _, c := range strings.ToUpper(name) {
		if len(id) < len(PolicyPrefix)+idRandom && c >= 'A' && c <= 'Z' {
			id = append(id, byte(c))
		}
	}
	for len(id) < len(PolicyPrefix)+idRandom {
		id = append(id, 'X')
	}
	return string(id)
}
