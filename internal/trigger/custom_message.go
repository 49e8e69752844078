package trigger

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/cognate-id/cognate/internal/syntax/pattern"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

// The placeholders that a CustomMessage function puts into its texts.
const (
	codeParameter     = "{####}"
	linkParameter     = "{##Click Here##}"
	usernameParameter = "{username}"
)

// The longest texts, in characters.
const (
	maxSMS   = 140
	maxEmail = 20000
)

// anyLink is the link parameter with words of the function's own.
var anyLink = pattern.Lazy(`\{##[^#]*##\}`)

type customMessageRequest struct {
	Attributes pairs   `json:"userAttributes"`
	Code       string  `json:"codeParameter"`
	Link       string  `json:"linkParameter"`
	Username   *string `json:"usernameParameter"`
	metadata
}

type customMessageResponse struct {
	SMS     *string `json:"smsMessage"`
	Email   *string `json:"emailMessage"`
	Subject *string `json:"emailSubject"`
}

// CustomMessage asks for the words of a message. The zero result keeps the
// pool's templates.
func (c *Caller) CustomMessage(ctx context.Context, e hook.MessageEvent) (hook.MessageResult, error) {
	var result hook.MessageResult
	arn := e.Pool.Lambda.CustomMessage
	if arn == "" {
		return result, nil
	}
	e.Source = hook.Source(e.Kind)
	request := customMessageRequest{userAttributes(e.Event), codeParameter, linkParameter, nil, metadataOf(e.Event)}
	if e.UsernamePlaceholder {
		name := usernameParameter
		request.Username = &name
	}
	event := newEnvelope("CustomMessage", e.Event, request, customMessageResponse{})
	err := c.call(ctx, "CustomMessage", arn, event, func(answer members) error {
		result = hook.MessageResult{
			SMS:          answer.text("smsMessage"),
			Email:        answer.text("emailMessage"),
			EmailSubject: answer.text("emailSubject"),
		}
		if !c.acceptable(e, result) {
			return errUnrecognizable
		}
		return nil
	})
	if err != nil {
		return hook.MessageResult{}, err
	}
	return result, nil
}

// acceptable checks the texts of an answer: without its code a message would
// be of no use to the user.
func (c *Caller) acceptable(e hook.MessageEvent, r hook.MessageResult) bool {
	if r.SMS != "" {
		if !strings.Contains(r.SMS, codeParameter) || utf8.RuneCountInString(r.SMS) > maxSMS {
			return false
		}
		if e.UsernamePlaceholder && !strings.Contains(r.SMS, usernameParameter) {
			return false
		}
	}
	if c.deps.StrictAWS && e.Pool.Email.SendingAccount != "DEVELOPER" {
		return r.Email == "" && r.EmailSubject == ""
	}
	if r.Email == "" {
		return true
	}
	return utf8.RuneCountInString(r.Email) <= maxEmail &&
		(strings.Contains(r.Email, codeParameter) || anyLink().MatchString(r.Email))
}
