package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/signup"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ConfirmSignUp redeems the code that SignUp sent.
func (s *Service) ConfirmSignUp(ctx context.Context, in *idp.ConfirmSignUpRequest) (*idp.ConfirmSignUpResponse, error) {
	session, err := s.Signup.Confirm(ctx, signup.ConfirmRequest{
		Client: userpool.ClientID(*in.ClientId), Username: *in.Username, SecretHash: value(in.SecretHash),
		Code: *in.ConfirmationCode, ForceAlias: value(in.ForceAliasCreation), Session: value(in.Session),
		Metadata: in.ClientMetadata,
	})
	if err != nil {
		return nil, fault(err)
	}
	return &idp.ConfirmSignUpResponse{Session: given(session)}, nil
}
