// @aws-sdk/client-cognito-identity-provider: administration, password sign-in,
// refresh, revocation, and the errors of wrong answers.
import {
  ConfirmSignUpCommand, GetUserCommand, InitiateAuthCommand, RevokeTokenCommand, SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { admin, check, lastCode, makeClient, makePool, newAddress, password, step } from './common.mjs';

const pool = await makePool('sdk');
const { ClientId } = await makeClient(pool);
step(`made pool ${pool} and client ${ClientId}`);

const address = newAddress();
const signedUp = await admin.send(new SignUpCommand({
  ClientId, Username: 'alice', Password: password, UserAttributes: [{ Name: 'email', Value: address }],
}));
check(signedUp.UserConfirmed === false, 'a new user is unconfirmed');
step(`signed up alice; a code went to ${signedUp.CodeDeliveryDetails.Destination}`);

await refuses('CodeMismatchException', new ConfirmSignUpCommand({ ClientId, Username: 'alice', ConfirmationCode: '000000' }));
await admin.send(new ConfirmSignUpCommand({ ClientId, Username: 'alice', ConfirmationCode: lastCode(address) }));
step('confirmed with the code that was delivered');

const flow = (AuthFlow, AuthParameters) => new InitiateAuthCommand({ ClientId, AuthFlow, AuthParameters });
await refuses('NotAuthorizedException', flow('USER_PASSWORD_AUTH', { USERNAME: 'alice', PASSWORD: 'Wrong-Horse-7' }));
const { AuthenticationResult: tokens } = await admin.send(flow('USER_PASSWORD_AUTH', { USERNAME: 'alice', PASSWORD: password }));
step('signed in with the password');

const me = await admin.send(new GetUserCommand({ AccessToken: tokens.AccessToken }));
check(me.UserAttributes.some((a) => a.Name === 'email_verified' && a.Value === 'true'), 'the address is verified');
step(`GetUser knows ${me.Username}, whose address is verified`);

const { AuthenticationResult: fresh } = await admin.send(flow('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: tokens.RefreshToken }));
check(fresh.AccessToken && !fresh.RefreshToken, 'a refresh gives new tokens and no new refresh token');
await admin.send(new RevokeTokenCommand({ ClientId, Token: tokens.RefreshToken }));
await refuses('NotAuthorizedException', flow('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: tokens.RefreshToken }));
await refuses('NotAuthorizedException', new GetUserCommand({ AccessToken: fresh.AccessToken }));
step('refreshed, and revoked: neither the refresh token nor its access tokens work any more');

async function refuses(name, command) {
  try {
    await admin.send(command);
  } catch (error) {
    check(error.name === name, `${command.constructor.name} is refused with ${name}, not ${error.name}: ${error.message}`);
    return;
  }
  throw new Error(`${command.constructor.name} was not refused with ${name}`);
}
