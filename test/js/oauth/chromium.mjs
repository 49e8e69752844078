// A Chromium that trusts the CA of cognate dev --tls as a user's would, and the
// site of an application that runs in it.
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import puppeteer from 'puppeteer-core';
import { check, password } from './world.mjs';

// neighbour is an application on the server's own site (of another port), as one
// at app.example.com is beside a custom domain auth.example.com. Nobody listens
// there: the browser's requests are answered on their way.
export const neighbour = 'https://127.0.0.1:4443';

// inChromium serves `script` (a file here) as the application, and gives `walk`
// the browser and the application's origin, http://localhost:<port>, and a
// function that answers the requests of a page to the neighbour too.
export async function inChromium(script, walk) {
  const bundle = await build({
    entryPoints: [join(import.meta.dirname, script)], bundle: true, write: false, format: 'esm', minify: true, logLevel: 'error',
  });
  const home = await mkdtemp(join(tmpdir(), 'journey-chromium-'));
  const file = (path) => path === '/app.js' ? ['text/javascript', bundle.outputFiles[0].text]
    : ['text/html', '<!doctype html><title>Journey</title><script type="module" src="/app.js"></script>'];
  const site = createServer((request, response) => {
    const [type, body] = file(request.url);
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
  });
  const answer = async (page) => {
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      if (!request.url().startsWith(`${neighbour}/`)) return request.continue();
      const [contentType, body] = file(new URL(request.url()).pathname);
      return request.respond({ contentType, body });
    });
  };
  await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
  let browser;
  try {
    await trust(home);
    browser = await puppeteer.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', userDataDir: join(home, 'profile'), headless: true,
      env: { ...process.env, HOME: home },
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync', '--no-proxy-server', '--lang=en-US',
        // An answer that nobody sent comes from no network, and may not call this machine.
        '--disable-features=LocalNetworkAccessChecks'],
    });
    await walk(browser, `http://localhost:${site.address().port}`, answer);
  } finally {
    await browser?.close();
    site.close();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

// trust puts the CA where Chromium on Linux looks, as cognate dev --tls says.
async function trust(home) {
  const store = join(home, '.pki', 'nssdb');
  await mkdir(store, { recursive: true });
  execFileSync('certutil', ['-d', `sql:${store}`, '-N', '--empty-password']);
  execFileSync('certutil', ['-d', `sql:${store}`, '-A', '-t', 'C,,', '-n', 'Cognate', '-i', process.env.JOURNEY_CA]);
}

// App is one page of the application, which ask() calls functions of.
export class App {
  constructor(page, origin) { Object.assign(this, { page, origin }); }

  // open loads an address of the application; its functions are there after.
  async open(path = '/') {
    await this.page.goto(this.origin + path);
    await this.ready();
  }

  ready() { return this.page.waitForFunction(() => globalThis.journey); }

  ask(name, ...args) { return this.page.evaluate((n, a) => globalThis.journey[n](...a), name, args); }

  // leave calls a function that sends the browser elsewhere, and waits for that.
  async leave(name, ...args) {
    const arrived = this.page.waitForNavigation({ waitUntil: 'load' });
    await this.page.evaluate((n, a) => { globalThis.journey[n](...a); }, name, args);
    await arrived;
  }

  get address() { return new URL(this.page.url()); }

  asksForPassword() { return this.page.$('form[name=cognitoSignInForm] input[name=password]'); }

  // signIn fills the login page and comes back to the application.
  async signIn(user = 'erin', secret = password) {
    check(await this.asksForPassword(), `the login page is shown: ${this.address}`);
    await this.page.type('input[name=username]', user);
    await this.page.type('input[name=password]', secret);
    const arrived = this.page.waitForNavigation({ waitUntil: 'load' });
    await this.page.click('button[name=signInSubmitButton]');
    await arrived;
  }
}
