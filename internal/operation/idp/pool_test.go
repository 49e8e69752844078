package idp_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cognate-id/cognate/internal/wire/idp"
)

// defaultSchema is what every pool has, as Cognito shows it.
func defaultSchema() string {
	entry := func(name, kind, rest string) string {
		return fmt.Sprintf(`{"Name":%q,"AttributeDataType":%q,"DeveloperOnlyAttribute":false,%s}`, name, kind, rest)
	}
	text := func(name, low, high string) string {
		return entry(name, "String", fmt.Sprintf(`"Mutable":true,"Required":false,"StringAttributeConstraints":{"MinLength":%q,"MaxLength":%q}`, low, high))
	}
	entries := []string{entry("sub", "String", `"Mutable":false,"Required":true,"StringAttributeConstraints":{"MinLength":"1","MaxLength":"2048"}`)}
	for _, n := range []string{"name", "given_name", "family_name", "middle_name", "nickname", "preferred_username",
		"profile", "picture", "website", "email", "email_verified", "gender", "birthdate", "zoneinfo", "locale",
		"phone_number", "phone_number_verified", "address"} {
		switch {
		case strings.HasSuffix(n, "_verified"):
			entries = append(entries, entry(n, "Boolean", `"Mutable":true,"Required":false`))
		case n == "birthdate":
			entries = append(entries, text(n, "10", "10"))
		default:
			entries = append(entries, text(n, "0", "2048"))
		}
	}
	entries = append(entries,
		entry("updated_at", "Number", `"Mutable":true,"Required":false,"NumberAttributeConstraints":{"MinValue":"0"}`),
		entry("identities", "String", `"Mutable":true,"Required":false,"StringAttributeConstraints":{}`))
	return "[" + strings.Join(entries, ",") + "]"
}

func TestCreateUserPoolDefaults(t *testing.T) {
	t.Parallel()
	a := start(t)
	got := a.must(t, "CreateUserPool", `{"PoolName":"p"}`)
	id := got["UserPool"].(m)["Id"].(string)
	want := fmt.Sprintf(`{"UserPool":{
 "Id":%q,"Name":"p",
 "Policies":{"PasswordPolicy":{"MinimumLength":8,"RequireUppercase":true,"RequireLowercase":true,
   "RequireNumbers":true,"RequireSymbols":true,"TemporaryPasswordValidityDays":7},
   "SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD"]}},
 "DeletionProtection":"INACTIVE","LambdaConfig":{},
 "LastModifiedDate":1772366400,"CreationDate":1772366400,
 "SchemaAttributes":%s,
 "VerificationMessageTemplate":{"DefaultEmailOption":"CONFIRM_WITH_CODE"},
 "UserAttributeUpdateSettings":{"AttributesRequireVerificationBeforeUpdate":[]},
 "MfaConfiguration":"OFF","EstimatedNumberOfUsers":0,
 "EmailConfiguration":{"EmailSendingAccount":"COGNITO_DEFAULT"},
 "AdminCreateUserConfig":{"AllowAdminCreateUserOnly":false,"UnusedAccountValidityDays":7},
 "Arn":"arn:aws:cognito-idp:us-east-1:123456789012:userpool/%s",
 "UserPoolTier":"ESSENTIALS"}}`, id, defaultSchema(), id)
	same(t, got, want)

	// Describe shows the same, and that there are no tags.
	described := a.must(t, "DescribeUserPool", m{"UserPoolId": id})
	tags := described["UserPool"].(m)["UserPoolTags"]
	if diff := cmp.Diff(m{}, tags); diff != "" {
		t.Errorf("tags (-want +got)\n%s", diff)
	}
	delete(described["UserPool"].(m), "UserPoolTags")
	same(t, described, want)
}

// fullPool sends every member that CreateUserPool has, each with a value that
// is not its default. AliasAttributes and UsernameAttributes exclude each
// other; onePoolOf picks one.
const fullPool = `{
 "PoolName":"full","UserPoolTier":"PLUS","DeletionProtection":"ACTIVE",
 "Policies":{"PasswordPolicy":{"MinimumLength":10,"RequireUppercase":false,"RequireLowercase":true,"RequireNumbers":false,
   "RequireSymbols":true,"PasswordHistorySize":4,"TemporaryPasswordValidityDays":5},
   "SignInPolicy":{"AllowedFirstAuthFactors":["EMAIL_OTP","PASSWORD"]}},
 "LambdaConfig":{
   "PreSignUp":"arn:aws:lambda:us-east-1:123456789012:function:1","CustomMessage":"arn:aws:lambda:us-east-1:123456789012:function:2",
   "PostConfirmation":"arn:aws:lambda:us-east-1:123456789012:function:3","PreAuthentication":"arn:aws:lambda:us-east-1:123456789012:function:4",
   "PostAuthentication":"arn:aws:lambda:us-east-1:123456789012:function:5","DefineAuthChallenge":"arn:aws:lambda:us-east-1:123456789012:function:6",
   "CreateAuthChallenge":"arn:aws:lambda:us-east-1:123456789012:function:7","VerifyAuthChallengeResponse":"arn:aws:lambda:us-east-1:123456789012:function:8",
   "PreTokenGeneration":"arn:aws:lambda:us-east-1:123456789012:function:9","UserMigration":"arn:aws:lambda:us-east-1:123456789012:function:10",
   "PreTokenGenerationConfig":{"LambdaVersion":"V2_0","LambdaArn":"arn:aws:lambda:us-east-1:123456789012:function:9"},
   "CustomSMSSender":{"LambdaVersion":"V1_0","LambdaArn":"arn:aws:lambda:us-east-1:123456789012:function:11"},
   "CustomEmailSender":{"LambdaVersion":"V1_0","LambdaArn":"arn:aws:lambda:us-east-1:123456789012:function:12"},
   "InboundFederation":{"LambdaVersion":"V1_0","LambdaArn":"arn:aws:lambda:us-east-1:123456789012:function:13"},
   "KMSKeyID":"arn:aws:kms:us-east-1:123456789012:key/1"},
 "AutoVerifiedAttributes":["email","phone_number"],
 "AliasAttributes":["email"],"UsernameAttributes":["phone_number"],
 "SmsVerificationMessage":"sms {####}","EmailVerificationMessage":"mail {####}","EmailVerificationSubject":"subject",
 "VerificationMessageTemplate":{"SmsMessage":"sms {####}","EmailMessage":"mail {####}","EmailSubject":"subject",
   "EmailMessageByLink":"go {##here##}","EmailSubjectByLink":"link","DefaultEmailOption":"CONFIRM_WITH_LINK"},
 "SmsAuthenticationMessage":"mfa {####}","MfaConfiguration":"OPTIONAL",
 "UserAttributeUpdateSettings":{"AttributesRequireVerificationBeforeUpdate":["email"]},
 "DeviceConfiguration":{"ChallengeRequiredOnNewDevice":true,"DeviceOnlyRememberedOnUserPrompt":false},
 "EmailConfiguration":{"SourceArn":"arn:aws:ses:us-east-1:123456789012:identity/a@b.example","ReplyToEmailAddress":"r@b.example",
   "EmailSendingAccount":"DEVELOPER","From":"Jo <a@b.example>","ConfigurationSet":"set"},
 "SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/sns","ExternalId":"x","SnsRegion":"us-east-1"},
 "UserPoolTags":{"k":"v"},
 "AdminCreateUserConfig":{"AllowAdminCreateUserOnly":true,
   "InviteMessageTemplate":{"SMSMessage":"hi {username} {####}","EmailMessage":"dear {username} {####}","EmailSubject":"welcome"}},
 "Schema":[{"Name":"x","AttributeDataType":"Number","DeveloperOnlyAttribute":false,"Mutable":false,"Required":false,
   "NumberAttributeConstraints":{"MinValue":"1","MaxValue":"2"}},
   {"Name":"y","AttributeDataType":"String","DeveloperOnlyAttribute":true,"Mutable":true,"Required":false,
   "StringAttributeConstraints":{"MinLength":"1","MaxLength":"2"}}],
 "UserPoolAddOns":{"AdvancedSecurityMode":"AUDIT","AdvancedSecurityAdditionalFlows":{"CustomAuthMode":"ENFORCED"}},
 "UsernameConfiguration":{"CaseSensitive":false},
 "AccountRecoverySetting":{"RecoveryMechanisms":[{"Priority":2,"Name":"verified_email"},{"Priority":1,"Name":"verified_phone_number"}]},
 "DcrConfiguration":{"EnableStatus":"Disabled","OpenDcrEnabled":true,"AuthenticatedGrantTypes":["code"],"OpenDcrGrantTypes":[],"AllowedScopes":["api/read"]},
 "KeyConfiguration":{"KeyType":"CUSTOMER_MANAGED_KEY","KmsKeyArn":"arn:aws:kms:us-east-1:123456789012:key/2"},
 "IssuerConfiguration":{"Type":"UPDATED"},
 "AcrConfiguration":{"Level1":{"AcrValue":"1"},"Level2":{"AcrValue":"2"},"Level3":{"AcrValue":"3"},"Level4":{"AcrValue":"4"}}}`

// TestFullPoolIsFull notices members that were added to the description.
func TestFullPoolIsFull(t *testing.T) {
	t.Parallel()
	full := parse(t, fullPool)
	typ := reflect.TypeFor[idp.CreateUserPoolRequest]()
	for i := range typ.NumField() {
		name := typ.Field(i).Name
		if _, ok := full[name]; !ok {
			t.Errorf("fullPool lacks %s", name)
		}
		value, _ := full[name].(m)
		if inner := typ.Field(i).Type; inner.Kind() == reflect.Pointer && inner.Elem().Kind() == reflect.Struct {
			for j := range inner.Elem().NumField() {
				n := inner.Elem().Field(j).Name
				if _, ok := value[n]; !ok && n != "UnusedAccountValidityDays" && n != "EumsSms" {
					t.Errorf("fullPool lacks %s.%s", name, n)
				}
			}
		}
	}
}

// TestPoolRoundTrip sends every setting, by creation and by update, and reads
// it back as it was sent.
func TestPoolRoundTrip(t *testing.T) {
	t.Parallel()
	for _, without := range []string{"AliasAttributes", "UsernameAttributes"} {
		a := start(t)
		sent := parse(t, fullPool)
		delete(sent, without)
		id := a.pool(t, sent)
		shows(t, a, id, sent, true)

		update := parse(t, fullPool)
		for _, created := range []string{"AliasAttributes", "UsernameAttributes", "UsernameConfiguration", "Schema"} {
			delete(update, created)
		}
		id = a.pool(t, m{"UserPoolTier": "LITE"})
		update["UserPoolId"] = id
		if out := a.must(t, "UpdateUserPool", update); len(out) != 0 {
			t.Errorf("UpdateUserPool answers %v", out)
		}
		delete(update, "UserPoolId")
		shows(t, a, id, update, false)
	}
}

// shows compares what DescribeUserPool answers with what was sent.
func shows(t *testing.T, a api, id string, sent m, created bool) {
	t.Helper()
	got := a.must(t, "DescribeUserPool", m{"UserPoolId": id})["UserPool"].(m)
	for name, want := range sent {
		switch name {
		case "PoolName":
			name = "Name"
		case "AdminCreateUserConfig":
			want.(m)["UnusedAccountValidityDays"] = 5.0 // another name of TemporaryPasswordValidityDays
		case "Schema":
			name = "SchemaAttributes"
			all := got[name].([]any)
			got[name] = all[len(all)-2:]
			entries := want.([]any)
			entries[0].(m)["Name"], entries[1].(m)["Name"] = "custom:x", "dev:custom:y"
		}
		if diff := cmp.Diff(want, got[name]); diff != "" {
			t.Errorf("created %v: %s (-want +got)\n%s", created, name, diff)
		}
	}
}

func TestEUMS(t *testing.T) {
	t.Parallel()
	a := start(t)
	sms := m{"EumsSms": m{"CallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "e", "OriginationIdentity": "o",
		"ConfigurationSetName": "c", "InEntityId": "i", "InTemplateId": "t", "Region": "us-east-1"}}
	id := a.pool(t, m{"SmsConfiguration": sms})
	got := a.must(t, "DescribeUserPool", m{"UserPoolId": id})["UserPool"].(m)["SmsConfiguration"]
	if diff := cmp.Diff(sms, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestPoolLifecycle(t *testing.T) {
	t.Parallel()
	a := start(t)
	id := a.pool(t, m{"DeletionProtection": "ACTIVE"})
	a.refused(t, "DeleteUserPool", m{"UserPoolId": id}, "InvalidParameterException: The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.")
	a.must(t, "UpdateUserPool", m{"UserPoolId": id})
	same(t, a.must(t, "ListUserPools", m{"MaxResults": 60}), fmt.Sprintf(
		`{"UserPools":[{"Id":%q,"Name":"p","LambdaConfig":{},"LastModifiedDate":1772366400,"CreationDate":1772366400}]}`, id))
	if out := a.must(t, "DeleteUserPool", m{"UserPoolId": id}); out != nil {
		t.Errorf("DeleteUserPool answers %v, want nothing", out)
	}
	same(t, a.must(t, "ListUserPools", m{"MaxResults": 60}), `{"UserPools":[]}`)
	gone := "ResourceNotFoundException: User pool " + id + " does not exist."
	for _, op := range []string{"DescribeUserPool", "UpdateUserPool", "DeleteUserPool", "GetUserPoolMfaConfig",
		"SetUserPoolMfaConfig", "GetUserPoolSessionConfiguration", "ListUserPoolClients", "ListGroups"} {
		a.refused(t, op, m{"UserPoolId": id}, gone)
	}
	a.refused(t, "ListUserPools", m{"MaxResults": 1, "NextToken": "x"}, "InvalidParameterException: Invalid pagination token given.")
}

func TestListUserPoolsInPages(t *testing.T) {
	t.Parallel()
	a := start(t)
	want := map[string]bool{a.pool(t, nil): true, a.pool(t, nil): true, a.pool(t, nil): true}
	body, pages := m{"MaxResults": 1}, 0
	for ; pages < 4; pages++ {
		out := a.must(t, "ListUserPools", body)
		for _, p := range out["UserPools"].([]any) {
			delete(want, p.(m)["Id"].(string))
		}
		if out["NextToken"] == nil {
			break
		}
		body["NextToken"] = out["NextToken"]
	}
	if len(want) != 0 || pages != 2 {
		t.Errorf("%v not listed in %d pages", want, pages+1)
	}
}

func TestAddCustomAttributes(t *testing.T) {
	t.Parallel()
	a := start(t)
	id := a.pool(t, nil)
	add := m{"UserPoolId": id, "CustomAttributes": []m{{"Name": "team", "AttributeDataType": "String"}}}
	same(t, a.must(t, "AddCustomAttributes", add), `{}`)
	schema := a.must(t, "DescribeUserPool", m{"UserPoolId": id})["UserPool"].(m)["SchemaAttributes"].([]any)
	same(t, schema[len(schema)-1].(m), `{"Name":"custom:team","AttributeDataType":"String","DeveloperOnlyAttribute":false,
		"Mutable":true,"Required":false,"StringAttributeConstraints":{}}`)
	a.refused(t, "AddCustomAttributes", add, "InvalidParameterException: custom:team: Existing attribute already has name custom:team.")
}

func TestMFAConfiguration(t *testing.T) {
	t.Parallel()
	a := start(t)
	id := a.pool(t, nil)
	get := func() m { t.Helper(); return a.must(t, "GetUserPoolMfaConfig", m{"UserPoolId": id}) }
	same(t, get(), `{"MfaConfiguration":"OFF"}`)
	set := `{"MfaConfiguration":"OPTIONAL",
		"SmsMfaConfiguration":{"SmsAuthenticationMessage":"m {####}","SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/sns","ExternalId":"x","SnsRegion":"us-east-1"}},
		"SoftwareTokenMfaConfiguration":{"Enabled":true},
		"EmailMfaConfiguration":{"Message":"c {####}","Subject":"s"},
		"WebAuthnConfiguration":{"RelyingPartyId":"example.com","UserVerification":"required","FactorConfiguration":"MULTI_FACTOR_WITH_USER_VERIFICATION"}}`
	body := parse(t, set)
	body["UserPoolId"] = id
	same(t, a.must(t, "SetUserPoolMfaConfig", body), set)
	same(t, get(), set)

	pool := a.must(t, "DescribeUserPool", m{"UserPoolId": id})["UserPool"].(m)
	if pool["SmsAuthenticationMessage"] != "m {####}" || pool["SmsConfiguration"] == nil || pool["MfaConfiguration"] != "OPTIONAL" {
		t.Errorf("the pool shows %v, %v, %v", pool["SmsAuthenticationMessage"], pool["SmsConfiguration"], pool["MfaConfiguration"])
	}

	same(t, a.must(t, "SetUserPoolMfaConfig", m{"UserPoolId": id}), `{"MfaConfiguration":"OFF",
		"WebAuthnConfiguration":{"RelyingPartyId":"example.com","UserVerification":"required","FactorConfiguration":"MULTI_FACTOR_WITH_USER_VERIFICATION"}}`)
	a.refused(t, "SetUserPoolMfaConfig", m{"UserPoolId": id, "SoftwareTokenMfaConfiguration": m{"Enabled": true}},
		"InvalidParameterException: Invalid MFA configuration given, can't turn off MFA and configure an MFA together")
}

func TestSessionConfiguration(t *testing.T) {
	t.Parallel()
	a := start(t)
	id := a.pool(t, nil)
	client := a.client(t, m{"UserPoolId": id})["ClientId"]
	ids := m{"UserPoolId": id, "ClientId": client}
	same(t, a.must(t, "GetUserPoolSessionConfiguration", m{"UserPoolId": id}),
		fmt.Sprintf(`{"UserPoolId":%q,"UserSessionTracking":"DISABLED","TokenSession":{"MaxPerUser":20}}`, id))
	same(t, a.must(t, "GetUserPoolClientSessionConfiguration", ids),
		fmt.Sprintf(`{"UserPoolId":%q,"ClientId":%q,"SSOSession":{"MaxValidityMinutes":60}}`, id, client))

	clientSet := m{"UserPoolId": id, "ClientId": client, "SSOSession": m{"MaxValidityMinutes": 0}}
	a.refused(t, "SetUserPoolClientSessionConfiguration", clientSet,
		"OperationNotEnabledException: User session tracking is not enabled for user pool "+id+".")
	want := fmt.Sprintf(`{"UserPoolId":%q,"UserSessionTracking":"ENABLED","TokenSession":{"MaxPerUser":3}}`, id)
	same(t, a.must(t, "SetUserPoolSessionConfiguration", want), want)
	same(t, a.must(t, "GetUserPoolSessionConfiguration", m{"UserPoolId": id}), want)
	want = fmt.Sprintf(`{"UserPoolId":%q,"ClientId":%q,"SSOSession":{"MaxValidityMinutes":0}}`, id, client)
	same(t, a.must(t, "SetUserPoolClientSessionConfiguration", clientSet), want)
	same(t, a.must(t, "GetUserPoolClientSessionConfiguration", ids), want)

	a.refused(t, "SetUserPoolSessionConfiguration", m{"UserPoolId": id, "UserSessionTracking": "ENABLED", "TokenSession": m{"MaxPerUser": 101}},
		"InvalidParameterException: 1 validation error detected: Value '101' at 'tokenSession.maxPerUser' failed to satisfy constraint: Member must have value less than or equal to 100")
	clientSet["SSOSession"] = m{"MaxValidityMinutes": 129601}
	a.refused(t, "SetUserPoolClientSessionConfiguration", clientSet,
		"InvalidParameterException: 1 validation error detected: Value '129601' at 'sSOSession.maxValidityMinutes' failed to satisfy constraint: Member must have value less than or equal to 129600")
}

func TestTags(t *testing.T) {
	t.Parallel()
	a := start(t)
	id := a.pool(t, nil)
	arn := "arn:aws:cognito-idp:us-east-1:123456789012:userpool/" + id
	same(t, a.must(t, "ListTagsForResource", m{"ResourceArn": arn}), `{"Tags":{}}`)
	same(t, a.must(t, "TagResource", m{"ResourceArn": arn, "Tags": m{"a": "1", "b": "2"}}), `{}`)
	same(t, a.must(t, "UntagResource", m{"ResourceArn": arn, "TagKeys": []string{"a", "c"}}), `{}`)
	same(t, a.must(t, "ListTagsForResource", m{"ResourceArn": arn}), `{"Tags":{"b":"2"}}`)
	a.refused(t, "ListTagsForResource", m{"ResourceArn": arn + "x"}, "ResourceNotFoundException: User pool "+id+"x does not exist.")
}
