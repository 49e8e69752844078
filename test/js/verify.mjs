// aws-jwt-verify: CognitoJwtVerifier as it is published. It builds the issuer
// from the pool id and accepts AWS's only, which is what --issuer aws is for.
// Its key set comes from this server by way of its own cacheJwks.
import { ConfirmSignUpCommand, InitiateAuthCommand, SignUpCommand } from '@aws-sdk/client-cognito-identity-provider';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { admin, check, lastCode, makeClient, makePool, newAddress, password, step, url } from './common.mjs';

const pool = await makePool('verify');
const { ClientId } = await makeClient(pool);
const address = newAddress();
await admin.send(new SignUpCommand({
  ClientId, Username: 'erin', Password: password, UserAttributes: [{ Name: 'email', Value: address }],
}));
await admin.send(new ConfirmSignUpCommand({ ClientId, Username: 'erin', ConfirmationCode: lastCode(address) }));
const { AuthenticationResult: tokens } = await admin.send(new InitiateAuthCommand({
  ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: 'erin', PASSWORD: password },
}));

const keys = await (await fetch(`${url}/${pool}/.well-known/jwks.json`)).json();
for (const [tokenUse, token] of [['access', tokens.AccessToken], ['id', tokens.IdToken]]) {
  const verifier = CognitoJwtVerifier.create({ userPoolId: pool, tokenUse, clientId: ClientId });
  verifier.cacheJwks(keys);
  const payload = await verifier.verify(token);
  check(payload.sub, 'the token has a subject');
  step(`CognitoJwtVerifier accepts the ${tokenUse} token of issuer ${payload.iss}`);
  const forged = token.slice(0, -8) + (token.endsWith('AAAAAAAA') ? 'BBBBBBBB' : 'AAAAAAAA');
  const refused = await verifier.verify(forged).then(() => null, (error) => error);
  check(refused, 'a forged signature is refused');
}
