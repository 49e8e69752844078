package oidc

// deviation is an expectation of the plans that Cognito does not meet, in the words of docs/divergences.md. Where the
// plan itself lets a provider pass with a warning, or does not apply a module, it begins with that.
type deviation string

const (
	responseType deviation = "the response type is `invalid_request`, told in the query"
	noNonce      deviation = "an implicit request without `nonce` is taken"

	flagTexts    deviation = "userInfo: the verified flags are texts"
	updatedText  deviation = "userInfo: `updated_at` is a text"
	addressText  deviation = "userInfo: `address` is a text"
	tokenInBody  deviation = "warning: userInfo takes no access token in the body"
	unsignedInfo deviation = "userInfo: `userinfo_signed_response_alg` is ignored, nothing is signed"

	ownClaims     deviation = "warning: the ID token has claims of Cognito's own"
	allAttributes deviation = "warning: with `openid` alone the ID token has every attribute"
	scopeClaims   deviation = "warning: the ID token has the claims of the scopes, as userInfo has"
	otherACR      deviation = "warning: unknown `acr_values` ask for nothing, and `acr` is none of them"

	getOnly           deviation = "warning: the authorization endpoint takes no POST"
	requestIgnored    deviation = "`request` is ignored"
	requestURIIgnored deviation = "`request_uri` is ignored and never fetched"
	noOfflineAccess   deviation = "`offline_access` is `invalid_scope`, refresh tokens come without it"

	noClaimsSupported deviation = "warning: discovery has no `claims_supported`"
	noGrantTypes      deviation = "warning: discovery has no `grant_types_supported`, and there are refresh tokens"
	fewResponseTypes  deviation = "discovery has neither `id_token` nor `id_token token`"

	noPrivateKeyJWT deviation = "`private_key_jwt` is refused at registration"
	noAssertion     deviation = "warning: a client assertion is `invalid_client`"
	jwksIgnored     deviation = "`jwks_uri` is ignored and never fetched"
	noLogo          deviation = "`logo_uri` is ignored"
	noPolicy        deviation = "`policy_uri` is ignored"
	noTerms         deviation = "`tos_uri` is ignored"

	noAddressScope deviation = "does not apply: there is no scope `address`"
	noUnsigned     deviation = "does not apply: ID tokens are always signed"
	noPairwise     deviation = "does not apply: there are no pairwise subjects"
)
