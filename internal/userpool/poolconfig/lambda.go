package poolconfig

import (
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
)

// resolve checks the functions of a pool and fills in both forms of the
// pre-token trigger.
func (l Lambda) resolve() (userpool.LambdaConfig, error) {
	c := l.LambdaConfig
	if c.PreTokenGeneration != "" {
		c.PreTokenVersion = "V1_0"
	}
	if l.TokenConfig != nil {
		if c.PreTokenGeneration != "" && c.PreTokenGeneration != l.TokenConfig.ARN {
			return c, invalid("Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's")
		}
		c.PreTokenGeneration, c.PreTokenVersion = l.TokenConfig.ARN, l.TokenConfig.Version
	}
	if (c.CustomSMSSender != "" || c.CustomEmailSender != "") && c.KMSKeyID == "" {
		return c, invalid("KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.")
	}
	return c, nil
}

// functions lists the ARNs of the functions that the pool calls.
func functions(c userpool.LambdaConfig) []string {
	var used []string
	for _, arn := range []string{
		c.PreSignUp, c.PostConfirmation, c.PreAuthentication, c.PostAuthentication, c.CustomMessage,
		c.DefineAuthChallenge, c.CreateAuthChallenge, c.VerifyAuthChallenge, c.UserMigration,
		c.PreTokenGeneration, c.CustomSMSSender, c.CustomEmailSender, c.InboundFederation,
	} {
		if arn != "" {
			used = append(used, arn)
		}
	}
	return used
}

// arnPart gives the field of an ARN by its place: 3 is the region, 4 the account.
func arnPart(arn string, place int) string {
	parts := strings.SplitN(arn, ":", 6)
	if place >= len(parts) {
		return ""
	}
	return parts[place]
}
