package poolconfig

import (
	"context"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/cognate-id/cognate/internal/userpool"
)

// FactorMulti is the FactorConfiguration with which a passkey counts as two
// factors.
const FactorMulti = "MULTI_FACTOR_WITH_USER_VERIFICATION"

// MFA is what SetUserPoolMfaConfig takes.
type MFA struct {
	Mode          userpool.MFAMode // "" reads as OFF
	SMS           *SMSMFA
	SoftwareToken *bool
	Email         *userpool.EmailMFA // its presence is the switch
	WebAuthn      *WebAuthn          // kept when nil
}

// SMSMFA is SmsMfaConfiguration.
type SMSMFA struct {
	Message       string
	Configuration *userpool.SMSConfiguration
}

// WebAuthn is WebAuthnConfiguration as sent.
type WebAuthn struct{ RelyingPartyID, UserVerification, FactorConfig string }

// SetMFA replaces the MFA configuration of a pool and gives the pool.
func (s *Service) SetMFA(ctx context.Context, id userpool.PoolID, in MFA) (*userpool.Pool, error) {
	pool, err := s.change(ctx, id, func(p *userpool.Pool) error {
		if err := in.apply(p, s.deps.StrictAWS); err != nil {
			return err
		}
		if in.Email != nil {
			if err := needsEssentials(p, featureEmailMFA); err != nil {
				return err
			}
		}
		if in.WebAuthn != nil {
			if err := needsEssentials(p, featurePasswordless); err != nil {
				return err
			}
		}
		return s.check(p, p.Tier)
	})
	return pool, conflict(err)
}

// apply checks the combination and writes it over the pool's.
func (in MFA) apply(p *userpool.Pool, strict bool) error {
	token := in.SoftwareToken != nil && *in.SoftwareToken
	if err := in.checkCombination(token); err != nil {
		return err
	}
	if in.SMS != nil && in.SMS.Configuration == nil && strict {
		// The text names the wrong member, as Cognito's does.
		return invalid("[SmsConfiguration] is a required member of [SoftwareTokenMfaConfiguration].")
	}
	p.MFA = first(in.Mode, userpool.MFAOff)
	p.SoftwareTokenMFA = token
	p.EmailMFA = in.Email
	in.applySMS(p)
	return in.applyWebAuthn(p)
}

func (in MFA) checkCombination(token bool) error {
	factors := in.SMS != nil || token || in.Email != nil
	switch {
	case in.Mode == "" || in.Mode == userpool.MFAOff:
		if factors {
			return invalid("Invalid MFA configuration given, can't turn off MFA and configure an MFA together")
		}
	case !factors && in.WebAuthn == nil && in.SoftwareToken == nil:
		return invalid("At least one of [SmsMfaConfiguration] or [SoftwareTokenMfaConfiguration] must be provided.")
	case !factors:
		return invalid("Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.")
	}
	return nil
}

// applySMS replaces the SMS settings, which are the pool's own ones too. Off
// keeps them: codes for verification still need them.
func (in MFA) applySMS(p *userpool.Pool) {
	p.SMSMFA = nil
	switch {
	case in.SMS != nil:
		if in.SMS.Configuration != nil {
			p.SMS = in.SMS.Configuration
		}
		p.SMSAuthMsg = in.SMS.Message
		p.SMSMFA = &userpool.SMSMFA{Message: in.SMS.Message}
	case p.MFA != userpool.MFAOff:
		p.SMS = nil
	}
}

func (in MFA) applyWebAuthn(p *userpool.Pool) error {
	if in.WebAuthn == nil {
		return nil
	}
	if err := checkRelyingParty(in.WebAuthn.RelyingPartyID); err != nil {
		return err
	}
	p.WebAuthn = &userpool.WebAuthn{
		RelyingPartyID:   in.WebAuthn.RelyingPartyID,
		UserVerification: first(in.WebAuthn.UserVerification, "preferred"),
		FactorConfig:     in.WebAuthn.FactorConfig,
	}
	return nil
}

// checkRelyingParty wants a bare domain that belongs to someone: a passkey
// bound to a public suffix would be good for all that live below it.
// "localhost" is what browsers accept for development.
func checkRelyingParty(id string) error {
	if id == "" || id == "localhost" {
		return nil
	}
	refused := invalid("Relying party ID %s is not a valid domain.", id)
	for _, label := range strings.Split(id, ".") {
		if !isLabel(label) {
			return refused
		}
	}
	// An IP address is a public suffix to this list, and no domain either.
	if suffix, _ := publicsuffix.PublicSuffix(id); suffix == id {
		return refused
	}
	return nil
}

func isLabel(s string) bool {
	if s == "" || len(s) > 63 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// checkEmailMFA refuses a pool where the mailbox alone would both reset the
// password and prove the second factor.
func checkEmailMFA(p *userpool.Pool) error {
	if p.EmailMFA != nil && len(p.Recovery) == 1 && p.Recovery[0].Name == "verified_email" {
		return invalid("EmailMfaConfiguration cannot be set when verified_email is the only recovery mechanism in AccountRecoverySetting.")
	}
	return nil
}

// applyMFA takes MfaConfiguration of Create and UpdateUserPool, which know no
// factor but SMS: it is switched on unless the pool has got another one by
// SetMFA. Those other ones are kept.
func (s *Settings) applyMFA(p *userpool.Pool) {
	had := p.SMSMFA != nil
	p.MFA = first(s.MFA, userpool.MFAOff)
	p.SMSMFA = nil
	if p.MFA != userpool.MFAOff && (had || !p.SoftwareTokenMFA && p.EmailMFA == nil) {
		p.SMSMFA = &userpool.SMSMFA{Message: p.SMSAuthMsg}
	}
}
