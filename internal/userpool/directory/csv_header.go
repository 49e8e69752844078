package directory

import (
	"context"
	"strings"

	"github.com/cognate-id/cognate/internal/userpool"
)

// CSVHeader lists the columns of a file from which users are imported into the
// pool, in order: its standard attributes, its custom ones, and what is no
// attribute.
func (s *Service) CSVHeader(ctx context.Context, id userpool.PoolID) ([]string, error) {
	pool, err := s.deps.Registry.Pool(ctx, id)
	if err != nil {
		return nil, err
	}
	header := []string{
		"name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture",
		"website", "email", "email_verified", "gender", "birthdate", "zoneinfo", "locale", "phone_number",
		"phone_number_verified", "address", "updated_at",
	}
	for _, a := range pool.Schema {
		if strings.HasPrefix(string(a.Name), "custom:") {
			header = append(header, string(a.Name))
		}
	}
	return append(header, "cognito:mfa_enabled", "cognito:username", "password_hash"), nil
}
