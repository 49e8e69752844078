package trigger

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool/hook"
)

type postConfirmationRequest struct {
	Attributes pairs `json:"userAttributes"`
	metadata
}

// PostConfirmation tells that a user was confirmed or reset a password. The
// change stays when the function fails.
func (c *Caller) PostConfirmation(ctx context.Context, e hook.Event) error {
	arn := e.Pool.Lambda.PostConfirmation
	if arn == "" {
		return nil
	}
	event := newEnvelope("PostConfirmation", e, postConfirmationRequest{userAttributes(e), metadataOf(e)}, none{})
	return c.call(ctx, "PostConfirmation", arn, event, ignore)
}
