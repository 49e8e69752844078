// What every journey needs: the server it was told of, an administrator, the
// codes that users receive, and a way to say what was done.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  CognitoIdentityProviderClient, CreateUserPoolClientCommand, CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';

export const url = required('JOURNEY_URL');
export const region = required('JOURNEY_REGION');
export const password = 'Correct-Horse-7';

// Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
export const admin = new CognitoIdentityProviderClient({ endpoint: url, region });

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these through make journey`);
  return value;
}

export function step(text) {
  console.log(`    ${text}`);
}

export function check(condition, text) {
  if (!condition) throw new Error(`not so: ${text}`);
}

export async function makePool(name) {
  const { UserPool } = await admin.send(new CreateUserPoolCommand({
    PoolName: name, AutoVerifiedAttributes: ['email'],
  }));
  return UserPool.Id;
}

export async function makeClient(pool, secret = false) {
  const { UserPoolClient } = await admin.send(new CreateUserPoolClientCommand({
    UserPoolId: pool, ClientName: 'web', GenerateSecret: secret,
    ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  }));
  return UserPoolClient;
}

// newAddress is nobody's: servers outlive one journey.
export function newAddress() {
  return `user-${randomBytes(6).toString('hex')}@example.com`;
}

// lastCode asks the program beside the running server, as a script would.
export function lastCode(address) {
  const args = ['messages', '--data', required('JOURNEY_DATA'), '--to', address, '--last', '--code'];
  if (process.env.JOURNEY_DATABASE) args.push('--database', process.env.JOURNEY_DATABASE);
  return execFileSync(required('JOURNEY_BINARY'), args, { encoding: 'utf8' }).trim();
}

export function claims(token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString('utf8'));
}
