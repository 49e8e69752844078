// What the OAuth journeys need: a pool with a domain, app clients, a user, and
// a browser without a window for applications that run on a server.
import { randomBytes } from 'node:crypto';
import {
  CreateUserPoolClientCommand, CreateUserPoolCommand, CreateUserPoolDomainCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { admin, check, makeUser, password, region, step, url } from '../common.mjs';

// app is where the applications of the journeys are: nobody listens there
// unless a journey does.
export const app = 'http://localhost:3000';

// makeWorld is a pool with a domain of managed login (classic is the other
// one) and the user erin.
export async function makeWorld(name, managed = true) {
  const { UserPool: { Id: pool } } = await admin.send(new CreateUserPoolCommand({ PoolName: name, AutoVerifiedAttributes: ['email'] }));
  const prefix = `journey-${randomBytes(5).toString('hex')}`;
  await admin.send(new CreateUserPoolDomainCommand({ UserPoolId: pool, Domain: prefix, ManagedLoginVersion: managed ? 2 : 1 }));
  const user = await makeUser(pool, 'erin');
  const port = new URL(url).port;
  return { pool, user, issuer: `${url}/${pool}`, domain: `${url}/domain/${prefix}`, host: `${prefix}.auth.${region}.localhost:${port}` };
}

// makeApp is an app client for authorization codes.
export async function makeApp(pool, { secret = false, callback = `${app}/callback`, logout = `${app}/signed-out`, ...settings } = {}) {
  const { UserPoolClient } = await admin.send(new CreateUserPoolClientCommand({
    UserPoolId: pool, ClientName: 'app', GenerateSecret: secret, AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'], SupportedIdentityProviders: ['COGNITO'],
    CallbackURLs: [callback].flat(), LogoutURLs: [logout].flat(), ...settings,
  }));
  return UserPoolClient;
}

// Browser keeps cookies, follows redirects and fills forms. It stops before it
// goes to an address of the application.
export class Browser {
  cookies = new Map(); // by host, then by name
  forms = 0; // that it has sent

  // open goes to an address and on until there is a page, or an address that
  // `stop` is the beginning of.
  async open(address, { stop = app, ...init } = {}) {
    for (let hops = 0; hops < 10; hops++) {
      if (stop && address.startsWith(stop)) return { address: new URL(address) };
      const response = await fetch(address, { ...init, redirect: 'manual', headers: { ...init.headers, cookie: this.#cookie(address) } });
      this.#keep(address, response);
      const location = response.headers.get('location');
      if (!location) return { address: new URL(address), status: response.status, text: await response.text() };
      await response.body?.cancel();
      address = new URL(location, address).href;
      init = {};
    }
    throw new Error(`too many redirects, last to ${address}`);
  }

  // signIn fills the login page.
  async signIn(page, user = 'erin', secret = password, options = {}) {
    check(page.text?.includes('name="cognitoSignInForm"'), `the login page is shown: ${page.status} ${page.address}`);
    const [, form] = /<form[^>]*name="cognitoSignInForm"[^>]*>([\s\S]*?)<\/form>/.exec(page.text);
    const [, action] = /<form[^>]*name="cognitoSignInForm"[^>]*action="([^"]*)"/.exec(page.text);
    const fields = new URLSearchParams();
    for (const [tag] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) fields.set(attribute(tag, 'name'), attribute(tag, 'value'));
    fields.set('username', user);
    fields.set('password', secret);
    this.forms++;
    return this.open(new URL(unescape(action), page.address).href, {
      ...options, method: 'POST', body: fields.toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  }

  // through signs in where that is asked for.
  async through(address, options) {
    const page = await this.open(address, options);
    return page.text ? this.signIn(page, undefined, undefined, options) : page;
  }

  #cookie(address) {
    const { hostname, pathname } = new URL(address);
    return [...this.cookies.get(hostname)?.values() ?? []].filter((c) => pathname.startsWith(c.path)).map((c) => c.pair).join('; ');
  }

  #keep(address, response) {
    const { hostname } = new URL(address);
    const jar = this.cookies.get(hostname) ?? new Map();
    this.cookies.set(hostname, jar);
    for (const line of response.headers.getSetCookie()) {
      const [pair, ...rest] = line.split(/; */);
      const of = (name) => rest.find((r) => r.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
      const name = pair.slice(0, pair.indexOf('='));
      const ends = of('expires') ? Date.parse(of('expires')) : Infinity;
      if (ends < Date.now() || of('max-age') === '0') jar.delete(name);
      else jar.set(name, { pair, path: of('path') ?? '/' });
    }
  }
}

function attribute(tag, name) {
  return unescape(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

function unescape(text) {
  return text.replaceAll('&#34;', '"').replaceAll('&#39;', "'").replaceAll('&#43;', '+').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

// fails is the error that a promise must end with.
export async function fails(promise, text, expect) {
  const error = await Promise.resolve(promise).then(() => null, (e) => e);
  check(error, `${text} fails`);
  check(expect(error), `${text}: ${error.name} ${error.code ?? ''} ${error.error ?? ''} ${error.message}`);
  return error;
}

// says reports whether an error or one of its causes has the words.
export function says(error, words) {
  return words.test(error.message) || Boolean(error.cause?.message && says(error.cause, words));
}

export { admin, check, claims, password, step } from '../common.mjs';
