package enrol

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
)

// Factors are the factors of a user, whatever its pool allows.
type Factors struct {
	User       *userpool.User
	Enabled    []userpool.Factor // UserMFASettingList
	Configured []string          // ConfiguredUserAuthFactors
}

// softwareToken is how ConfiguredUserAuthFactors names an authenticator app.
const softwareToken = "SOFTWARE_TOKEN"

// Factors tells what the owner of a token can prove.
func (s *Service) Factors(ctx context.Context, accessToken string) (f Factors, err error) {
	a, err := s.enter(ctx, accessToken)
	if err != nil {
		return f, err
	}
	err = s.deps.DB.View(ctx, func(st Store) (err error) {
		f, err = factorsOf(st, a.User)
		return err
	})
	return f, err
}

// FactorsOf tells what a user can prove, whatever its status.
func (s *Service) FactorsOf(ctx context.Context, pool userpool.PoolID, username string) (f Factors, err error) {
	p, err := s.deps.Registry.Pool(ctx, pool)
	if err != nil {
		return f, err
	}
	err = s.deps.DB.View(ctx, func(st Store) error {
		u, err := account.Find(st, p, username)
		if err != nil {
			return err
		}
		f, err = factorsOf(st, u)
		return err
	})
	return f, err
}

func factorsOf(st Store, u *userpool.User) (Factors, error) {
	keys, err := st.Passkeys(u.Pool, u.Sub)
	f := Factors{User: u, Enabled: account.SecondFactors(u)}
	add := func(has bool, name string) {
		if has {
			f.Configured = append(f.Configured, name)
		}
	}
	add(u.HasPassword(), string(userpool.FactorPassword))
	add(u.Attributes.Verified(userpool.AttrEmail), string(userpool.FactorEmailOTP))
	add(u.Attributes.Verified(userpool.AttrPhone), string(userpool.FactorSMSOTP))
	add(len(keys) > 0, string(userpool.FactorWebAuthn))
	add(u.MFA.TOTPSeed != "", softwareToken)
	return f, err
}
