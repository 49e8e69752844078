// What every journey needs: the server it was told of, an administrator, the
// codes that users receive, and a way to say what was done.
import { execFileSync } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import {
  AdminCreateUserCommand, AdminSetUserPasswordCommand, CognitoIdentityProviderClient, CreateUserPoolClientCommand,
  CreateUserPoolCommand, SetUserPoolMfaConfigCommand,
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

// signInPool has every first and second factor and a function for custom
// authentication. MFA is optional unless mfa says otherwise.
export async function signInPool(name, settings = {}, mfa = {}) {
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:journey';
  const strict = mfa.MfaConfiguration === 'ON';
  const { UserPool: { Id: pool } } = await admin.send(new CreateUserPoolCommand({
    PoolName: name, UserPoolTier: 'ESSENTIALS',
    LambdaConfig: { DefineAuthChallenge: arn, CreateAuthChallenge: arn, VerifyAuthChallengeResponse: arn },
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN', ...(strict ? [] : ['EMAIL_OTP', 'SMS_OTP'])] } },
    ...settings,
  }));
  await admin.send(new SetUserPoolMfaConfigCommand({
    UserPoolId: pool, MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration: { Enabled: true },
    SmsMfaConfiguration: { SmsAuthenticationMessage: 'Code {####}' }, EmailMfaConfiguration: {},
    WebAuthnConfiguration: { RelyingPartyId: 'localhost', FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION' },
    ...mfa,
  }));
  const { UserPoolClient: { ClientId } } = await admin.send(new CreateUserPoolClientCommand({
    UserPoolId: pool, ClientName: 'web', ExplicitAuthFlows: [
      'ALLOW_USER_SRP_AUTH', 'ALLOW_USER_AUTH', 'ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH',
    ],
  }));
  return { pool, ClientId };
}

// makeUser is confirmed, has the password, and verified addresses unless told
// otherwise.
export async function makeUser(pool, name, reachable = true) {
  const user = { name, email: newAddress(), phone: `+1555${Math.floor(1e6 + Math.random() * 9e6)}` };
  const attributes = { email: user.email, email_verified: 'true', phone_number: user.phone, phone_number_verified: 'true' };
  await admin.send(new AdminCreateUserCommand({
    UserPoolId: pool, Username: name, MessageAction: 'SUPPRESS',
    UserAttributes: reachable ? Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })) : [],
  }));
  await admin.send(new AdminSetUserPasswordCommand({ UserPoolId: pool, Username: name, Password: password, Permanent: true }));
  return user;
}

// totp is the code of RFC 6238 for a base32 secret, some steps from now. The
// server takes the steps beside the current one, each once.
export function totp(secret, ahead) {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + ahead));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
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
