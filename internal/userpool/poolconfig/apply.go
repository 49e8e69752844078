package poolconfig

import (
	"maps"
	"slices"

	"github.com/cognate-id/cognate/internal/userpool"
)

// apply writes the settings over a pool: one that exists, or an empty one that
// has been given its defaults by blank. It refuses what contradicts itself;
// what contradicts the rest of the pool is found by check.
func (s *Settings) apply(p *userpool.Pool) error {
	if s.Name != "" {
		p.Name = s.Name
	}
	p.DeletionProtection = s.DeletionProtection
	if err := s.applyPolicies(p); err != nil {
		return err
	}
	lambda, err := s.Lambda.resolve()
	if err != nil {
		return err
	}
	p.Lambda = lambda
	p.AutoVerified = unique(s.AutoVerified)
	s.applyMessages(p)
	s.applyMFA(p)
	if s.VerifyBeforeUpdate != nil {
		p.VerifyBeforeUpdate = unique(*s.VerifyBeforeUpdate)
	}
	p.Devices = s.Devices
	if err := s.applyEmail(p); err != nil {
		return err
	}
	if s.Tags != nil {
		p.Tags = maps.Clone(s.Tags)
	}
	p.AddOns = s.AddOns
	p.Recovery = slices.Clone(s.Recovery)
	s.applyTier(p)
	if err := s.applyDCR(p); err != nil {
		return err
	}
	s.applyACR(p)
	return s.applyKeys(p)
}

// blank gives the settings of a pool that sends none and that apply keeps.
func blank(p *userpool.Pool) {
	p.FirstFactors = []userpool.Factor{userpool.FactorPassword}
	p.VerifyBeforeUpdate = []userpool.AttributeName{}
}

func (s *Settings) applyMessages(p *userpool.Pool) {
	t := userpool.VerificationTemplate{}
	if s.Verification.Template != nil {
		t = *s.Verification.Template
	}
	t.SMS = first(t.SMS, s.Verification.SMS)
	t.Email = first(t.Email, s.Verification.Email)
	t.EmailSubject = first(t.EmailSubject, s.Verification.EmailSubject)
	p.Verification = t
	p.SMSAuthMsg = s.SMSAuthMessage
	p.SMS = s.SMS
}

func (s *Settings) applyEmail(p *userpool.Pool) error {
	p.Email = userpool.EmailConfiguration{}
	if s.Email != nil {
		p.Email = *s.Email
	}
	p.Email.SendingAccount = first(p.Email.SendingAccount, SenderCognito)
	return checkSender(p.Email.From)
}

// applyTier sets the tier: threat protection makes PLUS the default of a new
// pool.
func (s *Settings) applyTier(p *userpool.Pool) {
	switch {
	case s.Tier != "":
		p.Tier = s.Tier
	case p.Tier == "" && protects(p):
		p.Tier = userpool.TierPlus
	case p.Tier == "":
		p.Tier = userpool.TierEssentials
	}
}

// The bounds of AllowedScopes of dynamic registration: those of a client's own.
const (
	maxScopes   = 50
	maxScopeLen = 256
)

// applyDCR replaces the block as a whole; a block that says nothing switches
// dynamic registration on.
func (s *Settings) applyDCR(p *userpool.Pool) error {
	if s.DCR == nil {
		return nil
	}
	if len(s.DCR.AllowedScopes) > maxScopes {
		return invalid("DcrConfiguration can have at most %d AllowedScopes.", maxScopes)
	}
	for _, scope := range s.DCR.AllowedScopes {
		if scope == "" || len(scope) > maxScopeLen {
			return invalid("AllowedScopes of DcrConfiguration must have 1 to %d characters.", maxScopeLen)
		}
	}
	p.DCR = &userpool.DCRConfiguration{
		Enabled: s.DCR.Enabled == nil || *s.DCR.Enabled, Open: s.DCR.Open,
		AuthenticatedGrants: s.DCR.AuthenticatedGrants, OpenGrants: s.DCR.OpenGrants,
		AllowedScopes: s.DCR.AllowedScopes,
	}
	return nil
}

func (s *Settings) applyACR(p *userpool.Pool) {
	p.ACR = nil
	if s.ACR != nil {
		p.ACR = &userpool.ACRConfiguration{Mapping: maps.Clone(s.ACR)}
	}
}

// applyKeys sets the issuer form and the encryption key, which are kept when
// they are not sent: no other setting may change where tokens come from.
func (s *Settings) applyKeys(p *userpool.Pool) error {
	p.Issuer = first(s.Issuer, p.Issuer)
	if s.Key == nil {
		return nil
	}
	kind := first(s.Key.Type, KeyOwned)
	if (kind == KeyCustomer) != (s.Key.ARN != "") {
		return invalid("KmsKeyArn is required with KeyType %s and not allowed with any other.", KeyCustomer)
	}
	p.KMSKeyARN = s.Key.ARN
	if p.Extra == nil {
		p.Extra = map[string]string{}
	}
	p.Extra[ExtraKeyType] = kind
	return nil
}

// The values of EmailSendingAccount and KeyType that rules mention.
const (
	SenderCognito   = "COGNITO_DEFAULT"
	SenderDeveloper = "DEVELOPER"
	KeyOwned        = "AWS_OWNED_KEY"
	KeyCustomer     = "CUSTOMER_MANAGED_KEY"
)

// ExtraKeyType is where Pool.Extra keeps KeyConfiguration.KeyType.
const ExtraKeyType = "KeyConfiguration.KeyType"

func first[T comparable](a, b T) T {
	var zero T
	if a != zero {
		return a
	}
	return b
}

// unique drops repetitions and keeps the order. It gives nil for nothing.
func unique[T comparable](in []T) []T {
	var out []T
	for _, v := range in {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}
