// The application of oidc-client-ts.mjs: the example of docs/oauth-clients.md,
// and what the journey may ask of it.
import * as example from './examples/oidc-client-ts.mjs';

const manager = () => example.connect(sessionStorage.issuer, sessionStorage.client);

// Errors do not travel to the journey whole.
const told = (promise) => promise.then((user) => ({ user: plain(user) }), (error) => ({
  error: error.error ?? null, name: error.name, message: error.message }));
const plain = (user) => user && { access_token: user.access_token, id_token: user.id_token, refresh_token: user.refresh_token,
  profile: user.profile, expires_in: user.expires_in };

globalThis.journey = {
  configure: (issuer, client) => { Object.assign(sessionStorage, { issuer, client }); },
  signIn: () => example.signIn(manager()),
  signInWith: (change) => manager().signinRedirect({ nonce: crypto.randomUUID(), ...change }),
  complete: () => told(example.complete(manager())),
  user: async () => plain(await manager().getUser()),
  refresh: () => told(example.refresh(manager())),
  revoke: () => told(manager().revokeTokens(['refresh_token'])),
  // use keeps a user whose refresh token is another one.
  use: async (refresh_token) => {
    const user = await manager().getUser();
    user.refresh_token = refresh_token;
    await manager().storeUser(user);
  },
  // silent asks in a frame, as the library does without a refresh token.
  silent: async (silentRequestTimeoutInSeconds = 20) => {
    const m = manager();
    await m.removeUser();
    return told(m.signinSilent({ silentRequestTimeoutInSeconds }));
  },
  callbackSilent: () => manager().signinSilentCallback(),
  signOut: () => example.signOut(manager()),
};
if (location.pathname === '/silent') globalThis.journey.callbackSilent();
