package trigger

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool/hook"
)

type verifyRequest struct {
	Attributes pairs             `json:"userAttributes"`
	Private    map[string]string `json:"privateChallengeParameters"`
	Answer     string            `json:"challengeAnswer"`
	NotFound   bool              `json:"userNotFound,omitempty"`
	metadata
}

type verifyResponse struct {
	Correct *bool `json:"answerCorrect"`
}

// VerifyAuthChallenge asks whether an answer is the right one. Without a plain
// true it is not.
func (c *Caller) VerifyAuthChallenge(ctx context.Context, e hook.ChallengeEvent) (bool, error) {
	arn := e.Pool.Lambda.VerifyAuthChallenge
	if arn == "" {
		return false, nil
	}
	e.Source = hook.SourceAuthentication
	if e.Private == nil {
		e.Private = map[string]string{}
	}
	request := verifyRequest{userAttributes(e.Event), e.Private, e.Answer, e.NotFound, metadataOf(e.Event)}
	event := newEnvelope("VerifyAuthChallengeResponse", e.Event, request, verifyResponse{})
	correct := false
	err := c.call(ctx, "VerifyAuthChallengeResponse", arn, event, func(answer members) error {
		correct = answer.flag("answerCorrect")
		return nil
	})
	return correct && err == nil, err
}
