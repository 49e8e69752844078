package poolconfig

import (
	"net/mail"
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
)

// check refuses a pool whose settings contradict each other. before is the
// tier that the pool had, "" for a new one.
func (s *Service) check(p *userpool.Pool, before userpool.Tier) error {
	for _, rule := range []func(*userpool.Pool) error{
		checkFirstFactors, checkNames, checkVerification, checkRecovery, checkSMS, checkACR, checkTags,
	} {
		if err := rule(p); err != nil {
			return err
		}
	}
	if err := checkTier(p, before); err != nil {
		return err
	}
	if s.deps.StrictAWS {
		return s.checkWiring(p)
	}
	return nil
}

func checkNames(p *userpool.Pool) error {
	if len(p.AliasAttributes) > 0 && len(p.UsernameAttributes) > 0 {
		return invalid("Only one of the aliasAttributes or usernameAttributes can be set in a User pool.")
	}
	if a, ok := p.Attribute(userpool.AttrPreferredUsername); ok && a.Required && p.IsAlias(a.Name) {
		return invalid("preferred_username can not be used as an alias attribute and be a required attribute.")
	}
	return nil
}

func checkVerification(p *userpool.Pool) error {
	for _, a := range p.VerifyBeforeUpdate {
		if !p.AutoVerifies(a) {
			return invalid("All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes")
		}
	}
	return nil
}

func checkRecovery(p *userpool.Pool) error {
	seen := map[any]bool{}
	for _, m := range p.Recovery {
		if seen[m.Name] || seen[m.Priority] {
			return invalid("Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.")
		}
		seen[m.Name], seen[m.Priority] = true, true
	}
	if seen["admin_only"] && len(p.Recovery) > 1 {
		return invalid("Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.")
	}
	return checkEmailMFA(p)
}

// checkSMS refuses two ways to send one text message.
func checkSMS(p *userpool.Pool) error {
	if p.SMS != nil && p.SMS.EUMS != nil && p.SMS.CallerARN != "" {
		return invalid("Only one of SnsCallerArn or EumsSms can be set in SmsConfiguration.")
	}
	return nil
}

func checkTags(p *userpool.Pool) error {
	if len(p.Tags) > MaxTags {
		return userpool.Errorf(userpool.UserPoolTagging, "A user pool can have at most %d tags.", MaxTags)
	}
	return nil
}

// checkSender refuses a From that is neither an address nor `name <address>`.
func checkSender(from string) error {
	if from == "" {
		return nil
	}
	if _, err := mail.ParseAddress(from); err != nil || strings.ContainsAny(from, "\r\n") {
		return invalid("Provided From email address is invalid")
	}
	return nil
}

// defaultACR are the names of the levels that a pool has not renamed.
var defaultACR = map[string]string{
	"Level1": "urn:cognito:loa:1", "Level2": "urn:cognito:loa:2",
	"Level3": "urn:cognito:loa:3", "Level4": "urn:cognito:loa:4",
}

// EffectiveACR gives the names of all four levels of the pool.
func EffectiveACR(p *userpool.Pool) map[string]string {
	names := make(map[string]string, len(defaultACR))
	for level, name := range defaultACR {
		names[level] = name
	}
	if p.ACR != nil {
		for level, name := range p.ACR.Mapping {
			names[level] = name
		}
	}
	return names
}

// checkACR wants the names of the levels told apart, default ones included.
func checkACR(p *userpool.Pool) error {
	var names []string
	for level, name := range EffectiveACR(p) {
		if defaultACR[level] == "" {
			return invalid("AcrConfiguration has the unknown level %s.", level)
		}
		if slices.Contains(names, name) {
			return invalid("AcrConfiguration cannot have duplicate AcrValues.")
		}
		names = append(names, name)
	}
	return nil
}
