package signin

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/userpool"
)

// factorSet is one way to reach a level: a first factor and, unless "", a second.
type factorSet struct {
	level  int
	first  userpool.Factor
	second userpool.Factor
}

// factorSets lists the ways to each level, the preferred ones of a level first.
var factorSets = []factorSet{
	{4, userpool.FactorPassword, userpool.FactorSoftwareToken},
	{3, userpool.FactorWebAuthn, ""},
	{3, userpool.FactorPassword, userpool.FactorSMSMFA},
	{3, userpool.FactorPassword, userpool.FactorEmailOTP},
	{2, userpool.FactorSMSOTP, ""},
	{2, userpool.FactorEmailOTP, ""},
	{1, userpool.FactorPassword, ""},
}

// stepUp plans a USER_AUTH sign-in that must reach one of TARGET_ACR_VALUES,
// with credit for what a live ACCESS_TOKEN of the user already proves. It
// records the plan as facts: what counts as proved and what is still wanted.
func (s *Service) stepUp(ctx context.Context, a *attempt, r Start) error {
	params := r.Params
	target, raw := params["TARGET_ACR_VALUES"], params["ACCESS_TOKEN"]
	if target == "" {
		if raw != "" {
			return userpool.Errorf(userpool.InvalidParameter, "ACCESS_TOKEN requires TARGET_ACR_VALUES")
		}
		return nil
	}
	if a.pool.Tier == userpool.TierLite {
		return userpool.Errorf(userpool.FeatureUnavailableInTier,
			"The following feature is not available for the LITE pricing tier configured: Step-up Authentication")
	}
	credit, err := s.credit(ctx, a, raw, params["MAX_AGE"])
	if err != nil {
		return err
	}
	if r.Hosted && r.Proved != nil && r.Proved.Sub == a.Sub && !a.Unknown {
		credit = withoutMany(r.Proved.AMR)
	}
	var levels []int
	for _, v := range strings.Fields(target) {
		if l := a.pool.ACRLevel(v); l > 0 {
			levels = append(levels, l)
		}
	}
	switch {
	case len(levels) == 0:
		return userpool.Errorf(userpool.InvalidParameter, "TARGET_ACR_VALUES contains no known value")
	case a.Unknown:
		return nil
	}
	for _, l := range levels {
		// Nothing would be left to prove, and step-up is no way to refresh.
		if level(credit) >= l {
			return userpool.Errorf(userpool.InvalidParameter, "The access token already satisfies the requested authentication level")
		}
		if p, ok := a.plan(l, credit, params["PREFERRED_CHALLENGE"]); ok {
			a.follow(p, credit)
			if a.First != "" {
				return a.checkState() // no challenge of the first factor will ask
			}
			return nil
		}
	}
	return userpool.Errorf(userpool.InvalidParameter, "The user has no factors for the requested authentication level")
}

// credit gives the methods that the access token proves, none if it is older
// than maxAge seconds.
func (s *Service) credit(ctx context.Context, a *attempt, raw, maxAge string) ([]string, error) {
	age := -1
	if maxAge != "" {
		n, err := strconv.Atoi(maxAge)
		if err != nil || n < 0 {
			return nil, userpool.Errorf(userpool.InvalidParameter, "MAX_AGE must be a non-negative integer")
		}
		age = n
	}
	if raw == "" {
		return nil, nil
	}
	t, err := s.deps.Tokens.Verify(ctx, raw)
	if err != nil {
		return nil, err
	}
	if t.Pool.ID != a.Pool || t.User.Sub != a.Sub {
		return nil, userpool.Errorf(userpool.NotAuthorized, "Access Token does not belong to the user")
	}
	if age >= 0 && s.deps.Now().Sub(t.AuthTime) > time.Duration(age)*time.Second {
		return nil, nil
	}
	return withoutMany(t.AMR), nil
}

// withoutMany gives the methods that name a factor.
func withoutMany(amr []string) []string {
	return slices.DeleteFunc(slices.Clone(amr), func(m string) bool { return m == amrMany })
}

// plan picks, of the ways to a level that the user owns and the pool allows,
// the one that asks for least, then the preferred one.
func (a *attempt) plan(l int, credit []string, preferred string) (best factorSet, ok bool) {
	cost := 0
	for _, f := range factorSets {
		if f.level != l || !a.owns(f) {
			continue
		}
		c := 0
		if credited(credit, f.first) == "" {
			c += 2
		}
		if f.second != "" && credited(credit, f.second) == "" {
			c += 2
		}
		if preferred != "" && preferred != string(f.first) && preferred != string(f.second) {
			c++
		}
		if !ok || c < cost {
			best, cost, ok = f, c, true
		}
	}
	return best, ok
}

func (a *attempt) owns(f factorSet) bool {
	if !slices.Contains(available(a), f.first) {
		return false
	}
	return f.second == "" || slices.Contains(a.usableFactors(), f.second)
}

// follow records the plan.
func (a *attempt) follow(f factorSet, credit []string) {
	if m := credited(credit, f.first); m != "" {
		a.First = f.first
		a.AMR = append(a.AMR, m)
	} else {
		a.Chosen = f.first
	}
	if f.second == "" {
		return
	}
	if m := credited(credit, f.second); m != "" {
		a.MFA = f.second
		a.AMR = append(a.AMR, m)
		return
	}
	a.Want = f.second
}

// credited gives the method in credit by which a factor was proved, "" if it
// was not.
func credited(credit []string, f userpool.Factor) string {
	for _, m := range methodsOf(f) {
		if slices.Contains(credit, m) {
			return m
		}
	}
	return ""
}

// methodsOf lists the methods that a factor proves, one or the other. A
// passkey's depends on its authenticator.
func methodsOf(f userpool.Factor) []string {
	switch f {
	case userpool.FactorPassword:
		return []string{amrPassword}
	case userpool.FactorSoftwareToken:
		return []string{amrTOTP}
	case userpool.FactorSMSMFA, userpool.FactorSMSOTP:
		return []string{amrSMS}
	case userpool.FactorEmailOTP:
		return []string{amrEmail}
	}
	return []string{amrPlatform, amrRoaming}
}
