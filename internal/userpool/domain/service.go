package domain

import (
	"context"
	"errors"
	"time"

	"github.com/cognate-id/cognate/internal/syntax/arn"
	"github.com/cognate-id/cognate/internal/userpool"
)

// Deps are what a Service needs.
type Deps struct {
	DB    DB
	Cache Cache
	Now   func() time.Time
	// StrictAWS demands a certificate ARN of us-east-1, which only AWS's own
	// service needs.
	StrictAWS bool
}

// Service makes, changes and deletes domains.
type Service struct{ deps Deps }

// New makes a Service.
func New(deps Deps) *Service { return &Service{deps: deps} }

// now is the time as stores keep it.
func (s *Service) now() time.Time { return s.deps.Now().UTC().Truncate(time.Millisecond) }

// Settings are the settings of a domain as a caller sends them. An update
// keeps what is nil.
type Settings struct {
	ManagedLogin *int
	Custom       *Custom
	Failover     *userpool.Failover
}

// Custom is CustomDomainConfig: its presence makes a custom domain. An update
// keeps a SecurityPolicy that is "".
type Custom struct{ CertificateARN, SecurityPolicy string }

// defaultPolicy is the least TLS version of a custom domain that names none.
const defaultPolicy = "TLS_V1_2_2021"

const featureManagedLogin = "Managed Login Version 2"

// Create gives the pool a domain: a prefix, or with Custom a host name.
func (s *Service) Create(ctx context.Context, pool userpool.PoolID, name string, in Settings) (*userpool.Domain, error) {
	now := s.now()
	d := &userpool.Domain{Name: name, Pool: pool, Created: now, Modified: now, ManagedLogin: userpool.ClassicUI}
	err := s.deps.DB.Update(ctx, func(st Store) error {
		p, err := loadPool(st, pool)
		if err != nil {
			return err
		}
		if err := s.checkName(name, in); err != nil {
			return err
		}
		if in.Custom != nil {
			d.SecurityPolicy = defaultPolicy
		}
		if err := s.apply(p, d, in); err != nil {
			return err
		}
		existing, err := st.DomainsOf(pool)
		if err != nil {
			return err
		}
		for _, o := range existing {
			if o.Name != name && o.IsCustom() == d.IsCustom() {
				return invalid("The user pool already has a domain of this kind: %s.", o.Name)
			}
		}
		return st.InsertDomain(d)
	})
	if errors.Is(err, userpool.ErrExists) {
		return nil, userpool.Errorf(userpool.InvalidParameter, "Domain already associated with another user pool.").Because(err)
	}
	if err != nil {
		return nil, err
	}
	s.deps.Cache.ForgetDomain(pool, name)
	return d, nil
}

func (s *Service) checkName(name string, in Settings) error {
	if in.Custom == nil {
		return checkPrefix(name)
	}
	return checkHost(name)
}

// apply writes the settings over a domain, or says what is wrong with them.
func (s *Service) apply(p *userpool.Pool, d *userpool.Domain, in Settings) error {
	if c := in.Custom; c != nil {
		a, err := arn.Parse(c.CertificateARN)
		if err != nil || s.deps.StrictAWS && (a.Service != "acm" || a.Region != "us-east-1") {
			return invalid("The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain.")
		}
		d.CertificateARN = c.CertificateARN
		if c.SecurityPolicy != "" {
			d.SecurityPolicy = c.SecurityPolicy
		}
	}
	if in.Failover != nil {
		if !d.IsCustom() {
			return invalid("Routing can only be configured for custom domains.")
		}
		d.Failover = in.Failover
	}
	if in.ManagedLogin == nil {
		return nil
	}
	switch *in.ManagedLogin {
	case userpool.ClassicUI:
	case userpool.ManagedLogin:
		if p.Tier == userpool.TierLite {
			return userpool.Errorf(userpool.FeatureUnavailableInTier,
				"The following feature is not available for the %s pricing tier configured: %s", p.Tier, featureManagedLogin)
		}
	default:
		return invalid("Invalid ManagedLoginVersion: %d. It must be 1 or 2.", *in.ManagedLogin)
	}
	d.ManagedLogin = *in.ManagedLogin
	return nil
}

// Describe gives a domain of whatever pool, nil if no pool has it.
func (s *Service) Describe(ctx context.Context, name string) (d *userpool.Domain, err error) {
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		d, err = st.Domain(name)
		return err
	})
	if errors.Is(err, userpool.ErrNotFound) {
		return nil, nil
	}
	return d, err
}

// Update changes what the caller sends of a domain and keeps the rest.
func (s *Service) Update(ctx context.Context, pool userpool.PoolID, name string, in Settings) (d *userpool.Domain, err error) {
	now := s.now()
	err = s.deps.DB.Update(ctx, func(st Store) (err error) {
		p, err := loadPool(st, pool)
		if err != nil {
			return err
		}
		if d, err = load(st, pool, name); err != nil {
			return err
		}
		if in.Custom != nil && !d.IsCustom() {
			return invalid("CustomDomainConfig can only be configured for custom domains.")
		}
		if err := s.apply(p, d, in); err != nil {
			return err
		}
		d.Modified = now
		return st.UpdateDomain(d)
	})
	if err != nil {
		return nil, err
	}
	s.deps.Cache.ForgetDomain(pool, name)
	return d, nil
}

// Delete takes a domain from its pool. Nothing answers there any more.
func (s *Service) Delete(ctx context.Context, pool userpool.PoolID, name string) error {
	err := s.deps.DB.Update(ctx, func(st Store) error {
		if _, err := load(st, pool, name); err != nil {
			return err
		}
		return st.DeleteDomain(pool, name)
	})
	if err != nil {
		return err
	}
	s.deps.Cache.ForgetDomain(pool, name)
	return nil
}

func loadPool(st Store, id userpool.PoolID) (*userpool.Pool, error) {
	p, err := st.Pool(id)
	if errors.Is(err, userpool.ErrNotFound) {
		return nil, userpool.PoolNotFound(id)
	}
	return p, err
}

func load(st Store, pool userpool.PoolID, name string) (*userpool.Domain, error) {
	d, err := st.Domain(name)
	if errors.Is(err, userpool.ErrNotFound) || err == nil && d.Pool != pool {
		return nil, invalid("No such domain or user pool exists.")
	}
	return d, err
}
