package appclient

import (
	"context"
	"slices"

	"github.com/cognate-id/cognate/internal/userpool"
)

// The words with which messages about attributes end.
const (
	creating = "creating"
	updating = "updating"
)

// admit refuses a client whose settings contradict each other or the pool. It
// asks the Catalog and so runs outside of transactions. Nothing that it relies
// on is ever taken back: schemas only grow, and a client with a secret keeps one.
func (s *Service) admit(ctx context.Context, p *userpool.Pool, c *userpool.Client, doing string) error {
	for _, rule := range []func() error{
		func() error { return checkValidity(c) },
		func() error { return checkFlows(c) },
		func() error { return checkAttributes(p, c, doing) },
		func() error { return s.checkProviders(ctx, c) },
		func() error { return checkURLs(c) },
		func() error { return checkOAuth(c) },
		func() error { return s.checkScopes(ctx, c) },
		func() error { return checkAnalytics(c) },
		func() error { return checkUserData(c) },
	} {
		if err := rule(); err != nil {
			return err
		}
	}
	return nil
}

// checkFlows refuses sets of sign-in flows that contradict each other.
func checkFlows(c *userpool.Client) error {
	legacy, modern := 0, 0
	for _, f := range c.AuthFlows {
		if isLegacy(f) {
			legacy++
		} else {
			modern++
		}
	}
	if legacy > 0 && modern > 0 {
		return invalid("Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.")
	}
	has := func(f string) bool { return slices.Contains(c.AuthFlows, f) }
	if has(userpool.AllowClientToken) && len(c.AuthFlows) > 1 {
		return invalid("%s cannot be used with other auth flows.", userpool.AllowClientToken)
	}
	if has(userpool.AllowRefresh) && c.Rotates() {
		return invalid("%s cannot be used when refresh token rotation is enabled.", userpool.AllowRefresh)
	}
	return nil
}

func isLegacy(flow string) bool {
	return flow == "ADMIN_NO_SRP_AUTH" || flow == "CUSTOM_AUTH_FLOW_ONLY" || flow == "USER_PASSWORD_AUTH"
}

// checkAttributes wants explicit lists to name attributes of the pool, and a
// client that may write to be able to sign users up.
func checkAttributes(p *userpool.Pool, c *userpool.Client, doing string) error {
	for _, n := range c.Read {
		if a, ok := p.Attribute(n); !ok || a.DeveloperOnly {
			return invalid("Invalid read attributes specified while %s a client", doing)
		}
	}
	if c.Write == nil {
		return nil
	}
	refused := invalid("Invalid write attributes specified while %s a client", doing)
	for _, n := range c.Write {
		if a, ok := p.Attribute(n); !ok || a.DeveloperOnly || isManaged(n) {
			return refused
		}
	}
	for _, a := range p.Schema {
		if a.Required && !isManaged(a.Name) && !slices.Contains(c.Write, a.Name) {
			return refused
		}
	}
	return nil
}

// isManaged reports whether Cognito alone writes the attribute.
func isManaged(n userpool.AttributeName) bool {
	return n == userpool.AttrSub || n == userpool.AttrEmailVerified || n == userpool.AttrPhoneVerified ||
		n == userpool.AttrIdentities
}

// checkProviders wants every provider but the pool itself to exist.
func (s *Service) checkProviders(ctx context.Context, c *userpool.Client) error {
	for _, name := range c.Providers {
		if name == Cognito {
			continue
		}
		ok, err := s.deps.Catalog.HasProvider(ctx, c.Pool, name)
		if err != nil {
			return err
		}
		if !ok {
			return invalid("The provider %s does not exist for User Pool %s.", name, c.Pool)
		}
	}
	return nil
}

// Cognito is the name of the pool itself among the identity providers.
const Cognito = "COGNITO"

// checkAnalytics wants one of the two ways to name a Pinpoint application.
func checkAnalytics(c *userpool.Client) error {
	a := c.Analytics
	if a == nil {
		return nil
	}
	parts := a.ApplicationID != "" && a.RoleARN != "" && a.ExternalID != ""
	noParts := a.ApplicationID == "" && a.RoleARN == "" && a.ExternalID == ""
	if a.ApplicationARN != "" && noParts || a.ApplicationARN == "" && parts {
		return nil
	}
	return invalid("Invalid analytics configuration given, either <application arn> or <application id, role arn, external id> are valid")
}

func checkUserData(c *userpool.Client) error {
	if c.PropagateUserData && !c.Confidential() {
		return invalid("Client Secret is required to set EnablePropagateAdditionalUserContextData as true")
	}
	return nil
}
