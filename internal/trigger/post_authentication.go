package trigger

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool/hook"
)

type postAuthenticationRequest struct {
	Attributes pairs `json:"userAttributes"`
	NewDevice  bool  `json:"newDeviceUsed"`
	metadata
}

// PostAuthentication tells that a user has proved everything. An error denies
// the tokens.
func (c *Caller) PostAuthentication(ctx context.Context, e hook.Event, newDevice bool) error {
	arn := e.Pool.Lambda.PostAuthentication
	if arn == "" {
		return nil
	}
	e.Source = hook.SourceAuthentication
	event := newEnvelope("PostAuthentication", e, postAuthenticationRequest{userAttributes(e), newDevice, metadataOf(e)}, none{})
	return c.call(ctx, "PostAuthentication", arn, event, ignore)
}
