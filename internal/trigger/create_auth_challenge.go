package trigger

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool/hook"
)

type createRequest struct {
	Attributes pairs   `json:"userAttributes"`
	Challenge  string  `json:"challengeName"`
	Session    []round `json:"session"`
	NotFound   bool    `json:"userNotFound,omitempty"`
	metadata
}

type createResponse struct {
	Public   *none   `json:"publicChallengeParameters"`
	Private  *none   `json:"privateChallengeParameters"`
	Metadata *string `json:"challengeMetadata"`
}

// CreateAuthChallenge asks for a challenge that only the functions understand.
func (c *Caller) CreateAuthChallenge(ctx context.Context, e hook.ChallengeEvent) (hook.CreateResult, error) {
	var result hook.CreateResult
	arn := e.Pool.Lambda.CreateAuthChallenge
	if arn == "" {
		return result, nil
	}
	e.Source = hook.SourceAuthentication
	request := createRequest{userAttributes(e.Event), e.Challenge, roundsOf(e.Session), e.NotFound, metadataOf(e.Event)}
	event := newEnvelope("CreateAuthChallenge", e.Event, request, createResponse{})
	err := c.call(ctx, "CreateAuthChallenge", arn, event, func(answer members) error {
		result = hook.CreateResult{
			Public:   answer.texts("publicChallengeParameters"),
			Private:  answer.texts("privateChallengeParameters"),
			Metadata: answer.optional("challengeMetadata"),
		}
		return nil
	})
	if err != nil {
		return hook.CreateResult{}, err
	}
	return result, nil
}
