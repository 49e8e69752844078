// Amplify 6: the calls that applications make, against a custom endpoint.
import { Amplify } from 'aws-amplify';
import { confirmSignUp, fetchAuthSession, getCurrentUser, signIn, signOut, signUp } from 'aws-amplify/auth';
import { check, lastCode, makeClient, makePool, newAddress, password, step, url } from './common.mjs';

const pool = await makePool('amplify');
const { ClientId } = await makeClient(pool);
Amplify.configure({ Auth: { Cognito: { userPoolId: pool, userPoolClientId: ClientId, userPoolEndpoint: url } } });

const address = newAddress();
const { nextStep } = await signUp({ username: 'dave', password, options: { userAttributes: { email: address } } });
check(nextStep.signUpStep === 'CONFIRM_SIGN_UP', `sign-up asks for a code, not ${nextStep.signUpStep}`);
const confirmed = await confirmSignUp({ username: 'dave', confirmationCode: lastCode(address) });
check(confirmed.isSignUpComplete, 'sign-up is complete');
step('signUp and confirmSignUp');

const signedIn = await signIn({ username: 'dave', password });
check(signedIn.isSignedIn, `signed in, not ${signedIn.nextStep.signInStep}`);
step('signIn by SRP');

const { tokens } = await fetchAuthSession();
check(tokens.idToken.payload.email === address, 'the ID token carries the address');
const { tokens: fresh } = await fetchAuthSession({ forceRefresh: true });
check(fresh.accessToken.toString() !== tokens.accessToken.toString(), 'a forced refresh gives new tokens');
check((await getCurrentUser()).username === 'dave', 'the current user is dave');
step('fetchAuthSession, also with a forced refresh');

await signOut();
check((await fetchAuthSession()).tokens === undefined, 'nobody is signed in any more');
step('signOut');
