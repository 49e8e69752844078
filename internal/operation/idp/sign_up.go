package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/signup"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// SignUp registers a user.
func (s *Service) SignUp(ctx context.Context, in *idp.SignUpRequest) (*idp.SignUpResponse, error) {
	res, err := s.Signup.SignUp(ctx, signup.Request{
		Client: userpool.ClientID(*in.ClientId), Username: *in.Username, SecretHash: value(in.SecretHash),
		Password: in.Password, Attributes: givenFrom(in.UserAttributes),
		Validation: validationFrom(in.ValidationData), Metadata: in.ClientMetadata,
	})
	if err != nil {
		return nil, fault(err)
	}
	out := &idp.SignUpResponse{
		UserSub: new(string(res.Sub)), UserConfirmed: &res.Confirmed, Session: given(res.Session),
	}
	if res.Delivery != nil {
		out.CodeDeliveryDetails = deliveryOf(*res.Delivery)
	}
	return out, nil
}
