package trigger

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool/hook"
)

type inboundRequest struct {
	ProviderName string            `json:"providerName"`
	ProviderType string            `json:"providerType"`
	Attributes   inboundAttributes `json:"attributes"`
}

// inboundAttributes holds the parts that the provider gave: a SAML response, or
// the three of an OpenID provider.
type inboundAttributes struct {
	TokenResponse *map[string]string `json:"tokenResponse,omitempty"`
	IDToken       *map[string]string `json:"idToken,omitempty"`
	UserInfo      *map[string]string `json:"userInfo,omitempty"`
	SAMLResponse  *map[string]string `json:"samlResponse,omitempty"`
}

type inboundResponse struct {
	Attributes none `json:"userAttributesToMap"`
}

// InboundFederation asks what to take over from another identity provider. A
// nil map keeps what the provider said; any other map replaces it entirely.
func (c *Caller) InboundFederation(ctx context.Context, e hook.InboundEvent) (map[string]string, error) {
	arn := e.Pool.Lambda.InboundFederation
	if arn == "" {
		return nil, nil
	}
	e.Source = hook.SourceExternalProvider
	request := inboundRequest{e.ProviderName, e.ProviderType, inboundAttributes{
		given(e.TokenResponse), given(e.IDToken), given(e.UserInfo), given(e.SAMLResponse)}}
	event := newEnvelope("InboundFederation", e.Event, request, inboundResponse{})
	var result map[string]string
	err := c.call(ctx, "InboundFederation", arn, event, func(answer members) error {
		if m := answer.texts("userAttributesToMap"); len(m) > 0 {
			result = m
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return result, nil
}

func given(m map[string]string) *map[string]string {
	if m == nil {
		return nil
	}
	return &m
}
