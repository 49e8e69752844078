package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// GetAccessKeyLastUsed tells the day on which a key was used last.
func (s *Service) GetAccessKeyLastUsed(ctx context.Context, in *iam.GetAccessKeyLastUsedRequest) (*iam.GetAccessKeyLastUsedResponse, error) {
	key, u, err := s.IAM.AccessKeyUse(ctx, *in.AccessKeyId)
	if err != nil {
		return nil, fault(err)
	}
	used := &iam.AccessKeyLastUsed{LastUsedDate: instant(key.LastUsed), ServiceName: new("N/A"), Region: new("N/A")}
	return &iam.GetAccessKeyLastUsedResponse{UserName: keyUser(u), AccessKeyLastUsed: used}, nil
}
