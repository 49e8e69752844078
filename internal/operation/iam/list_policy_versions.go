package iam

import (
	"context"

	"github.com/cognate-id/cognate/internal/wire/iam"
)

// ListPolicyVersions lists the versions of a managed policy, newest first and without their texts.
func (s *Service) ListPolicyVersions(ctx context.Context, in *iam.ListPolicyVersionsRequest) (*iam.ListPolicyVersionsResponse, error) {
	list, inForce, err := s.IAM.Versions(ctx, *in.PolicyArn, pageFrom(in.Marker, in.MaxItems))
	if err != nil {
		return nil, fault(err)
	}
	out := &iam.ListPolicyVersionsResponse{
		Versions: []iam.PolicyVersion{}, IsTruncated: truncated(list.Marker), Marker: given(list.Marker),
	}
	for _, v := range list.Items {
		version := versionOf(v, v.Number == inForce)
		version.Document = nil
		out.Versions = append(out.Versions, version)
	}
	return out, nil
}
