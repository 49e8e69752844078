import { UserManager, WebStorageStateStore } from 'oidc-client-ts';

// issuer is https://127.0.0.1:9400/<pool id>, of an app client without a secret.
export function connect(issuer, client_id) {
  return new UserManager({
    authority: issuer, client_id, redirect_uri: `${location.origin}/callback`, scope: 'openid email', loadUserInfo: true,
    // Cognito revokes refresh tokens only; what came from them ends with them.
    revokeTokensOnSignout: true, revokeTokenTypes: ['refresh_token'],
    userStore: new WebStorageStateStore({ store: sessionStorage }), silent_redirect_uri: `${location.origin}/silent`,
  });
}

export const signIn = (manager) => manager.signinRedirect({ nonce: crypto.randomUUID() });
export const complete = (manager) => manager.signinRedirectCallback();
export const refresh = (manager) => manager.signinSilent(); // by the refresh token

// Cognito does not know post_logout_redirect_uri.
export const signOut = (manager) => manager.signoutRedirect({
  extraQueryParams: { client_id: manager.settings.client_id, logout_uri: `${location.origin}/signed-out` },
});
