// Auth.js with its Cognito provider: the example of docs/oauth-clients.md in an
// application that a browser uses.
import { createServer } from 'node:http';
import { AdminUserGlobalSignOutCommand } from '@aws-sdk/client-cognito-identity-provider';
import * as example from './examples/authjs.mjs';
import { admin, Browser, check, claims, makeApp, makeWorld, step } from './world.mjs';

const world = await makeWorld('authjs');
let config; // of the application, which the steps change
const logged = []; // what Auth.js has to complain of
const site = createServer(async (incoming, outgoing) => {
  const body = await new Promise((resolve) => {
    const parts = [];
    incoming.on('data', (part) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts)));
  });
  const request = new Request(new URL(incoming.url, origin), {
    method: incoming.method, headers: incoming.headers, body: incoming.method === 'POST' ? body : undefined });
  const response = incoming.url.startsWith('/auth/') ? await example.handle(request, config) : new Response(incoming.url);
  outgoing.writeHead(response.status, [...response.headers].flat());
  outgoing.end(Buffer.from(await response.arrayBuffer()));
});
await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
const origin = `http://localhost:${site.address().port}`;
const client = await makeApp(world.pool, { secret: true, callback: `${origin}/auth/callback/cognito`, logout: `${origin}/signed-out` });
const ids = { issuer: world.issuer, clientId: client.ClientId, clientSecret: client.ClientSecret };

// configure is what the application is started with.
function configure(change = {}) {
  config = { ...example.settings({ ...ids, secret: 'a secret of the application', ...change }),
    logger: { error: (error) => logged.push(error), warn: () => {}, debug: (what, more) => {
      if (what === 'OAuthCallbackError') logged.push(new Error(JSON.stringify(more)));
    } } };
}

try {
  configure();
  await journey();
  await refusals();
} finally {
  site.close();
}

// post sends a form of the application, with its CSRF token.
async function post(browser, path, options = {}) {
  const { csrfToken } = JSON.parse((await browser.open(`${origin}/auth/csrf`, { stop: null })).text);
  return browser.open(origin + path, { stop: null, ...options, method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrfToken, callbackUrl: `${origin}/welcome` }).toString() });
}

async function session(browser) {
  return JSON.parse((await browser.open(`${origin}/auth/session`, { stop: null })).text);
}

async function journey() {
  const browser = new Browser();
  const page = await post(browser, '/auth/signin/cognito');
  const query = page.address.searchParams;
  check(query.get('code_challenge_method') === 'S256' && query.get('state') && query.get('nonce'), 'Auth.js sends PKCE, state and nonce');
  const welcome = await browser.signIn(page, undefined, undefined, { stop: null });
  check(welcome.address.href === `${origin}/welcome`, `the browser is back: ${welcome.address} ${logged.map((e) => e.cause?.err?.message ?? e.message)}`);
  const first = await session(browser);
  check(first.user.email === world.user.email && claims(first.access_token).username === 'erin', 'the session is that of erin');
  step(`signed in by the Cognito provider with PKCE, state and nonce; the session is of ${first.user.email}`);

  check((await session(browser)).access_token === first.access_token, 'a token that lives is kept');
  configure({ early: 7200 });
  const second = await session(browser);
  check(second.access_token !== first.access_token && !second.error, `the session has a new access token: ${second.error}`);
  check(claims(second.access_token).origin_jti === claims(first.access_token).origin_jti, 'it is of the same sign-in');
  step('refreshed');

  const again = await post(browser, '/auth/signin/cognito');
  check(again.address.href === `${origin}/welcome` && browser.forms === 1, 'signed in once more without a question');
  step('signed in once more without a question, by the session of the browser');

  await post(browser, '/auth/signout');
  check(await session(browser) === null, 'Auth.js has forgotten the user');
  const still = await post(browser, '/auth/signin/cognito');
  check(still.address.href === `${origin}/welcome`, 'but Cognito has not');
  await post(browser, '/auth/signout');
  const out = await browser.open(await example.signOutUrl(ids, `${origin}/signed-out`), { stop: null });
  check(out.address.href === `${origin}/signed-out`, `logout leads to the application: ${out.address}`);
  check((await post(browser, '/auth/signin/cognito')).text.includes('name="cognitoSignInForm"'), 'the login page is shown');
  step('signed out at both; the browser is asked for the password again');
}

// refusals are sign-ins that end at Auth.js's error page, or at ours.
async function refusals() {
  configure();
  // reaches signs in and changes the address of the callback before the
  // browser goes there.
  const reaches = async (browser, change) => {
    const page = await post(browser, '/auth/signin/cognito');
    const back = await browser.signIn(page, undefined, undefined, { stop: `${origin}/auth/callback` });
    change?.(back.address.searchParams);
    logged.length = 0;
    return { to: back.address.href, page: await browser.open(back.address.href, { stop: null }) };
  };
  const complains = async (to, words) => {
    check(/\/auth\/error\?error=|\/auth\/signin\?error=/.test(to.address.href), `Auth.js shows an error page: ${to.address}`);
    const text = logged.map((e) => `${e.name} ${e.message} ${JSON.stringify(e.cause?.err ?? e.cause)} ${e.cause?.err?.message} ${JSON.stringify(e.cause?.err?.cause)}`).join(' ');
    check(words.test(text), `Auth.js complains of ${words}: ${text}`);
  };

  await complains((await reaches(new Browser(), (q) => q.set('state', 'another'))).page, /state/i);
  await complains((await reaches(new Browser(), (q) => { q.delete('code'); q.set('error', 'access_denied'); })).page, /access_denied/);
  step('another state and a denial end at the error page of Auth.js');

  const browser = new Browser();
  const page = await post(browser, '/auth/signin/cognito');
  const back = await browser.signIn(page, undefined, undefined, { stop: `${origin}/auth/callback` });
  const cookies = new Map([...browser.cookies].map(([host, jar]) => [host, new Map(jar)]));
  check((await browser.open(back.address.href, { stop: null })).address.href === `${origin}/welcome`, 'the code is good');
  browser.cookies = cookies; // as if the browser had not been there yet
  logged.length = 0;
  await complains(await browser.open(back.address.href, { stop: null }), /invalid_grant/);
  step('a code used twice is invalid_grant');

  configure({ clientSecret: 'not-the-secret' });
  await complains((await reaches(new Browser())).page, /invalid_client/);
  step('a wrong client secret is invalid_client');

  const revoked = new Browser();
  configure();
  await reaches(revoked);
  const { access_token } = await session(revoked);
  check(access_token, 'signed in');
  await admin.send(new AdminUserGlobalSignOutCommand({ UserPoolId: world.pool, Username: 'erin' }));
  configure({ early: 7200 });
  check((await session(revoked)).error === 'invalid_grant', 'the session says that the refresh token is dead');
  step('refresh after the user was signed out everywhere is invalid_grant');

  const foreign = await makeApp(world.pool, { secret: true, callback: `${origin}/elsewhere` });
  configure({ clientId: foreign.ClientId, clientSecret: foreign.ClientSecret });
  const refused = await post(new Browser(), '/auth/signin/cognito');
  check(refused.status === 400 && refused.text.includes('redirect_mismatch'), `a callback that the client does not have: ${refused.status}`);
  step('a callback that the app client does not have is an error page');
}
