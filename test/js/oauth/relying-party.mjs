// The journey of an application on a server, whatever library it uses: sign-in
// by code with PKCE, user info, refresh, revocation and logout; and what each
// of them refuses.
import { Browser, app, check, claims, fails, makeApp, makeWorld, says, step } from './world.mjs';

// journey walks it with the functions of an example.
export async function journey(name, library) {
  const world = await makeWorld(name);
  for (const secret of [true, false]) {
    const client = await makeApp(world.pool, { secret });
    const config = await library.connect(world.issuer, client.ClientId, client.ClientSecret);
    await succeed(library, config, client, world);
    await refuse(library, config, client);
    step(`that was a ${secret ? 'confidential' : 'public'} client`);
  }
  await rotate(library, world);
  await wrongClient(library, world);
}

async function succeed(library, config, client, world) {
  const browser = new Browser();
  const { url, checks } = await library.begin(config);
  const back = await browser.through(url.href);
  check(back.address?.href.startsWith(`${app}/callback?`), `the browser is back: ${back.address}`);
  const tokens = await library.complete(config, back.address, checks);
  const id = tokens.claims();
  check(id.email === world.user.email && id.email_verified === true && id['cognito:username'] === 'erin', 'the ID token says who it is');
  check(tokens.expires_in === 3600 && tokens.token_type.toLowerCase() === 'bearer', 'the tokens last an hour');
  step(`signed in by code with PKCE, state and nonce; the ID token of ${id['cognito:username']} is verified`);

  const info = await library.userInfo(config, tokens);
  check(info.sub === id.sub && info.email === world.user.email && info.username === 'erin' && info.email_verified === 'true', 'user info knows her');
  step('user info');

  const fresh = await library.refresh(config, tokens);
  check(fresh.access_token !== tokens.access_token && fresh.id_token !== tokens.id_token, 'the tokens are new');
  check(fresh.refresh_token === undefined, 'the refresh token stays');
  const [before, after] = [claims(tokens.access_token), claims(fresh.access_token)];
  check(after.sub === before.sub && after.scope === before.scope && after.origin_jti === before.origin_jti && after.jti !== before.jti
    && after.auth_time === before.auth_time, 'the new access token is of the same sign-in');
  check(fresh.claims().nonce === undefined, 'an ID token of a refresh has no nonce');
  check((await library.userInfo(config, fresh)).sub === id.sub, 'the new access token is good for user info');
  step('refreshed');

  const again = await library.begin(config);
  const silent = await browser.open(again.url.href);
  await library.complete(config, silent.address, again.checks);
  check(browser.forms === 1, 'no password was asked for the second time');
  step('signed in once more without a question, by the session of the browser');

  await library.revoke(config, tokens);
  await library.revoke(config, tokens); // a token that is gone is a success too (RFC 7009 2.2)
  await fails(library.refresh(config, tokens), 'refresh after revocation', (e) => e.error === 'invalid_grant' && e.status === 400);
  for (const dead of [tokens, { ...fresh, claims: fresh.claims }]) {
    await fails(library.userInfo(config, dead), 'user info after revocation', refusedWith(401, 'invalid_token'));
  }
  step('revoked; neither refresh nor user info goes on');

  const out = await browser.open(library.signOutUrl(config).href);
  check(out.address.href === `${app}/signed-out`, `logout leads to the application: ${out.address} ${out.status ?? ''}`);
  const after2 = await browser.open((await library.begin(config)).url.href);
  check(after2.text?.includes('name="cognitoSignInForm"'), 'after logout the login page is shown');
  step('signed out; the browser is asked for the password again');
}

async function refuse(library, config, client) {
  const browser = new Browser();
  const begin = async (change = {}) => {
    const { url, checks } = await library.begin(config);
    for (const [k, v] of Object.entries(change)) url.searchParams.set(k, v);
    return { url: url.href, checks };
  };

  const silent = await begin({ prompt: 'none' });
  await fails(library.complete(config, (await browser.open(silent.url)).address, silent.checks), 'prompt=none without a session',
    (e) => e.error === 'login_required');
  const scope = await begin({ scope: 'openid phone' });
  await fails(library.complete(config, (await browser.open(scope.url)).address, scope.checks), 'a scope that the client does not have',
    (e) => e.error === 'invalid_scope');
  for (const redirect_uri of [`${app}/callback/`, `${app}/callback?x=1`, 'https://evil.example/callback', `${app}/signed-out`]) {
    const page = await browser.open((await begin({ redirect_uri })).url, { stop: 'nothing' });
    check(page.status === 400 && page.address.href.startsWith('https:') && /redirect_mismatch/.test(page.text), `${redirect_uri} is an error page: ${page.status}`);
  }
  step('prompt=none, a foreign scope and four foreign redirect URIs are refused');

  const first = await begin();
  const page = await browser.open(first.url);
  const wrong = await browser.signIn(page, 'erin', 'not-her-password');
  check(wrong.status === 200 && wrong.text?.includes('name="cognitoSignInForm"'), 'a wrong password shows the page again');
  const back = await browser.signIn(wrong);
  const other = await library.begin(config);
  await fails(library.complete(config, back.address, other.checks), 'the state of another request', (e) => says(e, /"state"/));
  const denied = new URL(`${app}/callback?error=access_denied&error_description=no&state=${back.address.searchParams.get('state')}`);
  await fails(library.complete(config, denied, first.checks), 'a denial', (e) => e.error === 'access_denied');
  step('a wrong password shows the page again; state and denial are told apart by the library');

  // A code whose proof is wrong is not used up.
  const verifier = Object.keys(first.checks).find((k) => /verifier/i.test(k));
  const nonce = Object.keys(first.checks).find((k) => /nonce/i.test(k));
  await fails(library.complete(config, back.address, { ...first.checks, [verifier]: other.checks[verifier] }), 'another PKCE verifier',
    (e) => e.error === 'invalid_grant' && e.status === 400);
  const tokens = await library.complete(config, back.address, first.checks);
  await fails(library.complete(config, back.address, first.checks), 'a code used twice', (e) => e.error === 'invalid_grant' && e.status === 400);
  await fails(library.refresh(config, tokens), 'refresh after a code was used twice', (e) => e.error === 'invalid_grant');
  step('another verifier is refused; a code used twice also takes back what it gave');

  const third = await begin();
  const address = (await browser.open(third.url)).address;
  await fails(library.complete(config, address, { ...third.checks, [nonce]: 'another' }), 'another nonce', (e) => says(e, /nonce/));
  await fails(library.refresh(config, { refresh_token: 'not.a.real.refresh.token' }), 'a made-up refresh token', (e) => e.error === 'invalid_grant');
  await fails(library.userInfo(config, { access_token: 'nonsense', claims: () => ({ sub: 'x' }) }), 'user info with nonsense',
    refusedWith(401, 'invalid_token'));

  // What Cognito does not understand: the cookie goes, and an error page comes.
  const rp = library.signOutUrl(config);
  rp.search = new URLSearchParams({ client_id: client.ClientId, post_logout_redirect_uri: `${app}/signed-out` });
  const lost = await browser.open(rp.href);
  check(lost.status === 400 && lost.text.includes('redirect_uri'), `post_logout_redirect_uri is not understood: ${lost.status}`);
  check((await browser.open((await begin()).url)).text, 'but the browser is signed out');
  step('another nonce, made-up tokens and post_logout_redirect_uri are refused');
}

// refusedWith is what these libraries make of Cognito's challenge at user info:
// it names no scheme, so they throw an error whose cause is the answer.
function refusedWith(status, code) {
  return ({ cause }) => cause.status === status && cause.headers.get('www-authenticate').startsWith(`error="${code}"`);
}

// rotate is a refresh that gives a new refresh token and ends the old one.
async function rotate(library, world) {
  const client = await makeApp(world.pool, {
    ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'], RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } });
  const config = await library.connect(world.issuer, client.ClientId);
  const { url, checks } = await library.begin(config);
  const tokens = await library.complete(config, (await new Browser().through(url.href)).address, checks);
  const second = await library.refresh(config, tokens);
  check(second.refresh_token && second.refresh_token !== tokens.refresh_token, 'a refresh gives another refresh token');
  await fails(library.refresh(config, tokens), 'the refresh token before', (e) => e.error === 'invalid_grant');
  step('with rotation a refresh gives another refresh token and ends the one before');
}

async function wrongClient(library, world) {
  const { ClientId } = await makeApp(world.pool, { secret: true });
  const config = await library.connect(world.issuer, ClientId, 'not-the-secret');
  const { url, checks } = await library.begin(config);
  const back = await new Browser().through(url.href);
  await fails(library.complete(config, back.address, checks), 'a wrong client secret', (e) => e.error === 'invalid_client');
  step('a wrong client secret is refused');
}
