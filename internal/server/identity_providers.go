package server

import (
	"context"
	"errors"
	"strings"

	"github.com/cognate-id/cognate/internal/access/principal"
	accessSTS "github.com/cognate-id/cognate/internal/access/sts"
	"github.com/cognate-id/cognate/internal/identitypool"
	"github.com/cognate-id/cognate/internal/store"
	"github.com/cognate-id/cognate/internal/syntax/claims"
	"github.com/cognate-id/cognate/internal/upstream/assertion"
	"github.com/cognate-id/cognate/internal/upstream/issuer"
	"github.com/cognate-id/cognate/internal/upstream/social"
	"github.com/cognate-id/cognate/internal/userpool"
)

// loginProviders tells identity pools about providers of logins.
type loginProviders struct {
	account  *accountParts
	pools    *userPools
	issuer   func(userpool.PoolID) string
	location func(userpool.PoolID) string
	outside  *issuer.Verifier
	social   *social.Client
}

// UserPool recognises the names of a user pool: its issuer without scheme, the
// address that we serve it at, and the one it would have at AWS.
func (p *loginProviders) UserPool(name string) (id string, ok bool) {
	name = strings.TrimSuffix(name, "/")
	id = name[strings.LastIndexByte(name, '/')+1:]
	pool := userpool.PoolID(id)
	for _, known := range []string{p.issuer(pool), p.location(pool)} {
		if _, host, _ := strings.Cut(known, "://"); host == name && id != "" {
			return id, true
		}
	}
	return id, id != "" && name == "cognito-idp."+pool.Region()+".amazonaws.com/"+id
}

// VerifyUserPool checks the signature of an ID token of a user pool.
func (p *loginProviders) VerifyUserPool(ctx context.Context, id, token string) error {
	_, pool, err := p.pools.tokens.SignedID(ctx, token)
	if err != nil {
		return err
	}
	if string(pool.ID) != id {
		return errors.New("server: the token is another user pool's")
	}
	return nil
}

// CheckUser refuses a token whose user or family no longer counts.
func (p *loginProviders) CheckUser(ctx context.Context, id string, token *claims.Set) error {
	pool, sub, origin := userpool.PoolID(id), userpool.Sub(token.String("sub")), token.String("origin_jti")
	revoked := identitypool.Errorf(identitypool.NotAuthorized, "Invalid login token. Token has been revoked.")
	return p.account.db.View(ctx, func(tx *store.Tx) error {
		var u *userpool.User
		var err error
		if origin == "" {
			u, err = tx.UserBySub(pool, sub)
		} else {
			var family *userpool.TokenFamily
			if family, u, err = tx.FamilyAndUser(pool, origin); err == nil && (u == nil || family.Revoked || family.Epoch != u.TokenEpoch) {
				return revoked
			}
		}
		if errors.Is(err, userpool.ErrNotFound) {
			return revoked
		}
		if err != nil {
			return err
		}
		issued, _ := token.Int("iat")
		if !u.Enabled || !u.SignedOutAt.IsZero() && issued <= u.SignedOutAt.Unix() {
			return revoked
		}
		return nil
	})
}

// OIDC gives the audiences of a registered provider; one that is not
// registered has none.
func (p *loginProviders) OIDC(ctx context.Context, arn string) ([]string, error) {
	found, err := p.registered(ctx, arn)
	if errors.Is(err, principal.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return found.ClientIDs, nil
}

func (p *loginProviders) registered(ctx context.Context, arn string) (found *principal.OIDCProvider, err error) {
	name, ok := strings.CutPrefix(arn, p.account.account.OIDCProviderARN(""))
	if !ok {
		return nil, principal.ErrNotFound
	}
	err = p.account.db.View(ctx, func(tx *store.Tx) error {
		found, err = tx.OIDCProvider(name)
		return err
	})
	return found, err
}

// VerifyOIDC checks a token by the keys at the URL under which its issuer is
// registered, never at the one that the token names.
func (p *loginProviders) VerifyOIDC(ctx context.Context, provider, token string) error {
	url := "https://" + provider
	if strings.HasPrefix(provider, "arn:") {
		found, err := p.registered(ctx, provider)
		if err != nil {
			return err
		}
		url = found.URL()
	}
	return p.signature(ctx, url, token)
}

// signature checks a token by the keys of an issuer, which may be one of our
// user pools.
func (p *loginProviders) signature(ctx context.Context, url, token string) error {
	_, host, _ := strings.Cut(url, "://")
	if id, ok := p.UserPool(host); ok {
		return p.VerifyUserPool(ctx, id, token)
	}
	payload, err := p.outside.Verify(ctx, url, token)
	if errors.Is(err, issuer.ErrUnreachable) {
		return errors.Join(accessSTS.ErrUnreachable, err)
	}
	if err != nil {
		return err
	}
	c, err := claims.Parse(payload)
	if err != nil {
		return err
	}
	if iss := c.String("iss"); iss != url && "https://"+iss != url {
		return errors.New("server: the token names another issuer")
	}
	return nil
}

// Social asks a provider about an access token.
func (p *loginProviders) Social(ctx context.Context, domain, app, token string) (audience, subject string, err error) {
	user, err := p.social.Verify(ctx, domain, app, token)
	switch {
	case errors.Is(err, social.ErrUnknown):
		err = identitypool.Errorf(identitypool.NotImplemented, "Logins with the access tokens of %s are not implemented.", domain)
	case errors.Is(err, social.ErrUnreachable):
		err = identitypool.Errorf(identitypool.ExternalService, "%s does not answer.", domain).Because(err)
	case errors.Is(err, social.ErrRefused):
		err = identitypool.Errorf(identitypool.NotAuthorized, "Invalid login token. %s does not accept it.", domain).Because(err)
	}
	return user.App, user.Subject, err
}

// accessToken asks a provider about a token for STS, which lets trust policies
// judge the app.
func (p *loginProviders) accessToken(ctx context.Context, domain, token string) (app, user string, err error) {
	if domain == social.Twitter {
		return "", "", accessSTS.ErrNoProvider
	}
	found, err := p.social.Verify(ctx, domain, "", token)
	switch {
	case errors.Is(err, social.ErrUnknown):
		err = accessSTS.ErrNoProvider
	case errors.Is(err, social.ErrUnreachable):
		err = errors.Join(accessSTS.ErrUnreachable, err)
	}
	return found.App, found.Subject, err
}

// SAML verifies a response of a registered provider.
func (p *loginProviders) SAML(ctx context.Context, arn, response string) (*identitypool.SAMLLogin, error) {
	name, ok := strings.CutPrefix(arn, p.account.account.SAMLProviderARN(""))
	invalid := identitypool.Errorf(identitypool.NotAuthorized, "Invalid login token. Not a valid SAML response of this provider.")
	if !ok {
		return nil, invalid
	}
	var provider *principal.SAMLProvider
	err := p.account.db.View(ctx, func(tx *store.Tx) (err error) {
		provider, err = tx.SAMLProvider(name)
		return err
	})
	if errors.Is(err, principal.ErrNotFound) {
		return nil, invalid
	}
	if err != nil {
		return nil, err
	}
	// As in Cognito, logins are never decrypted: the keys are for STS alone.
	d := assertion.Decryption{Required: provider.Encryption == principal.EncryptionRequired}
	found, err := assertion.Verify(provider.Metadata, response, d, assertion.AWS(provider.UUID))
	if err != nil {
		return nil, invalid.Because(err)
	}
	login := &identitypool.SAMLLogin{Subject: found.Subject, Attributes: found.Attributes}
	for _, r := range accessSTS.ParseSAMLRoles(found.Attributes["https://aws.amazon.com/SAML/Attributes/Role"]) {
		if r.Provider == arn {
			login.Roles = append(login.Roles, r.Role)
		}
	}
	return login, nil
}
