// Credentials that MinIO gives out, by fromCognitoIdentityPool: an S3 client
// writes and reads the prefix of its own identity and no other.
import { CognitoIdentityClient, GetIdCommand } from '@aws-sdk/client-cognito-identity';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { fromCognitoIdentityPool } from '@aws-sdk/credential-providers';
import { check, region, step, url } from './common.mjs';

const { JOURNEY_MINIO_URL: endpoint, JOURNEY_POOL: pool, JOURNEY_PROVIDER: provider, JOURNEY_ID_TOKEN: token } = process.env;
const Bucket = 'people';
const logins = { [provider]: token };
const clientConfig = { endpoint: url, region };

const { IdentityId: id } = await new CognitoIdentityClient(clientConfig).send(new GetIdCommand({ IdentityPoolId: pool, Logins: logins }));
const user = connect(fromCognitoIdentityPool({ identityPoolId: pool, logins, clientConfig }));
await user.send(new PutObjectCommand({ Bucket, Key: `${id}/from-js`, Body: 'mine' }));
const { Body } = await user.send(new GetObjectCommand({ Bucket, Key: `${id}/from-js` }));
check(await Body.transformToString() === 'mine', 'the object comes back');
await refused(user.send(new PutObjectCommand({ Bucket, Key: 'public/from-js', Body: 'not mine' })));
step('a user writes and reads the own prefix, and no other');

const guest = connect(fromCognitoIdentityPool({ identityPoolId: pool, clientConfig }));
const { Body: hello } = await guest.send(new GetObjectCommand({ Bucket, Key: 'public/hello' }));
check(await hello.transformToString() === 'hello', 'a guest reads what is public');
await refused(guest.send(new GetObjectCommand({ Bucket, Key: `${id}/from-js` })));
step('a guest reads what is public, and nothing else');

function connect(credentials) {
  return new S3Client({ endpoint, region, credentials, forcePathStyle: true });
}

async function refused(call) {
  const error = await call.then(() => undefined, (e) => e);
  check(error?.name === 'AccessDenied', `refused as ${error?.name}`);
}
