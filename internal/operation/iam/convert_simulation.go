package iam

import (
	"context"
	"encoding/base64"
	"strings"

	"github.com/cognate-id/cognate/internal/access"
	service "github.com/cognate-id/cognate/internal/access/iam"
	"github.com/cognate-id/cognate/internal/wire/iam"
)

// contextFrom reads condition keys. Only binary values need reading: the policy
// language takes every other type as text.
func contextFrom(entries []iam.ContextEntry) access.Context {
	ctx := access.Context{}
	for _, e := range entries {
		values := e.ContextKeyValues
		if strings.HasPrefix(value(e.ContextKeyType), iam.ContextKeyTypeEnumBinary) {
			values = nil
			for _, v := range e.ContextKeyValues {
				if raw, err := base64.StdEncoding.DecodeString(v); err == nil {
					values = append(values, string(raw))
				}
			}
		}
		ctx.Set(value(e.ContextKeyName), values...)
	}
	return ctx
}

func (s *Service) simulate(ctx context.Context, q service.Simulation, p service.Page) (*iam.SimulatePolicyResponse, error) {
	list, err := s.IAM.Simulate(ctx, q, p)
	if err != nil {
		return nil, fault(err)
	}
	out := &iam.SimulatePolicyResponse{
		EvaluationResults: []iam.EvaluationResult{}, IsTruncated: truncated(list.Marker), Marker: given(list.Marker),
	}
	for i := range list.Items {
		out.EvaluationResults = append(out.EvaluationResults, resultOf(&list.Items[i]))
	}
	return out, nil
}

func resultOf(v *service.Verdict) iam.EvaluationResult {
	r := iam.EvaluationResult{
		EvalActionName: &v.Action, EvalResourceName: &v.Resource, EvalDecision: new(decisionOf(v.Decision)),
		MatchedStatements: []iam.Statement{}, MissingContextValues: listed(v.Missing),
	}
	for _, m := range v.Matched {
		r.MatchedStatements = append(r.MatchedStatements, iam.Statement{
			SourcePolicyId: &m.Policy, SourcePolicyType: new(sourceOf(m)),
		})
	}
	if !v.Decision.Allowed && v.Decision.Source == access.FromBoundary {
		r.PermissionsBoundaryDecisionDetail = &iam.PermissionsBoundaryDecisionDetail{AllowedByPermissionsBoundary: new(false)}
	}
	return r
}

func decisionOf(d access.Decision) string {
	switch {
	case d.Allowed:
		return iam.PolicyEvaluationDecisionTypeAllowed
	case d.Explicit:
		return iam.PolicyEvaluationDecisionTypeExplicitDeny
	default:
		return iam.PolicyEvaluationDecisionTypeImplicitDeny
	}
}

func sourceOf(r access.Ref) string {
	switch {
	case r.Source == access.FromResource:
		return iam.PolicySourceTypeResource
	case strings.HasPrefix(r.Policy, "arn:aws:iam::aws:"):
		return iam.PolicySourceTypeAwsManaged
	case strings.HasPrefix(r.Policy, "arn:"):
		return iam.PolicySourceTypeUserManaged
	default:
		return iam.PolicySourceTypeNone
	}
}
