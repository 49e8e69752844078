package server

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/config"
	"github.com/cognate-id/cognate/internal/crypto/passhash"
	"github.com/cognate-id/cognate/internal/crypto/seal"
	"github.com/cognate-id/cognate/internal/hostedui"
	operation "github.com/cognate-id/cognate/internal/operation/idp"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/userpool"
	"github.com/cognate-id/cognate/internal/userpool/account"
	"github.com/cognate-id/cognate/internal/userpool/appclient"
	"github.com/cognate-id/cognate/internal/userpool/branding"
	"github.com/cognate-id/cognate/internal/userpool/device"
	"github.com/cognate-id/cognate/internal/userpool/directory"
	"github.com/cognate-id/cognate/internal/userpool/domain"
	"github.com/cognate-id/cognate/internal/userpool/enrol"
	"github.com/cognate-id/cognate/internal/userpool/factor"
	"github.com/cognate-id/cognate/internal/userpool/grant"
	"github.com/cognate-id/cognate/internal/userpool/group"
	"github.com/cognate-id/cognate/internal/userpool/hook"
	"github.com/cognate-id/cognate/internal/userpool/message"
	"github.com/cognate-id/cognate/internal/userpool/poolconfig"
	"github.com/cognate-id/cognate/internal/userpool/profile"
	"github.com/cognate-id/cognate/internal/userpool/recovery"
	"github.com/cognate-id/cognate/internal/userpool/registration"
	"github.com/cognate-id/cognate/internal/userpool/registry"
	"github.com/cognate-id/cognate/internal/userpool/resourceserver"
	"github.com/cognate-id/cognate/internal/userpool/session"
	"github.com/cognate-id/cognate/internal/userpool/signin"
	"github.com/cognate-id/cognate/internal/userpool/signup"
	"github.com/cognate-id/cognate/internal/userpool/sso"
	"github.com/cognate-id/cognate/internal/userpool/terms"
	"github.com/cognate-id/cognate/internal/userpool/token"
	wire "github.com/cognate-id/cognate/internal/wire/idp"
)

// userPools is the user pool product: what the other products and the edges
// take from it.
type userPools struct {
	service    *awsproto.Service
	operations *operation.Service
	tokens     *token.Service
	pools      *poolconfig.Service
	clients    *appclient.Service
	known      *registry.Registry
	sites      *domain.Resolver
	grants     *grant.Service
	sso        *sso.Service
	branding   *branding.Service
	terms      *terms.Service
	registrar  *registration.Service
	pages      *hostedui.Pages
}

// userPoolParts are what the product is built from.
type userPoolParts struct {
	config  *config.Config
	db      *store.DB
	deps    Deps
	hooks   hook.Hooks
	issuer  func(userpool.PoolID) string
	public  func() *url.URL // the address that clients use
	carried func(userpool.Medium) bool
}

func buildUserPools(p userPoolParts) (*userPools, error) {
	now, rand := p.deps.Now, p.deps.Rand
	opaque, err := opaqueKey(p.db.RootSecret(), "opaque tokens")
	if err != nil {
		return nil, err
	}
	secret := func(label string) []byte { return seal.DeriveFrom(p.db.RootSecret(), label) }
	ghosts := account.Ghosts{Secret: secret}
	known := registry.New(registry.Deps{DB: store.Bind(p.db, func(tx *store.Tx) registry.Store { return tx }), Now: now})
	at := &domain.Resolver{Registry: known, Public: p.public, Suffix: p.config.DomainSuffix,
		Advertise: p.config.Mode == config.Serve}
	servers := resourceserver.New(store.Bind(p.db, func(tx *store.Tx) resourceserver.Store { return tx }))
	passwords, err := factor.NewPasswords(factor.PasswordDeps{
		Rand: rand, AllowsSRP: (&srpRule{db: p.db, now: now}).allows, Hasher: passhash.New(rand, 0),
	})
	if err != nil {
		return nil, err
	}
	mailer := message.New(message.Deps{
		DB: store.Bind(p.db, func(tx *store.Tx) message.Store { return tx }), Hooks: p.hooks, Now: now, Rand: rand,
		ConfirmURL: confirmURL(at), Carried: p.carried,
	})
	tokens := token.New(token.Deps{
		DB: store.Bind(p.db, func(tx *store.Tx) token.Store { return tx }), Registry: known, Hooks: p.hooks,
		Opaque: opaque, Now: now, Rand: rand, Issuer: p.issuer,
	})
	signIn := signin.New(signin.Deps{
		DB: store.Bind(p.db, func(tx *store.Tx) signin.Store { return tx }), Registry: known, Tokens: tokens,
		Passwords: passwords, Mailer: mailer, Hooks: p.hooks, Opaque: opaque, Now: now, Rand: rand, Secret: secret,
		RelyingParty: relyingParty(at),
	})
	u := &userPools{
		tokens: tokens, known: known, sites: at,
		grants: grant.New(grant.Deps{
			DB: store.Bind(p.db, func(tx *store.Tx) grant.Store { return tx }), Registry: known, Tokens: tokens,
			Opaque: opaque, Now: now, Rand: rand,
		}),
		branding: branding.New(branding.Deps{
			DB: store.Bind(p.db, func(tx *store.Tx) branding.Store { return tx }), Now: now, Rand: rand, BaseOf: at.BaseOf,
		}),
		terms: terms.New(terms.Deps{DB: store.Bind(p.db, func(tx *store.Tx) terms.Store { return tx }), Now: now, Rand: rand}),
		sso:   sso.New(sso.Deps{DB: store.Bind(p.db, func(tx *store.Tx) sso.Store { return tx }), Now: now, Rand: rand}),
		pools: poolconfig.New(poolconfig.Deps{
			DB: store.Bind(p.db, func(tx *store.Tx) poolconfig.Store { return tx }), Cache: known, Now: now, Rand: rand,
			NewKeys: func(pool userpool.PoolID, at time.Time) ([]userpool.SigningKey, error) {
				private, err := p.deps.Keys(token.KeysOfPool)
				if err != nil {
					return nil, err
				}
				return token.KeysOf(private, pool, at)
			},
			Domains: poolDomains(known),
			Region:  p.config.Region, Account: p.config.Account, StrictAWS: p.config.StrictAWS,
		}),
		clients: appclient.New(appclient.Deps{
			DB: store.Bind(p.db, func(tx *store.Tx) appclient.Store { return tx }), Cache: known, Catalog: catalog{servers},
			Now: now, Rand: rand,
		}),
	}
	u.registrar = registration.New(registration.Deps{
		DB: store.Bind(p.db, func(tx *store.Tx) registration.Store { return tx }), Registry: known, Now: now,
		HasScope: servers.HasScope, Create: u.clients.CreateRegistered,
	})
	signUp := signup.New(signup.Deps{
		DB: store.Bind(p.db, func(tx *store.Tx) signup.Store { return tx }), Registry: known, Passwords: passwords,
		Mailer: mailer, Hooks: p.hooks, Ghosts: ghosts, Sessions: signIn, Now: now, Rand: rand,
	})
	recovers := recovery.New(recovery.Deps{
		DB: store.Bind(p.db, func(tx *store.Tx) recovery.Store { return tx }), Registry: known, Passwords: passwords,
		Mailer: mailer, Hooks: p.hooks, Ghosts: ghosts, Now: now, Rand: rand,
	})
	u.operations = operation.New(operation.Deps{
		Account: p.config.Account, Pools: u.pools, Clients: u.clients, SignIn: signIn,
		Domains: domain.New(domain.Deps{
			DB: store.Bind(p.db, func(tx *store.Tx) domain.Store { return tx }), Cache: known, Now: now, StrictAWS: p.config.StrictAWS,
		}),
		ResourceServers: servers, Branding: u.branding, Terms: u.terms,
		Groups: group.New(group.Deps{
			DB: store.Bind(p.db, func(tx *store.Tx) group.Store { return tx }), Now: now, Account: p.config.Account,
		}),
		Signup: signUp, Recovery: recovers,
		Profile: profile.New(profile.Deps{
			DB: store.Bind(p.db, func(tx *store.Tx) profile.Store { return tx }), Registry: known, Tokens: tokens, Passwords: passwords,
			Mailer: mailer, Now: now, Rand: rand,
		}),
		Directory: directory.New(directory.Deps{
			DB: store.Bind(p.db, func(tx *store.Tx) directory.Store { return tx }), Registry: known, Passwords: passwords,
			Mailer: mailer, Now: now, Rand: rand,
		}),
		Devices: device.New(device.Deps{
			DB: store.Bind(p.db, func(tx *store.Tx) device.Store { return tx }), Registry: known, Verify: tokens.Verify,
			Now: now, Secret: secret,
		}),
		Enrol: enrol.New(enrol.Deps{
			DB: store.Bind(p.db, func(tx *store.Tx) enrol.Store { return tx }), Registry: known, Verify: tokens.Verify,
			Sessions: signIn, RelyingParty: relyingParty(at), Now: now, Rand: rand,
		}),
		Sessions: session.New(session.Deps{
			DB: store.Bind(p.db, func(tx *store.Tx) session.Store { return tx }), Registry: known, Verify: tokens.Verify, Now: now,
		}),
		Grants: u.grants,
	})
	u.service = wire.Service(u.operations)
	u.pages = buildPages(p, u, pageParts{signIn: signIn, signup: signUp, recovery: recovers, passwords: passwords, mailer: mailer,
		opaque: opaque, secret: secret})
	return u, nil
}

// opaqueKey seals what tokens and sessions say. It comes from the root secret
// and not from the master key, so that a rotation of the latter ends nobody's
// session.
func opaqueKey(root []byte, label string) (*seal.Keyring, error) {
	key, err := seal.NewKey(bytes.NewReader(seal.DeriveFrom(root, label)), time.Time{})
	if err != nil {
		return nil, fmt.Errorf("derive the key of %s: %w", label, err)
	}
	return seal.NewKeyring(key)
}

// catalog is what the clients of a pool may name: the scopes of its resource
// servers. Identity providers are not there yet.
type catalog struct{ *resourceserver.Service }

// HasProvider reports false.
func (catalog) HasProvider(context.Context, userpool.PoolID, string) (bool, error) { return false, nil }

// poolDomains gives the names of a pool's domains.
func poolDomains(known *registry.Registry) func(context.Context, userpool.PoolID) (poolconfig.Domains, error) {
	return func(ctx context.Context, pool userpool.PoolID) (poolconfig.Domains, error) {
		domains, err := known.DomainsOf(ctx, pool)
		prefix, custom := domain.Names(domains)
		return poolconfig.Domains{Prefix: prefix, Custom: custom}, err
	}
}
