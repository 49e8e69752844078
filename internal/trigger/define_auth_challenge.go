package trigger

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool/hook"
)

type defineRequest struct {
	Attributes pairs   `json:"userAttributes"`
	Session    []round `json:"session"`
	NotFound   bool    `json:"userNotFound,omitempty"`
	metadata
}

type defineResponse struct {
	Challenge   *string `json:"challengeName"`
	IssueTokens *bool   `json:"issueTokens"`
	Fail        *bool   `json:"failAuthentication"`
}

// DefineAuthChallenge asks how a custom authentication goes on. An answer that
// names no way is an error.
func (c *Caller) DefineAuthChallenge(ctx context.Context, e hook.ChallengeEvent) (hook.DefineResult, error) {
	var result hook.DefineResult
	arn := e.Pool.Lambda.DefineAuthChallenge
	if arn == "" {
		return result, nil
	}
	e.Source = hook.SourceAuthentication
	request := defineRequest{userAttributes(e.Event), roundsOf(e.Session), e.NotFound, metadataOf(e.Event)}
	event := newEnvelope("DefineAuthChallenge", e.Event, request, defineResponse{})
	err := c.call(ctx, "DefineAuthChallenge", arn, event, func(answer members) error {
		result = hook.DefineResult{
			Challenge:   answer.text("challengeName"),
			IssueTokens: answer.flag("issueTokens"),
			Fail:        answer.flag("failAuthentication"),
		}
		if result == (hook.DefineResult{}) {
			return errUnrecognizable
		}
		return nil
	})
	if err != nil {
		return hook.DefineResult{}, err
	}
	return result, nil
}
