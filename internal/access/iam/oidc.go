package iam

import (
	"context"
	"strings"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/principal"
)

// CreateOIDCProvider registers an issuer of tokens by its URL.
func (s *Service) CreateOIDCProvider(ctx context.Context, url string, p principal.OIDCProvider) (*principal.OIDCProvider, error) {
	var err error
	if p.Issuer, p.Plain, err = principal.ParseIssuer(url, s.deps.Lax); err != nil {
		return nil, err
	}
	if len(p.ClientIDs) > principal.MaxClientIDs {
		return nil, principal.Quota("ClientIdsPerOpenIdConnectProvider", principal.MaxClientIDs)
	}
	if err := p.SetThumbprints(p.Thumbprints); err != nil {
		return nil, err
	}
	if err := principal.CheckTags(p.Tags); err != nil {
		return nil, err
	}
	p.Created = s.deps.Now()
	err = s.update(ctx, func(st Store) error {
		all, err := st.OIDCProviders()
		if err != nil {
			return err
		}
		if len(all) >= principal.MaxProviders {
			return principal.Quota("OpenIdConnectProvidersPerAccount", principal.MaxProviders)
		}
		return instead(st.InsertOIDCProvider(&p),
			principal.Errorf(principal.EntityAlreadyExists, "Provider with url %s already exists.", url))
	})
	if err != nil {
		return nil, err
	}
	return &p, nil
}

// OIDCProvider reads a provider by its ARN.
func (s *Service) OIDCProvider(ctx context.Context, arn string) (p *principal.OIDCProvider, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		p, err = s.oidcProvider(st, arn)
		return err
	})
	return p, err
}

func (s *Service) oidcProvider(st Store, arn string) (*principal.OIDCProvider, error) {
	issuer, ok := strings.CutPrefix(arn, s.deps.Account.OIDCProviderARN(""))
	if !ok || issuer == "" {
		return nil, principal.ProviderNotFound(arn)
	}
	p, err := st.OIDCProvider(issuer)
	return or(p, err, principal.ProviderNotFound(arn))
}

// OIDCProviders lists the ARNs of all providers.
func (s *Service) OIDCProviders(ctx context.Context) (arns []string, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		arns = nil
		all, err := st.OIDCProviders()
		for i := range all {
			arns = append(arns, s.deps.Account.OIDCProviderARN(all[i].Issuer))
		}
		return err
	})
	return arns, err
}

func (s *Service) changeOIDC(ctx context.Context, arn string, change func(*principal.OIDCProvider) error) error {
	return s.update(ctx, func(st Store) error {
		p, err := s.oidcProvider(st, arn)
		if err != nil {
			return err
		}
		if err := change(p); err != nil {
			return err
		}
		return instead(st.UpdateOIDCProvider(p), principal.ProviderNotFound(arn))
	})
}

// DeleteOIDCProvider deletes a provider. Roles that trust it stay as they are.
func (s *Service) DeleteOIDCProvider(ctx context.Context, arn string) error {
	return s.update(ctx, func(st Store) error {
		p, err := s.oidcProvider(st, arn)
		if err != nil {
			return err
		}
		return instead(st.DeleteOIDCProvider(p.Issuer), principal.ProviderNotFound(arn))
	})
}

// AddClientID adds an audience to a provider.
func (s *Service) AddClientID(ctx context.Context, arn, id string) error {
	return s.changeOIDC(ctx, arn, func(p *principal.OIDCProvider) error { return p.AddClientID(id) })
}

// RemoveClientID removes an audience of a provider.
func (s *Service) RemoveClientID(ctx context.Context, arn, id string) error {
	return s.changeOIDC(ctx, arn, func(p *principal.OIDCProvider) error {
		p.RemoveClientID(id)
		return nil
	})
}

// SetThumbprints replaces the thumbprints of a provider.
func (s *Service) SetThumbprints(ctx context.Context, arn string, list []string) error {
	return s.changeOIDC(ctx, arn, func(p *principal.OIDCProvider) error { return p.SetThumbprints(list) })
}

// TagOIDCProvider adds tags to a provider.
func (s *Service) TagOIDCProvider(ctx context.Context, arn string, tags []access.Tag) error {
	return s.changeOIDC(ctx, arn, func(p *principal.OIDCProvider) (err error) {
		p.Tags, err = principal.AddTags(p.Tags, tags)
		return err
	})
}

// UntagOIDCProvider removes tags of a provider.
func (s *Service) UntagOIDCProvider(ctx context.Context, arn string, keys []string) error {
	return s.changeOIDC(ctx, arn, func(p *principal.OIDCProvider) error {
		p.Tags = principal.RemoveTags(p.Tags, keys)
		return nil
	})
}
