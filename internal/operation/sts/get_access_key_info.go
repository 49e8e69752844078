package sts

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/sts"
)

// GetAccessKeyInfo tells the account of an access key.
func (s *Service) GetAccessKeyInfo(
	ctx context.Context, in *sts.GetAccessKeyInfoRequest,
) (*sts.GetAccessKeyInfoResponse, error) {
	account, err := s.STS.KeyAccount(ctx, *in.AccessKeyId)
	if err != nil {
		return nil, fault(err)
	}
	return &sts.GetAccessKeyInfoResponse{Account: &account}, nil
}
