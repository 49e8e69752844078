package poolconfig

import "github.com/cognate-id/cognate/internal/userpool"

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
	for _, f := range []string{
		c.PreSignUp, c.PostConfirmation, c.PreAuthentication, c.PostAuthentication, c.CustomMessage,
		c.DefineAuthChallenge, c.CreateAuthChallenge, c.VerifyAuthChallenge, c.UserMigration,
		c.PreTokenGeneration, c.CustomSMSSender, c.CustomEmailSender, c.InboundFederation,
	} {
		if f != "" {
			used = append(used, f)
		}
	}
	return used
}
