package poolconfig_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/poolconfig"
)

type (
	attributes = []userpool.AttributeName
	settings   = poolconfig.Settings
	newPool    = poolconfig.NewPool
)

func with(s settings) newPool { return newPool{Settings: s} }

func factors(fs ...userpool.Factor) *poolconfig.Policies {
	return &poolconfig.Policies{FirstFactors: fs}
}

func recovery(names ...string) []userpool.RecoveryMechanism {
	var ms []userpool.RecoveryMechanism
	for i, n := range names {
		ms = append(ms, userpool.RecoveryMechanism{Name: n, Priority: i + 1})
	}
	return ms
}

func tags(n int) map[string]string {
	m := map[string]string{}
	for i := range n {
		m[fmt.Sprint(i)] = "v"
	}
	return m
}

// snsRole is a role that strict pools may send text messages with.
var snsRole = "arn:aws:iam::" + account + ":role/sns"

// rules are the refusals of CreateUserPool, and next to each what is still
// accepted (an empty error), so that a rule that refuses too much fails too.
var rules = map[string]struct {
	in   newPool
	want string // of every server
	// strict is what a server with StrictAWS says where it differs.
	strict string
}{
	"alias and username attributes": {
		in:   newPool{AliasAttributes: attributes{"email"}, UsernameAttributes: attributes{"email"}},
		want: ip + "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.",
	},
	"alias attributes":    {in: newPool{AliasAttributes: attributes{"email", "preferred_username"}}},
	"username attributes": {in: newPool{UsernameAttributes: attributes{"email", "phone_number"}}},
	"alias that is required": {
		in: newPool{AliasAttributes: attributes{"preferred_username"},
			Schema: []poolconfig.Attribute{{Name: "preferred_username", Required: new(true)}}},
		want: ip + "preferred_username can not be used as an alias attribute and be a required attribute.",
	},
	"required e-mail as alias": {
		in: newPool{AliasAttributes: attributes{"email"}, Schema: []poolconfig.Attribute{{Name: "email", Required: new(true)}}},
	},

	"two functions for tokens": {
		in: with(settings{Lambda: poolconfig.Lambda{LambdaConfig: userpool.LambdaConfig{PreTokenGeneration: arn("a")},
			TokenConfig: &poolconfig.TokenConfig{ARN: arn("b"), Version: "V1_0"}}}),
		want: ip + "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's",
	},
	"SMS sender without key": {
		in:   with(settings{Lambda: poolconfig.Lambda{LambdaConfig: userpool.LambdaConfig{CustomSMSSender: arn("s")}}}),
		want: ip + "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.",
	},
	"e-mail sender without key": {
		in:   with(settings{Lambda: poolconfig.Lambda{LambdaConfig: userpool.LambdaConfig{CustomEmailSender: arn("s")}}}),
		want: ip + "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.",
	},
	"senders with key": {
		in: with(settings{Lambda: poolconfig.Lambda{LambdaConfig: userpool.LambdaConfig{
			CustomSMSSender: arn("s"), CustomEmailSender: arn("e"), KMSKeyID: "arn:aws:kms:eu-west-1:1:key/k"}}}),
	},
	"function elsewhere": {
		in: with(settings{Lambda: poolconfig.Lambda{LambdaConfig: userpool.LambdaConfig{
			InboundFederation: "arn:aws:lambda:eu-west-1:" + account + ":function:f"}}}),
		strict: ip + "Cross-region lambda functions are not supported",
	},

	"phone verification without SMS": {
		in:     with(settings{AutoVerified: attributes{"phone_number"}}),
		strict: ip + "SMS configuration is required when phone_number is selected for auto verification",
	},
	"phone verification with SMS": {
		in: with(settings{AutoVerified: attributes{"phone_number"}, SMS: &userpool.SMSConfiguration{CallerARN: snsRole}}),
	},
	"e-mail verification": {in: with(settings{AutoVerified: attributes{"email"}})},
	"MFA without SMS": {
		in:     with(settings{MFA: userpool.MFAOptional}),
		strict: ip + "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
	},
	"MFA with SMS": {
		in: with(settings{MFA: userpool.MFAOn, SMS: &userpool.SMSConfiguration{CallerARN: snsRole}}),
	},
	"SMS from elsewhere": {
		in:     with(settings{SMS: &userpool.SMSConfiguration{CallerARN: snsRole, Region: "eu-west-1"}}),
		strict: ip + "Invalid snsRegion. Allowed SNS region for us-east-1 is us-east-1",
	},
	"EUMS from elsewhere": {
		in: with(settings{SMS: &userpool.SMSConfiguration{
			EUMS: &userpool.EUMSConfiguration{CallerARN: snsRole, Region: "eu-west-1"}}}),
		strict: ip + "Invalid snsRegion. Allowed SNS region for us-east-1 is us-east-1",
	},
	"SMS role of others": {
		in:     with(settings{SMS: &userpool.SMSConfiguration{CallerARN: "arn:aws:iam::999999999999:role/sns"}}),
		strict: ip + "Cross-account pass role is not allowed.",
	},
	"SMS without role": {
		in:     with(settings{SMS: &userpool.SMSConfiguration{ExternalID: "x"}}),
		strict: ip + "SnsCallerArn is required in SmsConfiguration.",
	},
	"two ways of SMS": {
		in: with(settings{SMS: &userpool.SMSConfiguration{CallerARN: snsRole,
			EUMS: &userpool.EUMSConfiguration{CallerARN: snsRole}}}),
		want: ip + "Only one of SnsCallerArn or EumsSms can be set in SmsConfiguration.",
	},

	"verification before update of an attribute that is not verified": {
		in:   with(settings{AutoVerified: attributes{"email"}, VerifyBeforeUpdate: &attributes{"email", "phone_number"}}),
		want: ip + "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
	},
	"verification before update": {
		in: with(settings{AutoVerified: attributes{"email"}, VerifyBeforeUpdate: &attributes{"email"}}),
	},

	"developer's e-mail without identity": {
		in:     with(settings{Email: &userpool.EmailConfiguration{SendingAccount: "DEVELOPER"}}),
		strict: ip + "Source ARN is required to use DEVELOPER email sending owner",
	},
	"malformed sender": {
		in:   with(settings{Email: &userpool.EmailConfiguration{From: "nobody"}}),
		want: ip + "Provided From email address is invalid",
	},
	"sender with a header of its own": {
		in:   with(settings{Email: &userpool.EmailConfiguration{From: "a@b.example\r\n (x)"}}),
		want: ip + "Provided From email address is invalid",
	},
	"named sender": {in: with(settings{Email: &userpool.EmailConfiguration{From: "Jo <jo@example.com>"}})},

	"account validity in both places": {
		in: with(settings{AdminCreate: &poolconfig.AdminCreate{UnusedAccountValidityDays: new(7)},
			Policies: &poolconfig.Policies{Password: &poolconfig.PasswordPolicy{TemporaryValidityDays: new(7)}}}),
		want: ip + "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
	},

	"recovery twice the same way": {
		in:   with(settings{Recovery: recovery("verified_email", "verified_email")}),
		want: ip + "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.",
	},
	"recovery with one priority": {
		in: with(settings{Recovery: []userpool.RecoveryMechanism{
			{Name: "verified_email", Priority: 1}, {Name: "verified_phone_number", Priority: 1}}}),
		want: ip + "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.",
	},
	"recovery by administrators and else": {
		in:   with(settings{Recovery: recovery("admin_only", "verified_email")}),
		want: ip + "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.",
	},
	"recovery by administrators": {in: with(settings{Recovery: recovery("admin_only")})},
	"recovery both ways":         {in: with(settings{Recovery: recovery("verified_phone_number", "verified_email")})},

	"software token as first factor": {
		in:   with(settings{Policies: factors("PASSWORD", "SOFTWARE_TOKEN")}),
		want: ip + "SOFTWARE_TOKEN is not allowed in AllowedFirstAuthFactors.",
	},
	"passkeys alone": {
		in:   with(settings{Policies: factors(userpool.FactorWebAuthn)}),
		want: ip + "WEB_AUTHN cannot be the only factor in AllowedFirstAuthFactors.",
	},
	"e-mail code alone":      {in: with(settings{Policies: factors(userpool.FactorEmailOTP)})},
	"passkeys and passwords": {in: with(settings{Policies: factors(userpool.FactorPassword, userpool.FactorWebAuthn)})},
	"e-mail code and required MFA": {
		in: with(settings{MFA: userpool.MFAOn, SMS: &userpool.SMSConfiguration{CallerARN: snsRole},
			Policies: factors(userpool.FactorPassword, userpool.FactorEmailOTP)}),
		want: ip + "EMAIL_OTP and SMS_OTP cannot be in AllowedFirstAuthFactors when MfaConfiguration is ON.",
	},
	"SMS code and required MFA": {
		in: with(settings{MFA: userpool.MFAOn, SMS: &userpool.SMSConfiguration{CallerARN: snsRole},
			Policies: factors(userpool.FactorSMSOTP)}),
		want: ip + "EMAIL_OTP and SMS_OTP cannot be in AllowedFirstAuthFactors when MfaConfiguration is ON.",
	},
	"SMS code and optional MFA": {
		in: with(settings{MFA: userpool.MFAOptional, SMS: &userpool.SMSConfiguration{CallerARN: snsRole},
			Policies: factors(userpool.FactorSMSOTP)}),
	},
	"passkeys and required MFA": {
		in: with(settings{MFA: userpool.MFAOn, SMS: &userpool.SMSConfiguration{CallerARN: snsRole},
			Policies: factors(userpool.FactorPassword, userpool.FactorWebAuthn)}),
		want: ip + "WEB_AUTHN cannot be in AllowedFirstAuthFactors when MfaConfiguration is ON, unless FactorConfiguration is MULTI_FACTOR_WITH_USER_VERIFICATION.",
	},

	"fifty tags":     {in: with(settings{Tags: tags(50)})},
	"fifty-one tags": {in: with(settings{Tags: tags(51)}), want: "UserPoolTaggingException: A user pool can have at most 50 tags."},

	"level named like another": {
		in:   with(settings{ACR: map[string]string{"Level1": "urn:cognito:loa:3"}}),
		want: ip + "AcrConfiguration cannot have duplicate AcrValues.",
	},
	"levels that trade names": {
		in: with(settings{ACR: map[string]string{"Level1": "urn:cognito:loa:3", "Level3": "urn:cognito:loa:1"}}),
	},
	"unknown level": {
		in:   with(settings{ACR: map[string]string{"Level5": "x"}}),
		want: ip + "AcrConfiguration has the unknown level Level5.",
	},

	"own key without its ARN": {
		in:   with(settings{Key: &poolconfig.Key{Type: poolconfig.KeyCustomer}}),
		want: ip + "KmsKeyArn is required with KeyType CUSTOMER_MANAGED_KEY and not allowed with any other.",
	},
	"AWS's key with an ARN": {
		in:   with(settings{Key: &poolconfig.Key{Type: poolconfig.KeyOwned, ARN: "arn:aws:kms:us-east-1:1:key/k"}}),
		want: ip + "KmsKeyArn is required with KeyType CUSTOMER_MANAGED_KEY and not allowed with any other.",
	},

	"too many scopes to register": {
		in:   with(settings{DCR: &poolconfig.DCR{AllowedScopes: strings.Split(strings.Repeat("a/b ", 50)+"a/b", " ")}}),
		want: ip + "DcrConfiguration can have at most 50 AllowedScopes.",
	},
	"endless scope": {
		in:   with(settings{DCR: &poolconfig.DCR{AllowedScopes: []string{strings.Repeat("a", 257)}}}),
		want: ip + "AllowedScopes of DcrConfiguration must have 1 to 256 characters.",
	},
}

func TestRules(t *testing.T) {
	t.Parallel()
	for name, tt := range rules {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, strict := range []bool{false, true} {
				want := tt.want
				if strict && tt.strict != "" {
					want = tt.strict
				}
				f := start(strict)
				_, err := f.Create(context.Background(), tt.in)
				wantError(t, err, want)
				if (len(f.mem.pools) == 0) != (want != "") {
					t.Errorf("%d pools stored with error %v", len(f.mem.pools), err)
				}
			}
		})
	}
}

// TestRulesOnUpdate holds UpdateUserPool to the same rules.
func TestRulesOnUpdate(t *testing.T) {
	t.Parallel()
	for name, tt := range rules {
		if len(tt.in.AliasAttributes)+len(tt.in.UsernameAttributes)+len(tt.in.Schema) > 0 {
			continue // not in the request
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := start(false)
			p := f.create(t, newPool{})
			before := f.stored(p.ID)
			err := f.Update(context.Background(), p.ID, tt.in.Settings)
			wantError(t, err, tt.want)
			if changed := f.stored(p.ID).Version != before.Version; changed != (tt.want == "") {
				t.Errorf("changed %v with error %v", changed, err)
			}
		})
	}
}
