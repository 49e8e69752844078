import { Amplify } from 'aws-amplify';
import { fetchAuthSession, fetchUserAttributes, signInWithRedirect, signOut } from 'aws-amplify/auth';
import 'aws-amplify/auth/enable-oauth-listener'; // completes the sign-in when the browser comes back

// domain is <prefix>.auth.us-east-1.localhost:9400 or 127.0.0.1:9400/domain/<prefix>:
// Amplify writes https:// before it. endpoint is https://127.0.0.1:9400.
export function configure({ userPoolId, userPoolClientId, endpoint, domain, responseType = 'code' }) {
  Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint: endpoint, loginWith: { oauth: {
    domain, responseType, scopes: ['openid', 'email', 'aws.cognito.signin.user.admin'],
    redirectSignIn: [`${location.origin}/callback`], redirectSignOut: [`${location.origin}/signed-out`],
  } } } } });
}

export const signIn = (options) => signInWithRedirect(options);
export const session = async () => (await fetchAuthSession()).tokens;
export const refresh = async () => (await fetchAuthSession({ forceRefresh: true })).tokens;
export const attributes = () => fetchUserAttributes();
export const leave = () => signOut(); // revokes the refresh token and goes to /logout
