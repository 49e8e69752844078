// Passkeys in Chromium, with a virtual authenticator, from a page that uses
// Amplify 6: registration, sign-in, and as both factors where MFA is demanded.
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdminSetUserMFAPreferenceCommand } from '@aws-sdk/client-cognito-identity-provider';
import { build } from 'esbuild';
import puppeteer from 'puppeteer-core';
import { admin, check, lastCode, makeUser, password, signInPool, step, url } from './common.mjs';

const bundle = await build({
  entryPoints: [join(import.meta.dirname, 'page.mjs')], bundle: true, write: false, format: 'esm', minify: true, logLevel: 'error',
});
const files = { '/': ['text/html', '<!doctype html><title>Journey</title><script type="module" src="/page.js"></script>'],
  '/page.js': ['text/javascript', bundle.outputFiles[0].text] };
const site = createServer((request, response) => {
  const [type, body] = files[request.url] ?? ['text/plain', ''];
  response.writeHead(files[request.url] ? 200 : 404, { 'content-type': type }).end(body);
});
await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));

const profile = await mkdtemp(join(tmpdir(), 'journey-chromium-'));
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', userDataDir: profile, headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--no-proxy-server'],
});
try {
  await journey(await browser.newPage());
} finally {
  await browser.close();
  site.close();
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
}

async function journey(page) {
  // ask calls a function of page.mjs. What Amplify throws there is thrown here.
  const ask = (name, ...args) => page.evaluate((n, a) => globalThis.journey[n](...a), name, args);
  const devtools = await page.createCDPSession();
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true },
  });
  const open = async (pool, ClientId) => {
    await page.goto(`http://localhost:${site.address().port}/`);
    await page.waitForFunction(() => globalThis.journey);
    await ask('configure', pool, ClientId, url);
  };
  const withPasskey = (username) => ask('signIn', { username, options: { authFlowType: 'USER_AUTH', preferredChallenge: 'WEB_AUTHN' } });
  const expectDone = (next) => check(next.signInStep === 'DONE', `signed in, not at ${next.signInStep}`);

  const { pool, ClientId } = await signInPool('amplify-passkey');
  await open(pool, ClientId);
  const carol = await makeUser(pool, 'carol');
  expectDone(await ask('signIn', { username: 'carol', password }));
  await ask('register');
  const [passkey] = await ask('passkeys');
  check(passkey.relyingPartyId === 'localhost', 'the passkey is for localhost');
  await ask('signOut');
  step(`registered ${passkey.friendlyCredentialName}`);

  expectDone(await withPasskey('carol'));
  const claims = await ask('claims');
  check(claims.username === 'carol' && claims.amr?.includes('swk'), `the token says that a platform passkey was used: ${claims.amr}`);
  await ask('signOut');
  step('signed in with it');

  // The authenticator has signed twice; it forgets, as a lost device would.
  await devtools.send('WebAuthn.clearCredentials', { authenticatorId });
  const lost = await withPasskey('carol').then(() => null, (error) => error);
  check(lost, 'a forgotten passkey does not sign in');
  step('without the passkey there is no way in');

  // MFA is on for dan: the passkey, with user verification, is both factors.
  const dan = await makeUser(pool, 'dan');
  await admin.send(new AdminSetUserMFAPreferenceCommand({
    UserPoolId: pool, Username: 'dan', SMSMfaSettings: { Enabled: true, PreferredMfa: true }, WebAuthnMfaSettings: { Enabled: true },
  }));
  await open(pool, ClientId);
  const asked = await ask('signIn', { username: 'dan', password });
  check(asked.signInStep === 'CONFIRM_SIGN_IN_WITH_SMS_CODE', `a password is not enough: ${asked.signInStep}`);
  expectDone(await ask('confirm', lastCode(dan.phone)));
  await ask('register');
  await ask('signOut');
  expectDone(await withPasskey('dan'));
  step('a passkey with user verification stands for both factors');

  const [only] = await ask('passkeys');
  await ask('remove', only.credentialId);
  check((await ask('passkeys')).length === 0, 'the passkey is gone');
  step('deleted it');
}
