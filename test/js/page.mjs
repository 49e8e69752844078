// The page that Chromium opens: Amplify, as an application has it, and what
// passkey.mjs may ask of it.
import { Amplify } from 'aws-amplify';
import {
  associateWebAuthnCredential, confirmSignIn, deleteWebAuthnCredential, fetchAuthSession, listWebAuthnCredentials, signIn, signOut,
} from 'aws-amplify/auth';

globalThis.journey = {
  configure: (userPoolId, userPoolClientId, userPoolEndpoint) =>
    Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint } } }),
  signIn: async (input) => (await signIn(input)).nextStep,
  confirm: async (challengeResponse) => (await confirmSignIn({ challengeResponse })).nextStep,
  register: () => associateWebAuthnCredential(),
  passkeys: async () => (await listWebAuthnCredentials()).credentials,
  remove: (credentialId) => deleteWebAuthnCredential({ credentialId }),
  claims: async () => (await fetchAuthSession()).tokens?.accessToken.payload,
  signOut: () => signOut(),
};
