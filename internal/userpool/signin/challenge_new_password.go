package signin

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/syntax/claims"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/factor"
)

// attributePrefix marks the attributes among answers and required names.
const attributePrefix = "userAttributes."

// newPasswordChallenge is NEW_PASSWORD_REQUIRED: the password was temporary. The
// answer sets a password and the required attributes that are missing.
type newPasswordChallenge struct{}

func (newPasswordChallenge) name() string { return stepNewPassword }

func (newPasswordChallenge) required(a *attempt) bool {
	return a.user != nil && a.First == userpool.FactorPassword && !a.NewPassword &&
		a.user.Status == userpool.ForceChangePassword
}

func (newPasswordChallenge) issue(_ context.Context, _ *Service, a *attempt) (map[string]string, error) {
	current := make(map[string]string)
	for n, v := range a.user.Attributes {
		if n != userpool.AttrIdentities && !n.IsDeveloperOnly() {
			current[string(n)] = v
		}
	}
	required := []string{}
	for _, n := range a.lacking() {
		required = append(required, attributePrefix+string(n))
	}
	return map[string]string{
		"USER_ID_FOR_SRP":    a.username(),
		"requiredAttributes": claims.StringsText(required),
		"userAttributes":     string(claims.FromStringMap(current).JSON()),
	}, nil
}

// lacking lists the attributes that the schema requires and the user has not.
func (a *attempt) lacking() []userpool.AttributeName {
	var out []userpool.AttributeName
	for _, s := range a.pool.Schema {
		if s.Required && s.Name != userpool.AttrSub && a.user.Attributes[s.Name] == "" {
			out = append(out, s.Name)
		}
	}
	return out
}

func (newPasswordChallenge) answer(ctx context.Context, s *Service, a *attempt, answers map[string]string) error {
	password := answers["NEW_PASSWORD"]
	if password == "" {
		return missing("NEW_PASSWORD")
	}
	attrs, err := a.newAttributes(answers)
	if err != nil {
		return err
	}
	if err := a.pool.Password.Check(password); err != nil {
		return err
	}
	if s.deps.Passwords.Reused(ctx, a.pool, a.user, password) {
		return factor.HistoryViolation()
	}
	c, err := s.deps.Passwords.New(ctx, a.pool, a.user.Username, password)
	if err != nil {
		return err
	}
	a.NewPassword, a.Password = true, fingerprint(c)
	now := s.deps.Now()
	return a.change(func(u *userpool.User) error {
		if u.Status != userpool.ForceChangePassword {
			return invalidSession() // an administrator was faster
		}
		account.Change(a.pool, u, attrs)
		factor.SetPassword(a.pool, u, c, time.Time{})
		u.Status, u.Modified = userpool.Confirmed, now
		return nil
	})
}

// newAttributes reads and checks the userAttributes.* of an answer.
func (a *attempt) newAttributes(answers map[string]string) (userpool.Attributes, error) {
	attrs := userpool.Attributes{}
	var names []userpool.AttributeName
	for k, v := range answers {
		if n, ok := strings.CutPrefix(k, attributePrefix); ok {
			attrs[userpool.AttributeName(n)] = v
			names = append(names, userpool.AttributeName(n))
		}
	}
	slices.Sort(names)
	for _, n := range names {
		if n.Medium() != "" && a.user.Attributes[n] != "" && attrs[n] != a.user.Attributes[n] {
			return nil, userpool.Errorf(userpool.InvalidParameter, "Cannot modify an already provided %s", n)
		}
		if s, ok := a.pool.Attribute(n); ok && !s.Mutable && a.user.Attributes[n] != "" {
			return nil, userpool.Errorf(userpool.InvalidParameter, "Cannot modify the non-mutable attribute %s", n)
		}
	}
	var absent []string
	for _, n := range a.lacking() {
		if attrs[n] == "" {
			absent = append(absent, string(n))
		}
	}
	if len(absent) > 0 {
		return nil, userpool.Errorf(userpool.InvalidParameter, "Invalid attributes given, %s is missing", strings.Join(absent, ", "))
	}
	if err := account.CheckWritable(a.client, names); err != nil {
		return nil, err
	}
	return account.CheckNew(a.pool, attrs, false)
}
