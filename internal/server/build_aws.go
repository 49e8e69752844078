package server

import (
	"context"
	"net/http"
	"time"

	"github.com/cognate-id/cognate/internal/access"
	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/crypto/sigv4"
	iamoperation "github.com/cognate-id/cognate/internal/operation/iam"
	identityoperation "github.com/cognate-id/cognate/internal/operation/identity"
	operation "github.com/cognate-id/cognate/internal/operation/idp"
	stsoperation "github.com/cognate-id/cognate/internal/operation/sts"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/wire/iam"
	"github.com/cognate-id/cognate/internal/wire/identity"
	"github.com/cognate-id/cognate/internal/wire/idp"
	"github.com/cognate-id/cognate/internal/wire/sts"
	"github.com/cognate-id/cognate/internal/wire/sync"
)

// cachedSigningKeys bounds the derived keys of callers that are remembered.
const cachedSigningKeys = 1024

// Inventory lists every service with its operations and whether they are
// built, without running anything.
func Inventory() []*awsproto.Service {
	return services(
		idp.Service(operation.New(operation.Deps{})), identity.Service(identityoperation.New(identityoperation.Deps{})),
		sts.Service(stsoperation.New(stsoperation.Deps{})), iam.Service(iamoperation.New(iamoperation.Deps{})))
}

// services are all the AWS services on the listener. Those of which nothing is
// built yet answer so.
func services(pools, identities, tokens, account *awsproto.Service) []*awsproto.Service {
	return []*awsproto.Service{pools, identities, sync.Service(&sync.Unimplemented{}), tokens, account}
}

// buildAWS puts the services behind one handler.
func (s *Server) buildAWS(auth awsproto.Authenticator, may *authorizer, all []*awsproto.Service) (*awsproto.Handler, error) {
	return awsproto.NewHandler(awsproto.Deps{
		Services:      all,
		Authenticator: auth,
		Authorize:     may.authorize,
		Now:           time.Now, // for durations
		SourceIP:      func(r *http.Request) string { return clientAddress(r, s.config.TrustedProxies) },
		Secure:        func(r *http.Request) bool { return isSecure(r, s.config.TrustedProxies) },
		NewID:         requestID,
		Observe:       observeCall,
	})
}

func (s *Server) authenticator(principals *accountParts, db *store.DB, deps Deps) awsproto.Authenticator {
	known := &signatures{
		db:       store.Bind(db, func(tx *store.Tx) keyStore { return tx }),
		verifier: sigv4.NewVerifier(cachedSigningKeys),
		region:   s.config.Region, account: s.config.Account, now: deps.Now, log: deps.Log,
		known: map[string]knownKey{}, principals: principals,
	}
	if s.config.Mode == config.Dev {
		return anyKey{account: s.config.Account, known: known}
	}
	return known
}

// authorizer decides about the operations of all services.
func (a *accountParts) authorizer(pools *userPools) *authorizer {
	return &authorizer{
		guard: a.guard, catalog: access.NewCatalog(), place: a.place(), account: a.account, now: a.deps.Now,
		targets: targets{db: a.db, account: a.account, lax: a.laxIssuers(), pool: pools.known.Pool},
	}
}

// observeCall enriches the event of the request around an operation.
func observeCall(ctx context.Context, call awsproto.Event) {
	e := eventFrom(ctx)
	e.ID = awsproto.RequestFrom(ctx).ID
	e.Service, e.Operation, e.Code = call.Service, call.Operation, call.Code
	if e.Service == "" {
		e.Service = "unknown"
	}
	e.Cause, e.Undeclared = call.Err, call.Undeclared
}
