// Amplify's signInWithRedirect in Chromium: the example of
// docs/oauth-clients.md, with both addresses that a domain has, and what it
// makes of refusals.
import { App, inChromium } from './chromium.mjs';
import { check, claims, makeApp, makeWorld, step } from './world.mjs';
import { url } from '../common.mjs';

await inChromium('amplify.page.mjs', async (browser, origin) => {
  const world = await makeWorld('amplify-redirect');
  const client = await makeApp(world.pool, { callback: `${origin}/callback`, logout: `${origin}/signed-out` });
  const app = new App(await browser.newPage(), origin);
  const settings = { userPoolId: world.pool, userPoolClientId: client.ClientId, endpoint: url };
  const start = async (on, domain, change = {}) => {
    await on.open();
    await on.ask('configure', { ...settings, domain, ...change });
    await on.open();
  };
  for (const domain of [world.host, world.domain.replace('https://', '')]) {
    await start(app, domain);
    await succeed(app, world);
    step(`that was ${domain.includes('/') ? 'the address below the endpoint' : 'the host of the domain'}`);
  }
  const stranger = new App(await (await browser.createBrowserContext()).newPage(), origin); // without a session
  await refuse(stranger, () => start(stranger, world.host));
  const implicit = await makeApp(world.pool, { callback: `${origin}/callback`, logout: `${origin}/signed-out`, AllowedOAuthFlows: ['implicit'] });
  await start(app, world.host, { userPoolClientId: implicit.ClientId, responseType: 'token' });
  await implicitly(app, world);
  const foreign = await makeApp(world.pool, { callback: `${origin}/elsewhere` });
  await start(stranger, world.host, { userPoolClientId: foreign.ClientId });
  await stranger.leave('signIn');
  check(/redirect_mismatch/.test(await stranger.page.content()), `a callback that the client does not have: ${stranger.address}`);
  step('a callback that the app client does not have is an error page');
});

async function succeed(app, world) {
  await app.leave('signIn', { customState: 'a place = to go back to' });
  check(app.address.searchParams.get('code_challenge_method') === 'S256' && app.address.searchParams.get('identity_provider') === 'COGNITO', 'Amplify uses PKCE');
  await app.signIn();
  await app.ready();
  const outcome = await app.ask('outcome');
  check(outcome.event === 'signInWithRedirect' && outcome.state === 'a place = to go back to', `signed in: ${JSON.stringify(outcome)}`);
  const tokens = await app.ask('session');
  check(tokens.id.email === world.user.email, 'the ID token is hers');
  check((await app.ask('attributes')).value.email === world.user.email, 'the access token is good for fetchUserAttributes');
  step(`signed in by code with PKCE and state; the ID token is of ${tokens.id['cognito:username']}`);

  const { value: fresh, ...trouble } = await app.ask('refresh');
  check(fresh, `refreshed: ${JSON.stringify(trouble)}`);
  check(fresh.access !== tokens.access && claims(fresh.access).origin_jti === claims(tokens.access).origin_jti
    && claims(fresh.access).scope === claims(tokens.access).scope, 'the new token is of the same sign-in and scope');
  step('refreshed by fetchAuthSession');

  const refreshToken = await app.ask('refreshToken');
  await app.leave('leave');
  check(app.address.pathname === '/signed-out', `signOut leads to the application: ${app.address}`);
  await app.ready();
  check(await app.ask('session') === undefined, 'nobody is signed in');
  await app.leave('signIn');
  check(await app.asksForPassword(), 'the login page is shown');
  step('signed out; the browser is asked for the password again');

  await app.signIn();
  await app.ready();
  await app.ask('outcome');
  await app.ask('useRefreshToken', refreshToken);
  const dead = await app.ask('refresh');
  const failure = await app.ask('refreshFailure');
  check(!dead.value && /^NotAuthorizedException: .*revoked/.test(failure), `the refresh token after signOut: ${JSON.stringify(dead)} ${failure}`);
  step(`signOut revoked the refresh token: ${failure}`);
}

// implicitly is the implicit flow, with the tokens in the fragment.
async function implicitly(app, world) {
  await app.leave('signIn');
  if (await app.asksForPassword()) await app.signIn();
  await app.ready();
  const outcome = await app.ask('outcome');
  check(outcome.event === 'signInWithRedirect', `signed in by the implicit flow: ${JSON.stringify(outcome)}`);
  check((await app.ask('session')).id.email === world.user.email, 'the ID token is hers');
  check(await app.ask('refreshToken') === undefined, 'there is no refresh token');
  await app.leave('leave');
  check(app.address.pathname === '/signed-out', `signOut leads to the application: ${app.address}`);
  step('signed in by the implicit flow, which gives no refresh token, and out');
}

async function refuse(app, start) {
  // fails comes back to the application with another address, and gives what
  // Amplify says.
  const fails = async (path, options) => {
    await start();
    await app.leave('signIn', options);
    if (path) await app.open(path);
    await app.ready();
    const outcome = await app.ask('outcome');
    check(outcome.event === 'signInWithRedirect_failure', `it failed: ${JSON.stringify(outcome)}`);
    return outcome.error;
  };
  const state = await fails('/callback?code=abc&state=another');
  check(/validating the state/.test(state), `another state: ${state}`);
  const denied = await fails('/callback?error=access_denied&error_description=Not+today');
  check(/Not today/.test(denied), `a denial: ${denied}`);
  step('another state and a denial fail in Amplify');

  const silent = await fails(null, { options: { prompt: 'NONE' } });
  check(/login_required/.test(silent), `prompt NONE without a session: ${silent}`);
  step('prompt NONE without a session is login_required');
}
