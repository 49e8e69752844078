package matrix

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/smithy-go"

	"github.com/cognate-id/cognate/internal/crypto/srp"
)

// maxSteps ends a sign-in that goes round in circles.
const maxSteps = 10

// reply is what the server says to either kind of operation.
type reply struct {
	challenge types.ChallengeNameType
	session   *string
	params    map[string]string
	available []types.ChallengeNameType
	tokens    *types.AuthenticationResultType
}

// walk signs the user in as her cell says and reports what she met, in the
// words of expected.
type walk struct {
	*user
	srp  *srp.Client // of the exchange that is under way
	met  []string
	err  error // that ended it
	last reply
}

func (u *user) walk() *walk {
	w := &walk{user: u}
	if err := w.start(); err != nil {
		w.met, w.err = append(w.met, exception(err)), err
		return w
	}
	for range maxSteps {
		if w.last.tokens != nil {
			w.met = append(w.met, "tokens")
			return w
		}
		w.met = append(w.met, w.describe())
		if err := w.answer(); err != nil {
			w.met, w.err = append(w.met, exception(err)), err
			return w
		}
	}
	w.met = append(w.met, "no end")
	return w
}

// exception is the error's name, or all of it where it is none of Cognito's.
func exception(err error) string {
	if err == nil {
		return ""
	}
	var e smithy.APIError
	if errors.As(err, &e) && e.ErrorFault() == smithy.FaultClient {
		return e.ErrorCode()
	}
	return err.Error()
}

// describe names the challenge, with its choices if it has some.
func (w *walk) describe() string {
	name := string(w.last.challenge)
	var names []string
	switch w.last.challenge {
	case types.ChallengeNameTypeSelectChallenge:
		for _, c := range w.last.available {
			names = append(names, string(c))
		}
	case types.ChallengeNameTypeSelectMfaType:
		fatal(w.t, json.Unmarshal([]byte(w.last.params["MFAS_CAN_CHOOSE"]), &names))
	case types.ChallengeNameTypeMfaSetup:
		fatal(w.t, json.Unmarshal([]byte(w.last.params["MFAS_CAN_SETUP"]), &names))
	default:
		return name
	}
	return name + list(names)
}

// start sends the first request of the cell's flow.
func (w *walk) start() error {
	params := map[string]string{"USERNAME": w.username}
	auth := types.AuthFlowTypeUserPasswordAuth
	switch w.cell.flow {
	case srpFlow:
		auth = types.AuthFlowTypeUserSrpAuth
		params["SRP_A"] = w.srpA(w.name, w.username)
	case passwordFlow, refreshFlow, rotatingRefresh:
		params["PASSWORD"] = password
	case adminFlow:
		auth = types.AuthFlowTypeAdminUserPasswordAuth
		params["PASSWORD"] = password
	case customFlow:
		auth = types.AuthFlowTypeCustomAuth
	case customAfterSRP:
		auth = types.AuthFlowTypeCustomAuth
		params["CHALLENGE_NAME"], params["SRP_A"] = "SRP_A", w.srpA(w.name, w.username)
	default:
		auth = types.AuthFlowTypeUserAuth
		if preferred := w.cell.preferred(); preferred != "" {
			params["PREFERRED_CHALLENGE"] = preferred
		}
		switch w.cell.flow {
		case choicePassword:
			params["PASSWORD"] = password
		case choiceSRP:
			params["SRP_A"] = w.srpA(w.name, w.username)
		}
	}
	if w.device.key != "" {
		params["DEVICE_KEY"] = w.device.key
	}
	return w.initiate(auth, w.signed(params))
}

func (w *walk) initiate(auth types.AuthFlowType, params map[string]string) error {
	if w.cell.flow == adminFlow {
		out, err := w.api.AdminInitiateAuth(w.t.Context(), &cognito.AdminInitiateAuthInput{
			UserPoolId: &w.id, ClientId: &w.client.id, AuthFlow: auth, AuthParameters: params})
		if err != nil {
			return err
		}
		w.last = reply{out.ChallengeName, out.Session, out.ChallengeParameters, out.AvailableChallenges, out.AuthenticationResult}
		return nil
	}
	out, err := w.api.InitiateAuth(w.t.Context(), &cognito.InitiateAuthInput{
		ClientId: &w.client.id, AuthFlow: auth, AuthParameters: params})
	if err != nil {
		return err
	}
	w.last = reply{out.ChallengeName, out.Session, out.ChallengeParameters, out.AvailableChallenges, out.AuthenticationResult}
	return nil
}

// answer answers the challenge that was posed last.
func (w *walk) answer() error {
	answers, err := w.answers()
	if err != nil {
		return err
	}
	answers["USERNAME"] = w.username
	if w.device.key != "" {
		answers["DEVICE_KEY"] = w.device.key
	}
	answers = w.signed(answers)
	if w.cell.flow == adminFlow {
		out, err := w.api.AdminRespondToAuthChallenge(w.t.Context(), &cognito.AdminRespondToAuthChallengeInput{
			UserPoolId: &w.id, ClientId: &w.client.id, ChallengeName: w.last.challenge, Session: w.last.session, ChallengeResponses: answers})
		if err != nil {
			return err
		}
		w.last = reply{out.ChallengeName, out.Session, out.ChallengeParameters, nil, out.AuthenticationResult}
		return nil
	}
	out, err := w.api.RespondToAuthChallenge(w.t.Context(), &cognito.RespondToAuthChallengeInput{
		ClientId: &w.client.id, ChallengeName: w.last.challenge, Session: w.last.session, ChallengeResponses: answers})
	if err != nil {
		return err
	}
	w.last = reply{out.ChallengeName, out.Session, out.ChallengeParameters, nil, out.AuthenticationResult}
	return nil
}

func (w *walk) answers() (map[string]string, error) {
	given := w.last.params
	switch w.last.challenge {
	case types.ChallengeNameTypeSelectChallenge:
		return map[string]string{"ANSWER": "PASSWORD", "PASSWORD": password}, nil
	case types.ChallengeNameTypePasswordVerifier:
		return w.proof(w.srp.As(given["USER_ID_FOR_SRP"]), password), nil
	case types.ChallengeNameTypeDeviceSrpAuth:
		return map[string]string{"SRP_A": w.srpA(w.device.group, w.device.key)}, nil
	case types.ChallengeNameTypeDevicePasswordVerifier:
		return w.proof(w.srp, w.device.password), nil
	case types.ChallengeNameTypeCustomChallenge:
		return map[string]string{"ANSWER": "5"}, nil
	case types.ChallengeNameTypeEmailOtp:
		return map[string]string{"EMAIL_OTP_CODE": w.server.Outbox.LastCode(w.email)}, nil
	case types.ChallengeNameTypeSmsOtp:
		return map[string]string{"SMS_OTP_CODE": w.server.Outbox.LastCode(w.phone)}, nil
	case types.ChallengeNameTypeSmsMfa:
		return map[string]string{"SMS_MFA_CODE": w.server.Outbox.LastCode(w.phone)}, nil
	case types.ChallengeNameTypeSoftwareTokenMfa:
		return map[string]string{"SOFTWARE_TOKEN_MFA_CODE": w.code(1)}, nil
	case types.ChallengeNameTypeSelectMfaType:
		if w.seed != "" {
			return map[string]string{"ANSWER": "SOFTWARE_TOKEN_MFA"}, nil
		}
		return map[string]string{"ANSWER": "SMS_MFA"}, nil
	case types.ChallengeNameTypeMfaSetup:
		return map[string]string{}, w.setUp()
	case types.ChallengeNameTypeWebAuthn:
		return map[string]string{"CREDENTIAL": w.key.Assert(given["CREDENTIAL_REQUEST_OPTIONS"])}, nil
	}
	return nil, fmt.Errorf("no answer to %s", w.last.challenge)
}

// setUp makes an authenticator app hers within the sign-in.
func (w *walk) setUp() error {
	made, err := w.api.AssociateSoftwareToken(w.t.Context(), &cognito.AssociateSoftwareTokenInput{Session: w.last.session})
	if err != nil {
		return err
	}
	w.seed = *made.SecretCode
	verified, err := w.api.VerifySoftwareToken(w.t.Context(), &cognito.VerifySoftwareTokenInput{
		Session: made.Session, UserCode: aws.String(w.code(0)), FriendlyDeviceName: aws.String("phone")})
	if err != nil {
		return err
	}
	w.last.session = verified.Session
	return nil
}

// srpA begins an SRP exchange and gives the client's public key.
func (w *walk) srpA(group, name string) string {
	w.t.Helper()
	var err error
	w.srp, err = srp.NewClient(rand.Reader, group, name)
	fatal(w.t, err)
	return srp.Hex(w.srp.A())
}

func (w *walk) proof(c *srp.Client, secret string) map[string]string {
	w.t.Helper()
	given := w.last.params
	key, err := c.Key(given["SRP_B"], given["SALT"], secret)
	fatal(w.t, err)
	block, err := base64.StdEncoding.DecodeString(given["SECRET_BLOCK"])
	fatal(w.t, err)
	at := srp.FormatTimestamp(time.Now())
	return map[string]string{"PASSWORD_CLAIM_SECRET_BLOCK": given["SECRET_BLOCK"], "TIMESTAMP": at,
		"PASSWORD_CLAIM_SIGNATURE": base64.StdEncoding.EncodeToString(c.Sign(key, block, at))}
}

// refresh goes on from the tokens as the cell's flow says.
func (w *walk) refresh() {
	first := *w.last.tokens
	fresh, err := w.exchange(first.RefreshToken)
	if err != nil {
		w.met, w.err = append(w.met, exception(err)), err
		return
	}
	w.met = append(w.met, "refreshed")
	w.last.tokens = fresh
	rotates := w.cell.flow == rotatingRefresh
	if given := fresh.RefreshToken != nil; given != rotates {
		w.t.Errorf("%s: a refresh gives a refresh token: %v", w.cell, given)
	}
	if rotates {
		if _, err := w.exchange(first.RefreshToken); exception(err) != "RefreshTokenReuseException" {
			w.t.Errorf("%s: the replaced refresh token: error %v, want RefreshTokenReuseException", w.cell, err)
		}
	}
}

func (w *walk) exchange(token *string) (*types.AuthenticationResultType, error) {
	if w.cell.flow == rotatingRefresh {
		in := &cognito.GetTokensFromRefreshTokenInput{ClientId: &w.client.id, RefreshToken: token}
		if w.client.secret != "" {
			in.ClientSecret = &w.client.secret
		}
		if w.device.key != "" {
			in.DeviceKey = &w.device.key
		}
		out, err := w.api.GetTokensFromRefreshToken(w.t.Context(), in)
		if err != nil {
			return nil, err
		}
		return out.AuthenticationResult, nil
	}
	params := map[string]string{"REFRESH_TOKEN": *token}
	if w.device.key != "" {
		params["DEVICE_KEY"] = w.device.key
	}
	out, err := w.api.InitiateAuth(w.t.Context(), &cognito.InitiateAuthInput{ClientId: &w.client.id,
		AuthFlow: types.AuthFlowTypeRefreshTokenAuth, AuthParameters: maps.Clone(w.signed(params))})
	if err != nil {
		return nil, err
	}
	return out.AuthenticationResult, nil
}
