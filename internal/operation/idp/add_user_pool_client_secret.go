package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// AddUserPoolClientSecret gives an app client a second secret. The value is in the answer only if it was made here.
func (s *Service) AddUserPoolClientSecret(ctx context.Context, in *idp.AddUserPoolClientSecretRequest) (*idp.AddUserPoolClientSecretResponse, error) {
	secret, err := s.Clients.AddSecret(ctx, userpool.PoolID(*in.UserPoolId), userpool.ClientID(*in.ClientId), value(in.ClientSecret))
	if err != nil {
		return nil, fault(err)
	}
	out := &idp.ClientSecretDescriptorType{ClientSecretId: &secret.ID, ClientSecretCreateDate: &secret.Created}
	if in.ClientSecret == nil {
		out.ClientSecretValue = &secret.Value
	}
	return &idp.AddUserPoolClientSecretResponse{ClientSecretDescriptor: out}, nil
}
