package poolconfig

import (
	"slices"
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
)

// Names of features in the messages about tiers.
const (
	featurePasswordless = "Passwordless Sign-In"
	featureTokenPrefix  = "Token Customization with Pre-Token Generation Lambda "
	featureEmailMFA     = "Email MFA"
	featureHistory      = "Password History"
	featureThreats      = "Threat Protection"
	featureDCR          = "Dynamic Client Registration"
	featureACR          = "Custom ACR Values"
	featureSessions     = "Session Management"
)

// protects reports whether threat protection watches any flow.
func protects(p *userpool.Pool) bool {
	return p.AddOns != nil && (p.AddOns.SecurityMode == "AUDIT" || p.AddOns.SecurityMode == "ENFORCED" || p.AddOns.CustomAuthMode != "")
}

// beyondLite lists what the pool uses that LITE does not have.
func beyondLite(p *userpool.Pool) []string {
	var used []string
	add := func(use bool, feature string) {
		if use {
			used = append(used, feature)
		}
	}
	passwordless := slices.ContainsFunc(p.FirstFactors, func(f userpool.Factor) bool { return f != userpool.FactorPassword })
	add(passwordless || p.WebAuthn != nil && p.WebAuthn.FactorConfig == FactorMulti, featurePasswordless)
	add(p.Lambda.PreTokenVersion != "" && p.Lambda.PreTokenVersion != "V1_0", featureTokenPrefix+p.Lambda.PreTokenVersion)
	add(p.EmailMFA != nil, featureEmailMFA)
	add(p.Password.HistorySize > 0, featureHistory)
	add(p.DCR != nil && p.DCR.Enabled, featureDCR)
	add(p.ACR != nil && len(p.ACR.Mapping) > 0, featureACR)
	add(p.Sessions.Enabled, featureSessions)
	return used
}

// checkTier refuses features that the pool's tier does not have. A request
// that lowers the tier is told so by the error's name.
func checkTier(p *userpool.Pool, before userpool.Tier) error {
	var missing []string
	if p.Tier == userpool.TierLite {
		missing = beyondLite(p)
	}
	if p.Tier != userpool.TierPlus && protects(p) {
		missing = append(missing, featureThreats)
	}
	if len(missing) == 0 {
		return nil
	}
	code := userpool.FeatureUnavailableInTier
	if rank(p.Tier) < rank(before) {
		code = userpool.TierChangeNotAllowed
	}
	return userpool.Errorf(code, "The following features need to be disabled for the %s pricing tier configured: %s",
		p.Tier, strings.Join(missing, ", "))
}

// needsEssentials refuses to turn one feature on in a LITE pool.
func needsEssentials(p *userpool.Pool, feature string) error {
	if p.Tier != userpool.TierLite {
		return nil
	}
	return userpool.Errorf(userpool.FeatureUnavailableInTier,
		"The following feature is not available for the %s pricing tier configured: %s", p.Tier, feature)
}

// rank orders the tiers; an unknown one, that of a pool not made yet, is lowest.
func rank(t userpool.Tier) int {
	return slices.Index([]userpool.Tier{userpool.TierLite, userpool.TierEssentials, userpool.TierPlus}, t)
}
