// Amplify 6: every way to sign in that it knows and that needs no browser:
// SRP, USER_AUTH by password and by codes, an authenticator app, a custom
// challenge of a function in JavaScript, and a device that is remembered.
import { Amplify } from 'aws-amplify';
import {
  confirmSignIn, fetchAuthSession, fetchDevices, getCurrentUser, rememberDevice, setUpTOTP, signIn, signOut,
  updateMFAPreference, verifyTOTPSetup,
} from 'aws-amplify/auth';
import { check, lastCode, makeUser, password, signInPool, step, totp, url } from './common.mjs';

// Amplify names devices after the browser, and forgets them where there is no
// navigator, as in Node.js before 21.
globalThis.navigator ??= { userAgent: `Node.js ${process.version}` };

const { pool, ClientId } = await signInPool('amplify-signin', {
  DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true },
});
Amplify.configure({ Auth: { Cognito: { userPoolId: pool, userPoolClientId: ClientId, userPoolEndpoint: url } } });

// enter signs in and checks that the questions come as expected, each with
// its answer.
async function enter(user, options, ...questions) {
  let { isSignedIn, nextStep } = await signIn({ username: user.name, ...options });
  for (const [name, answer] of questions) {
    check(nextStep.signInStep === name, `the next step is ${name}, not ${nextStep.signInStep}`);
    ({ isSignedIn, nextStep } = await confirmSignIn({ challengeResponse: await answer(nextStep) }));
  }
  check(isSignedIn, `signed in, not at ${nextStep.signInStep}`);
  check((await getCurrentUser()).username === user.name, `the current user is ${user.name}`);
}

const choice = (preferredChallenge, more) => ({ ...more, options: { authFlowType: 'USER_AUTH', preferredChallenge } });

const ada = await makeUser(pool, 'ada');
await enter(ada, { password });
await signOut();
step('signIn by SRP');

await enter(ada, choice('PASSWORD', { password }));
await signOut();
await enter(ada, choice('PASSWORD_SRP', { password }));
await signOut();
step('USER_AUTH by password, plain and by SRP');

await enter(ada, choice('EMAIL_OTP'), ['CONFIRM_SIGN_IN_WITH_EMAIL_CODE', () => lastCode(ada.email)]);
await signOut();
await enter(ada, choice('SMS_OTP'), ['CONFIRM_SIGN_IN_WITH_SMS_CODE', () => lastCode(ada.phone)]);
await signOut();
await enter(ada, choice(undefined), ['CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION', (next) => {
  check(['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP'].every((f) => next.availableChallenges.includes(f)), 'all first factors are offered');
  return 'EMAIL_OTP';
}], ['CONFIRM_SIGN_IN_WITH_EMAIL_CODE', () => lastCode(ada.email)]);
await signOut();
step('USER_AUTH by a code in an e-mail and in a text message, preferred and chosen from what is offered');

const custom = { options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } };
await enter(ada, custom, ['CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE', (next) => {
  check(next.additionalInfo.question === '2+3', 'the function asks its question');
  return '6';
}], ['CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE', () => '5']);
await signOut();
step('a custom challenge, answered wrong and then right');

const bob = await makeUser(pool, 'bob');
await enter(bob, { password });
const { sharedSecret } = await setUpTOTP();
await verifyTOTPSetup({ code: totp(sharedSecret, -1) });
await updateMFAPreference({ totp: 'PREFERRED' });
await signOut();
await enter(bob, { password }, ['CONFIRM_SIGN_IN_WITH_TOTP_CODE', () => totp(sharedSecret, 0)]);
step('set an authenticator app up and signed in with it');

await rememberDevice();
const [device] = await fetchDevices();
await signOut();
await enter(bob, { password }); // without a code
const { tokens } = await fetchAuthSession();
check(tokens.accessToken.payload.device_key === device.id, 'the access token names the remembered device');
const { tokens: fresh } = await fetchAuthSession({ forceRefresh: true });
check(fresh.accessToken.toString() !== tokens.accessToken.toString(), 'the device refreshes its tokens');
await signOut();
step('remembered the device; its SRP proof stood for the code');

const { pool: strict, ClientId: strictClient } = await signInPool('amplify-strict', {}, { MfaConfiguration: 'ON' });
Amplify.configure({ Auth: { Cognito: { userPoolId: strict, userPoolClientId: strictClient, userPoolEndpoint: url } } });
const eve = await makeUser(strict, 'eve', false);
let secret;
await enter(eve, { password }, ['CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION', () => 'TOTP'], ['CONTINUE_SIGN_IN_WITH_TOTP_SETUP', (next) => {
  secret = next.totpSetupDetails.sharedSecret;
  return totp(secret, -1);
}]);
await signOut();
await enter(eve, { password }, ['CONFIRM_SIGN_IN_WITH_TOTP_CODE', () => totp(secret, 0)]);
await signOut();
step('where MFA is demanded: set an authenticator app up while signing in');
