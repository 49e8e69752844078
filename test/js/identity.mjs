// amazon-cognito-identity-js: SRP as browsers do it, without a client secret by
// the library alone, and with one by the library's arithmetic and the SDK.
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import {
  ConfirmSignUpCommand, InitiateAuthCommand, RespondToAuthChallengeCommand, SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { admin, check, claims, lastCode, makeClient, makePool, newAddress, password, step, url } from './common.mjs';

const require = createRequire(import.meta.url);
const { AuthenticationDetails, AuthenticationHelper, CognitoUser, CognitoUserAttribute, CognitoUserPool, DateHelper } =
  require('amazon-cognito-identity-js');
const BigInteger = require('amazon-cognito-identity-js/lib/BigInteger').default;

const pool = await makePool('identity-js');
await withoutSecret(await makeClient(pool));
await withSecret(await makeClient(pool, true));

async function withoutSecret({ ClientId }) {
  const users = new CognitoUserPool({ UserPoolId: pool, ClientId, endpoint: url });
  const address = newAddress();
  await new Promise((done, fail) => {
    const email = new CognitoUserAttribute({ Name: 'email', Value: address });
    users.signUp('bob', password, [email], [], (error, result) => (error ? fail(error) : done(result)));
  });
  const bob = new CognitoUser({ Username: 'bob', Pool: users });
  await new Promise((done, fail) => {
    bob.confirmRegistration(lastCode(address), false, (error, result) => (error ? fail(error) : done(result)));
  });
  step('signed up and confirmed bob');

  const wrong = await signIn(bob, 'Wrong-Horse-7').catch((error) => error);
  check(wrong.code === 'NotAuthorizedException', 'a wrong password is refused');
  const session = await signIn(bob, password);
  check(session.isValid(), 'the session is valid');
  check(claims(session.getIdToken().getJwtToken()).email === address, 'the ID token carries the address');
  step('signed in by SRP; the password never left the client');

  const refreshed = await new Promise((done, fail) => {
    bob.refreshSession(session.getRefreshToken(), (error, result) => (error ? fail(error) : done(result)));
  });
  check(refreshed.isValid(), 'the refreshed session is valid');
  await new Promise((done, fail) => bob.globalSignOut({ onSuccess: done, onFailure: fail }));
  step('refreshed the session and signed out everywhere');
}

function signIn(user, secret) {
  return new Promise((done, fail) => {
    user.authenticateUser(new AuthenticationDetails({ Username: 'bob', Password: secret }), {
      onSuccess: done, onFailure: fail, newPasswordRequired: () => fail(new Error('asked for a new password')),
    });
  });
}

async function withSecret({ ClientId, ClientSecret }) {
  const hash = (name) => createHmac('sha256', ClientSecret).update(name + ClientId).digest('base64');
  const address = newAddress();
  await admin.send(new SignUpCommand({
    ClientId, SecretHash: hash('carol'), Username: 'carol', Password: password,
    UserAttributes: [{ Name: 'email', Value: address }],
  }));
  await admin.send(new ConfirmSignUpCommand({
    ClientId, SecretHash: hash('carol'), Username: 'carol', ConfirmationCode: lastCode(address),
  }));

  const poolName = pool.split('_')[1];
  const helper = new AuthenticationHelper(poolName);
  const a = await call((done) => helper.getLargeAValue(done));
  const begun = await admin.send(new InitiateAuthCommand({
    ClientId, AuthFlow: 'USER_SRP_AUTH',
    AuthParameters: { USERNAME: 'carol', SRP_A: a.toString(16), SECRET_HASH: hash('carol') },
  }));
  const { SRP_B, SALT, SECRET_BLOCK, USER_ID_FOR_SRP } = begun.ChallengeParameters;
  const key = await call((done) => helper.getPasswordAuthenticationKey(
    USER_ID_FOR_SRP, password, new BigInteger(SRP_B, 16), new BigInteger(SALT, 16), done));
  const time = new DateHelper().getNowString();
  const signature = createHmac('sha256', key)
    .update(poolName).update(USER_ID_FOR_SRP).update(Buffer.from(SECRET_BLOCK, 'base64')).update(time).digest('base64');
  const { AuthenticationResult } = await admin.send(new RespondToAuthChallengeCommand({
    ClientId, ChallengeName: 'PASSWORD_VERIFIER', Session: begun.Session,
    ChallengeResponses: {
      USERNAME: USER_ID_FOR_SRP, PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK, PASSWORD_CLAIM_SIGNATURE: signature,
      TIMESTAMP: time, SECRET_HASH: hash(USER_ID_FOR_SRP),
    },
  }));
  check(claims(AuthenticationResult.AccessToken).client_id === ClientId, 'the access token names the client');
  step('signed carol in by SRP through a client with a secret');
}

function call(start) {
  return new Promise((done, fail) => start((error, value) => (error ? fail(error) : done(value))));
}
