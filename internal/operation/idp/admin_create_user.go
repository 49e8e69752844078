package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/signup"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AdminCreateUser creates a user and invites it, or invites one again.
func (s *Service) AdminCreateUser(ctx context.Context, in *idp.AdminCreateUserRequest) (*idp.AdminCreateUserResponse, error) {
	u, err := s.Signup.Invite(ctx, signup.Invitation{
		Pool: userpool.PoolID(*in.UserPoolId), Username: *in.Username, Attributes: givenFrom(in.UserAttributes),
		Password: in.TemporaryPassword, Action: signup.Action(value(in.MessageAction)),
		Mediums: named[userpool.Medium](in.DesiredDeliveryMediums), ForceAlias: value(in.ForceAliasCreation),
		Validation: validationFrom(in.ValidationData), Metadata: in.ClientMetadata,
	})
	if err != nil {
		return nil, fault(err)
	}
	return &idp.AdminCreateUserResponse{User: new(userOf(u))}, nil
}
