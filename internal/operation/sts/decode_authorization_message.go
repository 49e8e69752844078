package sts

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/sts"
)

// DecodeAuthorizationMessage refuses every message: none is encoded here, see
// docs/divergences.md.
func (s *Service) DecodeAuthorizationMessage(
	_ context.Context, in *sts.DecodeAuthorizationMessageRequest,
) (*sts.DecodeAuthorizationMessageResponse, error) {
	message, err := s.STS.DecodeMessage(*in.EncodedMessage)
	if err != nil {
		return nil, fault(err)
	}
	return &sts.DecodeAuthorizationMessageResponse{DecodedMessage: &message}, nil
}
