package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ListUserPoolClientSecrets lists the secrets of an app client without their values.
func (s *Service) ListUserPoolClientSecrets(ctx context.Context, in *idp.ListUserPoolClientSecretsRequest) (*idp.ListUserPoolClientSecretsResponse, error) {
	c, err := s.Clients.Client(ctx, userpool.PoolID(*in.UserPoolId), userpool.ClientID(*in.ClientId))
	if err != nil {
		return nil, fault(err)
	}
	out := &idp.ListUserPoolClientSecretsResponse{ClientSecrets: []idp.ClientSecretDescriptorType{}}
	for _, secret := range c.Secrets {
		out.ClientSecrets = append(out.ClientSecrets, idp.ClientSecretDescriptorType{
			ClientSecretId: &secret.ID, ClientSecretCreateDate: &secret.Created,
		})
	}
	return out, nil
}
