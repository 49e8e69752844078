import * as client from 'openid-client';

const redirect_uri = 'http://localhost:3000/callback';
const logout_uri = 'http://localhost:3000/signed-out';

// issuer is https://127.0.0.1:9400/<pool id>. A public client has no secret.
export function connect(issuer, clientId, clientSecret) {
  return client.discovery(new URL(issuer), clientId, clientSecret, clientSecret ? undefined : client.None());
}

// The checks belong into the session of the browser that is sent to `url`.
export async function begin(config) {
  const checks = {
    pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState(), expectedNonce: client.randomNonce(),
    idTokenExpected: true,
  };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri, scope: 'openid email', state: checks.expectedState, nonce: checks.expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier), code_challenge_method: 'S256',
  });
  return { url, checks };
}

// `address` is the whole address at which the browser came back.
export function complete(config, address, checks) {
  return client.authorizationCodeGrant(config, new URL(address), checks);
}

export const refresh = (config, tokens) => client.refreshTokenGrant(config, tokens.refresh_token);
export const userInfo = (config, tokens) => client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
export const revoke = (config, tokens) => client.tokenRevocation(config, tokens.refresh_token);

// Cognito does not know post_logout_redirect_uri.
export const signOutUrl = (config) => client.buildEndSessionUrl(config, { logout_uri });
