// oidc-client-ts in Chromium: the example of docs/oauth-clients.md, all the way,
// and what it makes of refusals and of silent sign-in.
import { App, inChromium, neighbour } from './chromium.mjs';
import { check, claims, makeApp, makeWorld, step } from './world.mjs';

await inChromium('oidc-client-ts.page.mjs', async (browser, origin, answer) => {
  const world = await makeWorld('oidc-client-ts');
  const origins = [origin, neighbour];
  const urls = { callback: origins.flatMap((o) => [`${o}/callback`, `${o}/silent`]), logout: origins.map((o) => `${o}/signed-out`) };
  const client = await makeApp(world.pool, urls);
  const open = async (where, { issuer } = world, { ClientId } = client) => {
    const context = await browser.createBrowserContext();
    const app = new App(await context.newPage(), where);
    if (where === neighbour) await answer(app.page);
    const start = async () => {
      await app.open();
      await app.ask('configure', issuer, ClientId);
    };
    await start();
    return [app, start];
  };
  const [app, start] = await open(origin);
  await succeed(app, world);
  await refuse(app, start);
  await silently(await open(origin), await open(neighbour));

  const classic = await makeWorld('oidc-client-ts-classic', false);
  await ignored(await open(neighbour, classic, await makeApp(classic.pool, urls)));
});

async function succeed(app, world) {
  await app.leave('signIn');
  check(app.address.searchParams.get('code_challenge_method') === 'S256', 'the library uses PKCE');
  await app.signIn();
  check(app.address.pathname === '/callback', `the browser is back: ${app.address}`);
  await app.ready();
  const { user, ...failure } = await app.ask('complete');
  check(user, `signed in: ${JSON.stringify(failure)}`);
  check(user.profile.email === world.user.email && user.profile.username === 'erin', 'the profile joins the ID token and user info');
  step(`signed in by code with PKCE, state and nonce; the profile is of ${user.profile['cognito:username']}`);

  const { user: fresh, ...trouble } = await app.ask('refresh');
  check(fresh, `refreshed: ${JSON.stringify(trouble)}`);
  check(fresh.access_token !== user.access_token && fresh.id_token !== user.id_token && fresh.refresh_token === user.refresh_token,
    'tokens are new, the refresh token stays');
  check(claims(fresh.access_token).origin_jti === claims(user.access_token).origin_jti, 'of the same sign-in');
  step('refreshed by signinSilent');

  await app.leave('signIn');
  check(app.address.pathname === '/callback', 'no password is asked for the second time');
  await app.ready();
  check((await app.ask('complete')).user.profile.sub === user.profile.sub, 'it is the same user');
  step('signed in once more without a question, by the session of the browser');

  const last = await app.ask('user');
  await app.leave('signOut');
  check(app.address.pathname === '/signed-out', `logout leads to the application: ${app.address}`);
  await app.ready();
  check(await app.ask('user') === null, 'the library has forgotten the user');
  await app.leave('signIn');
  check(await app.asksForPassword(), 'the login page is shown');
  step('signed out; the browser is asked for the password again');

  await app.signIn();
  await app.ready();
  await app.ask('complete');
  await app.ask('use', last.refresh_token);
  const dead = await app.ask('refresh');
  check(dead.error === 'invalid_grant', `a refresh token after signoutRedirect: ${JSON.stringify(dead)}`);
  step('the refresh token was revoked by the logout: invalid_grant');
}

async function refuse(app, start) {
  await start();
  await app.leave('signIn');
  const back = app.address;
  await app.ready();
  check((await app.ask('complete')).user, 'signed in');
  const twice = await app.ask('complete');
  check(/No matching state/.test(twice.message), `the same address twice: ${JSON.stringify(twice)}`);
  const { refresh_token } = await app.ask('user');
  const revoked = await app.ask('revoke');
  check(!('error' in revoked), `revoked: ${JSON.stringify(revoked)}`);
  await app.ask('use', refresh_token);
  const dead = await app.ask('refresh');
  check(dead.error === 'invalid_grant', `refresh after revocation: ${JSON.stringify(dead)}`);
  step('an address that was used is refused by the library; refresh after revokeTokens is invalid_grant');

  const replies = async (change) => {
    await start();
    await app.leave('signInWith', change);
    await app.ready();
    return app.ask('complete');
  };
  const scope = await replies({ scope: 'openid phone' });
  check(scope.error === 'invalid_scope', `a foreign scope: ${JSON.stringify(scope)}`);
  await app.open(`/callback?code=${back.searchParams.get('code')}&state=another`);
  const state = await app.ask('complete');
  check(/No matching state/.test(state.message), `another state: ${JSON.stringify(state)}`);
  step('a foreign scope is invalid_scope; another state is refused by the library');

  await start();
  await app.leave('signInWith', { redirect_uri: `${app.origin}/elsewhere` });
  check(app.address.pathname.endsWith('/oauth2/authorize') && /redirect_mismatch/.test(await app.page.content()), `a foreign redirect URI: ${app.address}`);
  step('a foreign redirect URI is an error page');
}

// enter signs in on the login page and comes back.
async function enter(app) {
  await app.leave('signIn');
  await app.signIn();
  await app.ready();
  check((await app.ask('complete')).user, 'signed in');
}

// silently is signinSilent without a refresh token: prompt=none in a frame. The
// session cookie goes there only from the server's own site.
async function silently([foreign], [near]) {
  await enter(foreign);
  const cross = await foreign.ask('silent');
  check(cross.error === 'login_required', `a frame of another site: ${JSON.stringify(cross)}`);
  step('prompt=none in a frame of another site is login_required, with a session too');

  const nobody = await near.ask('silent');
  check(nobody.error === 'login_required', `a frame without a session: ${JSON.stringify(nobody)}`);
  await enter(near);
  const same = await near.ask('silent');
  check(same.user?.profile['cognito:username'] === 'erin', `a frame of the same site: ${JSON.stringify(same)}`);
  await near.leave('signOut');
  await near.ready();
  const after = await near.ask('silent');
  check(after.error === 'login_required', `a frame after logout: ${JSON.stringify(after)}`);
  step('of the same site it signs in, and is login_required before sign-in and after logout');
}

// ignored is the classic look, which knows no prompt: it shows the login page,
// and no frame shows that.
async function ignored([app]) {
  const silent = await app.ask('silent', 2);
  check(/timed out/.test(silent.message), `classic pages in a frame: ${JSON.stringify(silent)}`);
  await enter(app);
  check((await app.ask('silent')).user, 'with a session a frame signs in');
  step('the classic pages ignore prompt=none: without a session the frame stays empty');
}
