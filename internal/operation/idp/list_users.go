package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/directory"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ListUsers lists the users of a pool, all or those of one value of an attribute.
func (s *Service) ListUsers(ctx context.Context, in *idp.ListUsersRequest) (*idp.ListUsersResponse, error) {
	page, err := s.Directory.List(ctx, directory.Listing{
		Pool: userpool.PoolID(*in.UserPoolId), Filter: value(in.Filter),
		Attributes: named[userpool.AttributeName](in.AttributesToGet),
		Limit:      int(value(in.Limit)), Token: value(in.PaginationToken),
	})
	if err != nil {
		return nil, fault(err)
	}
	out := &idp.ListUsersResponse{Users: usersOf(page.Users), PaginationToken: given(page.Next)}
	for i, u := range page.Users {
		out.Users[i].Attributes = attributesOf(account.View(u, page.Shows))
	}
	return out, nil
}
