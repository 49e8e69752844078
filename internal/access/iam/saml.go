package iam

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/cognate-id/cognate/internal/access/principal"
)

// CreateSAMLProvider registers an issuer of assertions by its metadata.
func (s *Service) CreateSAMLProvider(ctx context.Context, p principal.SAMLProvider) (*principal.SAMLProvider, error) {
	var err error
	if p.ValidUntil, err = s.deps.Metadata(p.Metadata); err != nil {
		return nil, badMetadata(err)
	}
	if err := principal.CheckTags(p.Tags); err != nil {
		return nil, err
	}
	if p.UUID, err = newUUID(s.deps.Rand); err != nil {
		return nil, err
	}
	p.Created = s.deps.Now()
	err = s.update(ctx, func(st Store) error {
		all, err := st.SAMLProviders()
		if err != nil {
			return err
		}
		if len(all) >= principal.MaxProviders {
			return principal.Quota("SAMLProvidersPerAccount", principal.MaxProviders)
		}
		return instead(st.InsertSAMLProvider(&p),
			principal.Errorf(principal.EntityAlreadyExists, "SAMLProvider %s already exists.", p.Name))
	})
	if err != nil {
		return nil, err
	}
	return &p, nil
}

func badMetadata(cause error) error {
	return principal.Errorf(principal.InvalidInput, "Could not parse metadata").Because(cause)
}

// newUUID draws a random UUID, RFC 9562 version 4.
func newUUID(rand io.Reader) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(rand, b[:]); err != nil {
		return "", fmt.Errorf("make UUID: %w", err)
	}
	b[6] = b[6]&0x0F | 0x40
	b[8] = b[8]&0x3F | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
}

// SAMLProvider reads a provider by its ARN.
func (s *Service) SAMLProvider(ctx context.Context, arn string) (p *principal.SAMLProvider, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		p, err = s.samlProvider(st, arn)
		return err
	})
	return p, err
}

func (s *Service) samlProvider(st Store, arn string) (*principal.SAMLProvider, error) {
	missing := principal.Errorf(principal.NoSuchEntity, "SAMLProvider not found for arn %s", arn)
	name, ok := strings.CutPrefix(arn, s.deps.Account.SAMLProviderARN(""))
	if !ok || name == "" {
		return nil, missing
	}
	p, err := st.SAMLProvider(name)
	return or(p, err, missing)
}

// SAMLProviders lists all providers.
func (s *Service) SAMLProviders(ctx context.Context) (all []principal.SAMLProvider, err error) {
	err = s.deps.DB.View(ctx, func(st Store) error {
		all, err = st.SAMLProviders()
		return err
	})
	return all, err
}

// UpdateSAMLProvider replaces the metadata of a provider.
func (s *Service) UpdateSAMLProvider(ctx context.Context, arn, metadata string) error {
	until, err := s.deps.Metadata(metadata)
	if err != nil {
		return badMetadata(err)
	}
	return s.update(ctx, func(st Store) error {
		p, err := s.samlProvider(st, arn)
		if err != nil {
			return err
		}
		p.Metadata, p.ValidUntil = metadata, until
		return st.UpdateSAMLProvider(p)
	})
}

// DeleteSAMLProvider deletes a provider. Roles that trust it stay as they are.
func (s *Service) DeleteSAMLProvider(ctx context.Context, arn string) error {
	return s.update(ctx, func(st Store) error {
		p, err := s.samlProvider(st, arn)
		if err != nil {
			return err
		}
		return st.DeleteSAMLProvider(p.Name)
	})
}
