import * as oauth from 'oauth4webapi';

const redirect_uri = 'http://localhost:3000/callback';
const logout_uri = 'http://localhost:3000/signed-out';

// issuer is https://127.0.0.1:9400/<pool id>. A public client has no secret.
export async function connect(issuer, client_id, clientSecret) {
  const url = new URL(issuer);
  const server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url));
  const auth = clientSecret ? oauth.ClientSecretBasic(clientSecret) : oauth.None();
  return { server, client: { client_id }, auth };
}

// The checks belong into the session of the browser that is sent to `url`.
export async function begin({ server, client }) {
  const checks = { verifier: oauth.generateRandomCodeVerifier(), state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce() };
  const url = new URL(server.authorization_endpoint);
  url.search = new URLSearchParams({
    response_type: 'code', client_id: client.client_id, redirect_uri, scope: 'openid email', state: checks.state, nonce: checks.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(checks.verifier), code_challenge_method: 'S256',
  });
  return { url, checks };
}

// `address` is the whole address at which the browser came back.
export async function complete({ server, client, auth }, address, checks) {
  const parameters = oauth.validateAuthResponse(server, client, new URL(address), checks.state);
  const response = await oauth.authorizationCodeGrantRequest(server, client, auth, parameters, redirect_uri, checks.verifier);
  return verified(server, response, await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: checks.nonce, requireIdToken: true,
  }));
}

export async function refresh({ server, client, auth }, tokens) {
  const response = await oauth.refreshTokenGrantRequest(server, client, auth, tokens.refresh_token);
  return verified(server, response, await oauth.processRefreshTokenResponse(server, client, response));
}

// The library checks claims; signatures only where it is told to.
async function verified(server, response, tokens) {
  await oauth.validateApplicationLevelSignature(server, response);
  return { ...tokens, claims: () => oauth.getValidatedIdTokenClaims(tokens) };
}

export async function userInfo({ server, client }, tokens) {
  const response = await oauth.userInfoRequest(server, client, tokens.access_token);
  return oauth.processUserInfoResponse(server, client, tokens.claims().sub, response);
}

export async function revoke({ server, client, auth }, tokens) {
  return oauth.processRevocationResponse(await oauth.revocationRequest(server, client, auth, tokens.refresh_token));
}

// Cognito does not know post_logout_redirect_uri.
export function signOutUrl({ server, client }) {
  const url = new URL(server.end_session_endpoint);
  url.search = new URLSearchParams({ client_id: client.client_id, logout_uri });
  return url;
}
