// The application of amplify.mjs: the example of docs/oauth-clients.md, and
// what the journey may ask of it.
import { Hub } from 'aws-amplify/utils';
import * as example from './examples/amplify.mjs';

const heard = [];
Hub.listen('auth', ({ payload: { event, data } }) => heard.push({
  event, error: data?.error && `${data.error.name}: ${data.error.message}`, state: event === 'customOAuthState' ? data : undefined }));

const plain = (tokens) => tokens && { access: tokens.accessToken.toString(), id: tokens.idToken.payload };
const told = (promise) => promise.then((value) => ({ value }), (error) => ({ name: error.name, message: error.message }));

if (localStorage.settings) example.configure(JSON.parse(localStorage.settings));

globalThis.journey = {
  configure: (settings) => {
    localStorage.clear();
    localStorage.settings = JSON.stringify(settings);
  },
  signIn: (options) => example.signIn(options),
  session: async () => plain(await example.session()),
  refresh: () => told(example.refresh().then(plain)),
  attributes: () => told(example.attributes()),
  leave: () => example.leave(),
  // outcome waits until Amplify has said how a sign-in ended.
  outcome: async () => {
    for (let waited = 0; waited < 20000; waited += 20) {
      const end = heard.find(({ event }) => event === 'signInWithRedirect' || event === 'signInWithRedirect_failure');
      if (end) return { ...end, state: heard.find(({ event }) => event === 'customOAuthState')?.state };
      await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
    throw new Error(`Amplify has not said how it ended: ${JSON.stringify(heard)}`);
  },
  refreshFailure: () => heard.find(({ event }) => event === 'tokenRefresh_failure')?.error,
  refreshToken: () => Object.entries(localStorage).find(([name]) => name.endsWith('.refreshToken'))?.[1],
  useRefreshToken: (token) => { localStorage[Object.keys(localStorage).find((name) => name.endsWith('.refreshToken'))] = token; },
};
