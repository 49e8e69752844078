package matrix

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cognate-id/cognate/cognatetest"
)

const password = "Correct-Horse-7"

func needMatrix(t *testing.T) {
	t.Helper()
	if os.Getenv("COGNATE_TEST_MATRIX") != "1" {
		t.Skip("takes minutes; make matrix sets COGNATE_TEST_MATRIX=1")
	}
}

func fatal(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func connect(s *cognatetest.Server) *cognito.Client {
	return cognito.New(cognito.Options{
		BaseEndpoint: &s.URL, Region: s.Region,
		Credentials: credentials.NewStaticCredentialsProvider(s.AccessKey, s.SecretKey, ""),
		Retryer:     aws.NopRetryer{}, // a failure must show
		HTTPClient:  &http.Client{Transport: whole{http.DefaultTransport}},
	})
}

// whole gives the transport each body in a piece of its own. The SDK closes the
// request's body as soon as an answer comes; a server on the same machine may
// answer before the transport has looked for the body's end, which then takes
// the connection, with the answer on it, for broken.
type whole struct{ http.RoundTripper }

func (w whole) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		return w.RoundTripper.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	copied := r.Clone(r.Context())
	copied.Body = io.NopCloser(bytes.NewReader(body))
	return w.RoundTripper.RoundTrip(copied)
}

// customFunctions is a webhook that plays the functions of CUSTOM_AUTH: after
// the password, if SRP began, one question; its answer is 5.
func customFunctions(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var event map[string]any
		raw, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(raw, &event)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		request := event["request"].(map[string]any)
		switch source, _, _ := strings.Cut(event["triggerSource"].(string), "_"); source {
		case "DefineAuthChallenge":
			event["response"] = define(request["session"].([]any))
		case "CreateAuthChallenge":
			event["response"] = map[string]any{"publicChallengeParameters": map[string]string{"question": "2+3"},
				"privateChallengeParameters": map[string]string{"answer": "5"}}
		case "VerifyAuthChallengeResponse":
			event["response"] = map[string]any{"answerCorrect": request["challengeAnswer"] == "5"}
		}
		_ = json.NewEncoder(w).Encode(event)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func define(session []any) map[string]any {
	last := map[string]any{}
	if len(session) > 0 {
		last = session[len(session)-1].(map[string]any)
	}
	switch {
	case last["challengeName"] == "SRP_A":
		return map[string]any{"challengeName": "PASSWORD_VERIFIER"}
	case last["challengeName"] == "CUSTOM_CHALLENGE" && last["challengeResult"] == true:
		return map[string]any{"issueTokens": true}
	case len(session) < 3:
		return map[string]any{"challengeName": "CUSTOM_CHALLENGE"}
	}
	return map[string]any{"failAuthentication": true}
}

// client is an app client and its secret, if it has one.
type client struct {
	id     string
	secret string
}

// pool is one user pool with its clients.
type pool struct {
	t      *testing.T
	server *cognatetest.Server
	api    *cognito.Client

	id, name string // name is what SRP hashes
	mode     types.UserPoolMfaType
	tracking tracking
	clients  map[bool]client // by whether they have a secret
	rotating map[bool]client
}

// newPool makes a pool in which MFA is optional, so that users can get ready
// for whatever it demands later.
func newPool(t *testing.T, s *cognatetest.Server, mode types.UserPoolMfaType, tr tracking) *pool {
	t.Helper()
	p := &pool{t: t, server: s, api: connect(s), mode: mode, tracking: tr, clients: map[bool]client{}, rotating: map[bool]client{}}
	created, err := p.api.CreateUserPool(t.Context(), &cognito.CreateUserPoolInput{
		PoolName: aws.String("matrix"), UserPoolTier: types.UserPoolTierTypeEssentials,
		LambdaConfig: p.functions(), DeviceConfiguration: p.devices(),
		Policies: firstFactors(types.AuthFactorTypePassword, types.AuthFactorTypeWebAuthn, types.AuthFactorTypeEmailOtp, types.AuthFactorTypeSmsOtp),
	})
	fatal(t, err)
	p.id = *created.UserPool.Id
	_, p.name, _ = strings.Cut(p.id, "_")
	p.setMFA(types.UserPoolMfaTypeOptional)
	for _, secret := range []bool{false, true} {
		p.clients[secret] = p.newClient(secret, nil)
		p.rotating[secret] = p.newClient(secret, &types.RefreshTokenRotationType{
			Feature: types.FeatureTypeEnabled, RetryGracePeriodSeconds: aws.Int32(0)})
	}
	return p
}

func (p *pool) functions() *types.LambdaConfigType {
	arn := aws.String("arn:aws:lambda:us-east-1:123456789012:function:custom")
	return &types.LambdaConfigType{DefineAuthChallenge: arn, CreateAuthChallenge: arn, VerifyAuthChallengeResponse: arn}
}

func (p *pool) devices() *types.DeviceConfigurationType {
	if p.tracking == untracked {
		return nil
	}
	return &types.DeviceConfigurationType{
		ChallengeRequiredOnNewDevice:     p.tracking == replaces,
		DeviceOnlyRememberedOnUserPrompt: p.tracking == tracks,
	}
}

func firstFactors(f ...types.AuthFactorType) *types.UserPoolPolicyType {
	return &types.UserPoolPolicyType{SignInPolicy: &types.SignInPolicyType{AllowedFirstAuthFactors: f}}
}

// demand gives the pool the MFA mode of its cells. Codes as first factors and
// MFA ON exclude each other.
func (p *pool) demand() {
	p.t.Helper()
	switch p.mode {
	case types.UserPoolMfaTypeOff:
		_, err := p.api.SetUserPoolMfaConfig(p.t.Context(), &cognito.SetUserPoolMfaConfigInput{
			UserPoolId: &p.id, MfaConfiguration: types.UserPoolMfaTypeOff})
		fatal(p.t, err)
	case types.UserPoolMfaTypeOn:
		_, err := p.api.UpdateUserPool(p.t.Context(), &cognito.UpdateUserPoolInput{
			UserPoolId: &p.id, UserPoolTier: types.UserPoolTierTypeEssentials, LambdaConfig: p.functions(), DeviceConfiguration: p.devices(),
			MfaConfiguration: types.UserPoolMfaTypeOptional,
			Policies:         firstFactors(types.AuthFactorTypePassword, types.AuthFactorTypeWebAuthn),
		})
		fatal(p.t, err)
		p.setMFA(types.UserPoolMfaTypeOn)
	}
}

func (p *pool) setMFA(mode types.UserPoolMfaType) {
	p.t.Helper()
	_, err := p.api.SetUserPoolMfaConfig(p.t.Context(), &cognito.SetUserPoolMfaConfigInput{
		UserPoolId: &p.id, MfaConfiguration: mode,
		SmsMfaConfiguration:           &types.SmsMfaConfigType{SmsAuthenticationMessage: aws.String("Code {####}")},
		SoftwareTokenMfaConfiguration: &types.SoftwareTokenMfaConfigType{Enabled: true},
		EmailMfaConfiguration:         &types.EmailMfaConfigType{},
		WebAuthnConfiguration: &types.WebAuthnConfigurationType{RelyingPartyId: aws.String("localhost"),
			FactorConfiguration: types.WebAuthnFactorConfigurationTypeMultiFactorWithUserVerification},
	})
	fatal(p.t, err)
}

func (p *pool) newClient(secret bool, rotation *types.RefreshTokenRotationType) client {
	p.t.Helper()
	allowed := []types.ExplicitAuthFlowsType{
		types.ExplicitAuthFlowsTypeAllowUserSrpAuth, types.ExplicitAuthFlowsTypeAllowUserPasswordAuth,
		types.ExplicitAuthFlowsTypeAllowAdminUserPasswordAuth, types.ExplicitAuthFlowsTypeAllowUserAuth,
		types.ExplicitAuthFlowsTypeAllowCustomAuth,
	}
	if rotation == nil {
		allowed = append(allowed, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth)
	}
	made, err := p.api.CreateUserPoolClient(p.t.Context(), &cognito.CreateUserPoolClientInput{
		UserPoolId: &p.id, ClientName: aws.String("matrix"), GenerateSecret: secret,
		ExplicitAuthFlows: allowed, RefreshTokenRotation: rotation,
	})
	fatal(p.t, err)
	return client{id: *made.UserPoolClient.ClientId, secret: aws.ToString(made.UserPoolClient.ClientSecret)}
}

// clientOf is the one that a cell uses.
func (p *pool) clientOf(c cell) client {
	if c.flow == rotatingRefresh {
		return p.rotating[c.secret]
	}
	return p.clients[c.secret]
}
