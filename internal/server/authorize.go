package server

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/access/guard"
	"github.com/cognate-id/cognate/internal/access/principal"
	"github.com/cognate-id/cognate/internal/awsproto"
)

// authorizer decides whether the caller of a signed operation may make it.
type authorizer struct {
	guard   *guard.Guard
	catalog *access.Catalog
	place   access.Place
	account principal.Account
	targets targets
	now     func() time.Time
}

// authorize is asked between the validation of a request and its execution.
// The root of the account needs no policy.
func (a *authorizer) authorize(ctx context.Context, request any) error {
	caller, ok := awsproto.CallerFrom(ctx)
	if !ok {
		return errors.New("server: nobody signed the request to authorize")
	}
	if caller.Root {
		return nil
	}
	at := awsproto.RequestFrom(ctx)
	operation, err := a.catalog.Find(at.Service, at.Operation)
	if err != nil {
		return err
	}
	if operation.Check != access.ByPolicy {
		return nil
	}
	parameters := awsproto.ParametersOf(request)
	target, err := a.targets.find(ctx, &operation, a.place, parameters, &caller.Signer)
	if err != nil {
		return err
	}
	conditions := a.conditions(&caller.Signer.Caller, at)
	target.describe(conditions, parameters)
	if err := a.decide(ctx, &caller.Signer, at.Service, operation.Action, target.arn, conditions); err != nil {
		return err
	}
	return a.passRoles(ctx, &caller.Signer, at.Service, &operation, parameters, at)
}

// decide answers nil or the service's word for a denial.
func (a *authorizer) decide(ctx context.Context, signer *principal.Signer, service, action, resource string, conditions access.Context) error {
	r := &access.Request{Caller: signer.Caller, Action: action, Resource: resource, Context: conditions}
	d, err := a.guard.Decide(ctx, signer, r)
	if errors.Is(err, principal.ErrNotFound) {
		// The role or user went away since it was let in.
		return refuse(service, unknownKey, invalidToken)
	}
	if err != nil || d.Allowed {
		return err
	}
	return refuse(service, denied, d.Message(r)).Because(errors.New(d.String()))
}

// passRoles decides about every role that the request hands to a service: who
// may not use a role must not have a service use it.
func (a *authorizer) passRoles(
	ctx context.Context, signer *principal.Signer, service string, operation *access.Operation, p awsproto.Parameters, at awsproto.Request,
) error {
	if operation.PassesTo == "" {
		return nil
	}
	for member, value := range p.Strings {
		if !namesRole(member) || value == "" {
			continue
		}
		conditions := a.conditions(&signer.Caller, at)
		conditions.Set("iam:PassedToService", operation.PassesTo)
		err := a.decide(ctx, signer, service, access.ActionPassRole, value, conditions)
		var fault *awsproto.Fault
		if errors.As(err, &fault) && service == "cognito-identity" {
			return &awsproto.Fault{Code: "NotAuthorizedException", Message: "Access to Role '" + value + "' is forbidden.", Cause: err}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// namesRole tells members whose value is the ARN of a role.
func namesRole(member string) bool {
	member = strings.ToLower(member)
	return strings.HasSuffix(member, "rolearn") || member == "snscallerarn" || member == "roles"
}

// conditions are the condition keys that every request has.
func (a *authorizer) conditions(caller *access.Caller, at awsproto.Request) access.Context {
	return requestConditions(caller, at, a.now(), a.place)
}

func requestConditions(caller *access.Caller, at awsproto.Request, now time.Time, place access.Place) access.Context {
	ctx := access.Context{}
	ctx.SetTime(now)
	caller.Describe(ctx)
	ctx.Set("aws:SourceIp", at.SourceIP)
	ctx.Set("aws:SecureTransport", map[bool]string{true: "true", false: "false"}[at.TLS])
	ctx.Set("aws:RequestedRegion", place.Region)
	ctx.Set("aws:ResourceAccount", place.Account)
	if at.UserAgent != "" {
		ctx.Set("aws:UserAgent", at.UserAgent)
	}
	return ctx
}
