import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { unlessGone } from "./gone";

/** An entry of Secrets Manager; nothing where it does not exist or waits for its deletion. */
export async function describeSecret(
  client: SecretsManagerClient,
  SecretId: string,
): Promise<DescribeSecretCommandOutput | undefined> {
  const found = await unlessGone(client.send(new DescribeSecretCommand({ SecretId })));
  return found?.DeletedDate ? undefined : found;
}
