package policy

import (
	"github.com/cognate-id/cognate/internal/syntax/arn"
	"github.com/cognate-id/cognate/internal/syntax/pattern"
)

var (
	accountPattern  = pattern.Lazy(`^[0-9]{12}$`)
	uniqueIDPattern = pattern.Lazy(`^(AROA|AIDA)[0-9A-Z]{12,124}$`)
	hostPattern     = pattern.Lazy(`^[0-9A-Za-z](?:[0-9A-Za-z.-]*[0-9A-Za-z])?$`)
)

// checkTrustPrincipal checks the form of principals. That a named role or user
// exists is for the service that stores the policy to check.
func checkTrustPrincipal(p *Principal) error {
	for _, s := range p.AWS {
		if s != "*" && !validAWSPrincipal(s) {
			return InvalidPrincipal("AWS", s)
		}
	}
	for _, s := range p.Service {
		if !hostPattern().MatchString(s) {
			return InvalidPrincipal("SERVICE", s)
		}
	}
	for _, s := range p.Federated {
		if !validFederatedPrincipal(s) {
			return malformed("Federated principals must be valid domain names or SAML metadata ARNs")
		}
	}
	for _, s := range p.CanonicalUser {
		return InvalidPrincipal("CANONICAL_USER", s)
	}
	return nil
}

// InvalidPrincipal is the error for a principal of a trust policy that does not
// exist or cannot exist. Clients retry it, since new roles take a moment to be
// known everywhere.
func InvalidPrincipal(kind, value string) error {
	return malformed(`Invalid principal in policy: "` + kind + `":"` + value + `"`)
}

var awsPrincipalPattern = pattern.Lazy(
	`^(iam:(root|user/[^*?]+|role/[^*?]+)|sts:(assumed-role/[^*?/]+/[^*?/]+|federated-user/[^*?/]+))$`)

func validAWSPrincipal(s string) bool {
	if accountPattern().MatchString(s) || uniqueIDPattern().MatchString(s) {
		return true
	}
	a, err := arn.Parse(s)
	return err == nil && validPartition(a.Partition) && a.Partition != "*" && a.Region == "" &&
		accountPattern().MatchString(a.Account) && awsPrincipalPattern().MatchString(a.Service+":"+a.Resource)
}

var providerPattern = pattern.Lazy(`^(oidc-provider|saml-provider)/[^*?]+$`)

func validFederatedPrincipal(s string) bool {
	if hostPattern().MatchString(s) {
		return true
	}
	a, err := arn.Parse(s)
	return err == nil && a.Service == "iam" && a.Region == "" &&
		accountPattern().MatchString(a.Account) && providerPattern().MatchString(a.Resource)
}
