package trigger

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool/hook"
)

type preAuthenticationRequest struct {
	Attributes pairs             `json:"userAttributes"`
	Validation map[string]string `json:"validationData"`
	NotFound   bool              `json:"userNotFound,omitempty"`
}

// PreAuthentication asks whether somebody may try to sign in. For a user that
// does not exist the function sees no attributes.
func (c *Caller) PreAuthentication(ctx context.Context, e hook.Event) error {
	arn := e.Pool.Lambda.PreAuthentication
	if arn == "" {
		return nil
	}
	e.Source = hook.SourceAuthentication
	event := newEnvelope("PreAuthentication", e, preAuthenticationRequest{userAttributes(e), e.Validation, e.NotFound}, none{})
	return c.call(ctx, "PreAuthentication", arn, event, ignore)
}
