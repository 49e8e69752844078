package idp

import (
	"context"

	"github.com/cognate-id/cognate/internal/awsproto"
	"github.com/cognate-id/cognate/internal/userpool/signin"
	"github.com/cognate-id/cognate/internal/userpool/token"
	"github.com/cognate-id/cognate/internal/wire/idp"
)

// peer is where an unsigned sign-in request came from.
func peer(ctx context.Context) signin.Peer {
	r := awsproto.RequestFrom(ctx)
	return signin.Peer{IP: r.SourceIP, Agent: r.UserAgent}
}

// adminPeer is where the user is on whose behalf a signed request came: a
// backend says so in ContextData.
func adminPeer(ctx context.Context, d *idp.ContextDataType) signin.Peer {
	if d == nil {
		return peer(ctx)
	}
	p := signin.Peer{IP: value(d.IpAddress)}
	for _, h := range d.HttpHeaders {
		if value(h.HeaderName) == "User-Agent" || value(h.HeaderName) == "user-agent" {
			p.Agent = value(h.HeaderValue)
		}
	}
	return p
}

// challengeMembers are the members that all four sign-in answers share.
// ChallengeParameters is there even with tokens, as clients expect.
func challengeMembers(o *signin.Outcome) (name, session *string, params map[string]string, available []string, result *idp.AuthenticationResultType) {
	params = o.Parameters
	if params == nil {
		params = map[string]string{}
	}
	if o.Tokens != nil {
		result = authenticationResult(o.Tokens)
		if d := o.NewDevice; d != nil {
			result.NewDeviceMetadata = &idp.NewDeviceMetadataType{DeviceKey: &d.Key, DeviceGroupKey: &d.GroupKey}
		}
	}
	return given(o.Challenge), given(o.Session), params, o.Available, result
}

func authenticationResult(t *token.Tokens) *idp.AuthenticationResultType {
	return &idp.AuthenticationResultType{
		AccessToken: &t.Access, IdToken: given(t.ID), RefreshToken: given(t.Refresh),
		ExpiresIn: new(int32(t.ExpiresIn)), TokenType: new("Bearer"),
	}
}
