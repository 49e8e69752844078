import { Auth } from '@auth/core';
import Cognito from '@auth/core/providers/cognito';

// issuer is https://127.0.0.1:9400/<pool id>. Access tokens are renewed when
// they end in less than `early` seconds.
export function settings({ issuer, clientId, clientSecret, secret, early = 60 }) {
  const provider = Cognito({ issuer, clientId, clientSecret, checks: ['pkce', 'state', 'nonce'] });
  return {
    basePath: '/auth', trustHost: true, secret, providers: [provider],
    callbacks: {
      // The JWT is Auth.js's own session; it carries Cognito's tokens.
      async jwt({ token, account }) {
        if (account) {
          const { access_token, refresh_token, expires_at } = account;
          return { ...token, access_token, refresh_token, expires_at };
        }
        if (Date.now() < (token.expires_at - early) * 1000) return token;
        return renew(token, { issuer, clientId, clientSecret });
      },
      session({ session, token }) {
        return { ...session, access_token: token.access_token, error: token.error };
      },
    },
  };
}

// Auth.js has no refresh of its own.
async function renew(token, { issuer, clientId, clientSecret }) {
  const { token_endpoint } = await discover(issuer);
  const response = await fetch(token_endpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token.refresh_token }),
  });
  const fresh = await response.json();
  if (!response.ok) return { ...token, error: fresh.error };
  return {
    ...token, access_token: fresh.access_token, refresh_token: fresh.refresh_token ?? token.refresh_token,
    expires_at: Math.floor(Date.now() / 1000) + fresh.expires_in,
  };
}

export const handle = (request, config) => Auth(request, config);

// After POST /auth/signout the browser is still signed in at Cognito: send it here.
export async function signOutUrl({ issuer, clientId }, logout_uri) {
  const { end_session_endpoint } = await discover(issuer);
  return `${end_session_endpoint}?${new URLSearchParams({ client_id: clientId, logout_uri })}`;
}

async function discover(issuer) {
  return (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
}
