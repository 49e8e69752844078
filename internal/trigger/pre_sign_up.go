package trigger

import (
	"context"

	"github.com/cognate-id/cognate/internal/userpool/hook"
)

type preSignUpRequest struct {
	Attributes pairs             `json:"userAttributes"`
	Validation map[string]string `json:"validationData"` // null when none was given
	metadata
}

type preSignUpResponse struct {
	AutoConfirm     bool `json:"autoConfirmUser"`
	AutoVerifyEmail bool `json:"autoVerifyEmail"`
	AutoVerifyPhone bool `json:"autoVerifyPhone"`
}

// PreSignUp asks whether somebody may sign up. An error forbids it.
func (c *Caller) PreSignUp(ctx context.Context, e hook.Event) (hook.PreSignUpResult, error) {
	var result hook.PreSignUpResult
	arn := e.Pool.Lambda.PreSignUp
	if arn == "" {
		return result, nil
	}
	// The user does not exist yet: the function sees what was submitted.
	e.User = nil
	request := preSignUpRequest{sorted(e.Attributes), e.Validation, metadataOf(e)}
	if e.Source == hook.SourceExternalProvider {
		request.Attributes = append(pairs{{emailAliasMember, ""}, {phoneAliasMember, ""}}, request.Attributes...)
		request.Validation = map[string]string{}
	}
	event := newEnvelope("PreSignUp", e, request, preSignUpResponse{})
	err := c.call(ctx, "PreSignUp", arn, event, func(answer members) error {
		result = hook.PreSignUpResult{
			AutoConfirm:     answer.flag("autoConfirmUser"),
			AutoVerifyEmail: answer.flag("autoVerifyEmail"),
			AutoVerifyPhone: answer.flag("autoVerifyPhone"),
		}
		return nil
	})
	if err != nil {
		return hook.PreSignUpResult{}, err
	}
	return result, nil
}
