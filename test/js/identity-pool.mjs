// Credentials of identity pools: fromCognitoIdentityPool of the AWS SDK for a
// signed-in user and a guest, and fetchAuthSession of Amplify.
import { CognitoIdentityClient, CreateIdentityPoolCommand, SetIdentityPoolRolesCommand } from '@aws-sdk/client-cognito-identity';
import {
  AdminGetUserCommand, CognitoIdentityProviderClient, DescribeUserPoolCommand, InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CreateRoleCommand, IAMClient, ListRolesCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromCognitoIdentityPool } from '@aws-sdk/credential-providers';
import { Amplify } from 'aws-amplify';
import { fetchAuthSession, signIn, signOut } from 'aws-amplify/auth';
import { admin, check, makeClient, makePool, makeUser, password, region, step, url } from './common.mjs';

const iam = new IAMClient({ endpoint: url, region });
const identities = new CognitoIdentityClient({ endpoint: url, region });

const userPool = await makePool('identity-pool');
const { ClientId } = await makeClient(userPool);
await makeUser(userPool, 'erin');
const provider = `cognito-idp.${region}.amazonaws.com/${userPool}`;
const { IdentityPoolId: pool } = await identities.send(new CreateIdentityPoolCommand({
  IdentityPoolName: 'js', AllowUnauthenticatedIdentities: true,
  CognitoIdentityProviders: [{ ProviderName: provider, ClientId }],
}));
await identities.send(new SetIdentityPoolRolesCommand({ IdentityPoolId: pool, Roles: {
  authenticated: await role('authenticated', ['cognito-idp:AdminGetUser', 'iam:ListRoles']),
  unauthenticated: await role('unauthenticated', ['cognito-idp:DescribeUserPool', 'iam:ListRoles']),
} }));
step('made a user pool, an identity pool and its roles');

await withSDK();
await withAmplify();

async function role(amr, actions) {
  const name = `js-${amr}-${pool.slice(-6)}`;
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify({
    Version: '2012-10-17', Statement: [{
      Effect: 'Allow', Principal: { Federated: 'cognito-identity.amazonaws.com' }, Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: { 'cognito-identity.amazonaws.com:aud': pool },
        'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': amr },
      },
    }],
  }) }));
  await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'p', PolicyDocument: JSON.stringify({
    Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  }) }));
  return Role.Arn;
}

// whoami and what the credentials can do: a user reads users, a guest pools;
// guests cannot list roles although their role can.
async function judge(credentials, kind) {
  const { Arn } = await new STSClient({ endpoint: url, region, credentials }).send(new GetCallerIdentityCommand({}));
  check(Arn.includes(`:assumed-role/js-${kind}-`) && Arn.endsWith('/CognitoIdentityCredentials'), `${Arn} is a session of ${kind}`);
  const idp = new CognitoIdentityProviderClient({ endpoint: url, region, credentials });
  const user = new AdminGetUserCommand({ UserPoolId: userPool, Username: 'erin' });
  const describe = new DescribeUserPoolCommand({ UserPoolId: userPool });
  const [allowed, denied] = kind === 'authenticated' ? [user, describe] : [describe, user];
  await idp.send(allowed);
  const error = await idp.send(denied).catch((e) => e);
  check(error.name === 'AccessDeniedException', `denied as ${error.name}`);
  const roles = await new IAMClient({ endpoint: url, region, credentials }).send(new ListRolesCommand({})).catch((e) => e);
  check(kind === 'authenticated' ? roles.Roles?.length > 0 : roles.name === 'AccessDenied', `roles: ${roles.name ?? 'listed'}`);
}

async function withSDK() {
  const clientConfig = { endpoint: url, region };
  const { AuthenticationResult } = await admin.send(new InitiateAuthCommand({
    ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 'erin', PASSWORD: password },
  }));
  await judge(fromCognitoIdentityPool({ identityPoolId: pool, logins: { [provider]: AuthenticationResult.IdToken }, clientConfig }), 'authenticated');
  step('fromCognitoIdentityPool for a user');
  await judge(fromCognitoIdentityPool({ identityPoolId: pool, clientConfig }), 'unauthenticated');
  step('fromCognitoIdentityPool for a guest');
}

async function withAmplify() {
  Amplify.configure({ Auth: { Cognito: {
    userPoolId: userPool, userPoolClientId: ClientId, userPoolEndpoint: url,
    identityPoolId: pool, identityPoolEndpoint: url, allowGuestAccess: true,
  } } });
  const guest = await fetchAuthSession();
  await judge(guest.credentials, 'unauthenticated');
  step('fetchAuthSession for a guest');
  await signIn({ username: 'erin', password });
  const user = await fetchAuthSession();
  await judge(user.credentials, 'authenticated');
  check(user.identityId.startsWith(`${region}:`), `identity ${user.identityId}`);
  step('fetchAuthSession for a user');
  await signOut();
}
