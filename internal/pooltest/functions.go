package pooltest

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/hook"
)

func messageOf(err error) string {
	var e *userpool.Error
	if !errors.As(err, &e) {
		return ""
	}
	return e.Message
}

// Functions are the functions of a pool. They record what they are asked and
// answer what a test has set; a nil member answers nothing. Like real ones
// they are called only if the pool names them.
type Functions struct {
	PreSignUpFunc        func(hook.Event) (hook.PreSignUpResult, error)
	PostConfirmationFunc func(hook.Event) error
	CustomMessageFunc    func(hook.MessageEvent) (hook.MessageResult, error)
	CustomSenderFunc     func(hook.SenderEvent) (bool, error)
	MigrateUserFunc      func(hook.Event, *string) (hook.MigrationResult, error)

	mu    sync.Mutex
	calls []string
	last  hook.Event
}

// Calls are the trigger sources that fired so far, in order.
func (f *Functions) Calls() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls)
}

// Last is the event of the newest call.
func (f *Functions) Last() hook.Event {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last
}

// note records a call of the function arn and reports whether there is one.
func (f *Functions) note(arn, trigger string, e hook.Event) bool {
	if arn == "" {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, trigger+"_"+string(e.Source))
	f.last = e
	return true
}

// PreSignUp implements hook.Hooks.
func (f *Functions) PreSignUp(_ context.Context, e hook.Event) (hook.PreSignUpResult, error) {
	if !f.note(e.Pool.Lambda.PreSignUp, "PreSignUp", e) || f.PreSignUpFunc == nil {
		return hook.PreSignUpResult{}, nil
	}
	return f.PreSignUpFunc(e)
}

// PostConfirmation implements hook.Hooks.
func (f *Functions) PostConfirmation(_ context.Context, e hook.Event) error {
	if !f.note(e.Pool.Lambda.PostConfirmation, "PostConfirmation", e) || f.PostConfirmationFunc == nil {
		return nil
	}
	return f.PostConfirmationFunc(e)
}

// PreAuthentication implements hook.Hooks.
func (f *Functions) PreAuthentication(_ context.Context, e hook.Event) error {
	f.note(e.Pool.Lambda.PreAuthentication, "PreAuthentication", e)
	return nil
}

// PostAuthentication implements hook.Hooks.
func (f *Functions) PostAuthentication(_ context.Context, e hook.Event, _ bool) error {
	f.note(e.Pool.Lambda.PostAuthentication, "PostAuthentication", e)
	return nil
}

// CustomMessage implements hook.Hooks.
func (f *Functions) CustomMessage(_ context.Context, e hook.MessageEvent) (hook.MessageResult, error) {
	if !f.note(e.Pool.Lambda.CustomMessage, "CustomMessage", e.Event) || f.CustomMessageFunc == nil {
		return hook.MessageResult{}, nil
	}
	return f.CustomMessageFunc(e)
}

// CustomSender implements hook.Hooks.
func (f *Functions) CustomSender(_ context.Context, e hook.SenderEvent) (bool, error) {
	arn := e.Pool.Lambda.CustomEmailSender
	if e.Medium == userpool.MediumSMS {
		arn = e.Pool.Lambda.CustomSMSSender
	}
	if !f.note(arn, "CustomSender", e.Event) || f.CustomSenderFunc == nil {
		return arn != "", nil
	}
	return f.CustomSenderFunc(e)
}

// MigrateUser implements hook.Hooks.
func (f *Functions) MigrateUser(_ context.Context, e hook.Event, password *string) (hook.MigrationResult, error) {
	if !f.note(e.Pool.Lambda.UserMigration, "UserMigration", e) || f.MigrateUserFunc == nil {
		return hook.MigrationResult{}, nil
	}
	return f.MigrateUserFunc(e, password)
}

// DefineAuthChallenge implements hook.Hooks.
func (f *Functions) DefineAuthChallenge(context.Context, hook.ChallengeEvent) (hook.DefineResult, error) {
	return hook.DefineResult{}, nil
}

// CreateAuthChallenge implements hook.Hooks.
func (f *Functions) CreateAuthChallenge(context.Context, hook.ChallengeEvent) (hook.CreateResult, error) {
	return hook.CreateResult{}, nil
}

// VerifyAuthChallenge implements hook.Hooks.
func (f *Functions) VerifyAuthChallenge(context.Context, hook.ChallengeEvent) (bool, error) {
	return false, nil
}

// PreTokenGeneration implements hook.Hooks.
func (f *Functions) PreTokenGeneration(context.Context, hook.TokenEvent) (hook.TokenResult, error) {
	return hook.TokenResult{}, nil
}
