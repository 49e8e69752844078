package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// ListTerms lists the terms of a pool, without their links.
func (s *Service) ListTerms(ctx context.Context, in *idp.ListTermsRequest) (*idp.ListTermsResponse, error) {
	page, err := s.Terms.List(ctx, userpool.PoolID(*in.UserPoolId), int(value(in.MaxResults)), value(in.NextToken))
	if err != nil {
		return nil, fault(err)
	}
	out := &idp.ListTermsResponse{Terms: []idp.TermsDescriptionType{}, NextToken: given(page.Next)}
	for _, t := range page.Terms {
		out.Terms = append(out.Terms, idp.TermsDescriptionType{TermsId: new(t.ID), TermsName: new(t.Name),
			Enforcement: new(t.Enforcement), CreationDate: new(t.Created), LastModifiedDate: new(t.Modified)})
	}
	return out, nil
}
