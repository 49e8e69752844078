package iam

import (
	"context"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/access/principal"
)

// Prefixes of the ids of SAML providers and their keys.
const (
	samlProviderPrefix = "SAMLSP"
	samlKeyPrefix      = "SAMLPK"
)

// CreateSAMLProvider registers an issuer of assertions by its metadata. The key
// in PEM that decrypts them may be empty.
func (s *Service) CreateSAMLProvider(ctx context.Context, p principal.SAMLProvider, key string) (*principal.SAMLProvider, error) {
	var err error
	if p.ValidUntil, err = s.deps.Metadata(p.Metadata); err != nil {
		return nil, badMetadata(err)
	}
	if err := principal.CheckTags(p.Tags); err != nil {
		return nil, err
	}
	if p.UUID, err = principal.NewID(samlProviderPrefix, s.deps.Rand); err != nil {
		return nil, err
	}
	if p.Keys, err = s.samlKeys(key); err != nil {
		return nil, err
	}
	if err := p.CheckEncryption(); err != nil {
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

// samlKeys makes a key of PEM; of an empty text there is none.
func (s *Service) samlKeys(pem string) ([]principal.SAMLKey, error) {
	if pem == "" {
		return nil, nil
	}
	der, err := s.deps.PrivateKey(pem)
	if err != nil {
		return nil, principal.Errorf(principal.InvalidInput, "Invalid private key.").Because(err)
	}
	id, err := principal.NewID(samlKeyPrefix, s.deps.Rand)
	return []principal.SAMLKey{{ID: id, Created: s.deps.Now(), DER: der}}, err
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

// A SAMLChange is what to change of a SAML provider; what is empty stays.
type SAMLChange struct {
	Metadata   string
	Encryption string // AssertionEncryptionMode
	AddKey     string // PEM
	RemoveKey  string // id
}

// UpdateSAMLProvider changes the metadata, the keys and the encryption mode of a
// provider.
func (s *Service) UpdateSAMLProvider(ctx context.Context, arn string, c SAMLChange) error {
	if c == (SAMLChange{}) {
		return principal.Errorf(principal.InvalidInput,
			"Unable to update identity provider. No updates are defined for metadata or encryption assertion.")
	}
	if c.AddKey != "" && c.RemoveKey != "" {
		return principal.Errorf(principal.InvalidInput,
			"Unable to add and remove private keys in the same request. Set a value for only one of the two parameters.")
	}
	var until time.Time
	var err error
	if c.Metadata != "" {
		if until, err = s.deps.Metadata(c.Metadata); err != nil {
			return badMetadata(err)
		}
	}
	added, err := s.samlKeys(c.AddKey)
	if err != nil {
		return err
	}
	return s.update(ctx, func(st Store) error {
		p, err := s.samlProvider(st, arn)
		if err != nil {
			return err
		}
		if c.Metadata != "" {
			p.Metadata, p.ValidUntil = c.Metadata, until
		}
		if err := c.encryption(p, added); err != nil {
			return err
		}
		return st.UpdateSAMLProvider(p)
	})
}

// encryption changes how the assertions of a provider are encrypted.
func (c SAMLChange) encryption(p *principal.SAMLProvider, added []principal.SAMLKey) error {
	if c.Encryption != "" {
		p.Encryption = c.Encryption
	}
	for _, k := range added {
		if err := p.AddKey(k); err != nil {
			return err
		}
	}
	if c.RemoveKey != "" {
		if err := p.RemoveKey(c.RemoveKey); err != nil {
			return err
		}
	}
	return p.CheckEncryption()
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
