package poolconfig

import (
	"github.com/cognate-id/cognate/internal/syntax/arn"
	"github.com/cognate-id/cognate/internal/userpool"
)

// checkWiring demands what the AWS services behind Cognito need. Nothing here
// needs it; operators who want the errors of AWS ask for them (StrictAWS).
func (s *Service) checkWiring(p *userpool.Pool) error {
	if p.AutoVerifies(userpool.AttrPhone) && p.SMS == nil {
		return invalid("SMS configuration is required when phone_number is selected for auto verification")
	}
	if p.MFA != userpool.MFAOff && p.SMSMFA != nil && p.SMS == nil {
		return invalid("SMS configuration and Auto verification for phone_number are required when MFA is required/optional")
	}
	if p.Email.SendingAccount == SenderDeveloper && p.Email.SourceARN == "" {
		return invalid("Source ARN is required to use DEVELOPER email sending owner")
	}
	if p.EmailMFA != nil && p.Email.SendingAccount == SenderCognito {
		return invalid("Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT.")
	}
	for _, f := range functions(p.Lambda) {
		if a, err := arn.Parse(f); err != nil || a.Region != p.ID.Region() {
			return invalid("Cross-region lambda functions are not supported")
		}
	}
	if p.SMS != nil {
		return s.checkSNS(p.ID.Region(), p.SMS)
	}
	return nil
}

func (s *Service) checkSNS(region string, c *userpool.SMSConfiguration) error {
	caller, sent := c.CallerARN, c.Region
	if c.EUMS != nil {
		caller, sent = c.EUMS.CallerARN, c.EUMS.Region
	}
	if sent != "" && sent != region {
		return invalid("Invalid snsRegion. Allowed SNS region for %s is %s", region, region)
	}
	if caller == "" {
		return invalid("SnsCallerArn is required in SmsConfiguration.")
	}
	if a, err := arn.Parse(caller); err != nil || a.Account != s.deps.Account {
		return invalid("Cross-account pass role is not allowed.")
	}
	return nil
}
