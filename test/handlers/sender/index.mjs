// A custom sender as it is written for AWS: it knows nothing of where its KMS is.
import { buildClient, CommitmentPolicy, KmsKeyringNode } from "@aws-crypto/client-node";

const { decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT);
const keyring = new KmsKeyringNode({ generatorKeyId: process.env.KEY_ALIAS, keyIds: [process.env.KEY_ARN] });

export const handler = async (event) => {
  const { plaintext, messageHeader } = await decrypt(keyring, Buffer.from(event.request.code, "base64"));
  await fetch(process.env.DELIVER_TO, {
    method: "POST",
    body: JSON.stringify({
      to: event.request.userAttributes[event.triggerSource.startsWith("CustomSMSSender") ? "phone_number" : "email"],
      source: event.triggerSource,
      code: plaintext.toString("utf8"),
      pool: messageHeader.encryptionContext["userpool-id"],
    }),
  });
};
