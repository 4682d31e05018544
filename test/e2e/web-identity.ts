import { createSign, generateKeyPairSync } from "node:crypto";
import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { region } from "../../lab/stage/environment";
import type { Stage } from "../../lab/stage/stage";
import type { Cluster } from "./cluster";

/** What a service account says of itself in a token: its name, and whom the token is for. */
export interface TokenRequest {
  namespace: string;
  serviceAccount: string;
  audience: string;
}

/** A token of a service account, from the API server, as kubelet asks for it. */
export async function serviceAccountToken(
  cluster: Cluster,
  { namespace, serviceAccount, audience }: TokenRequest,
): Promise<string> {
  const spec = { audiences: [audience], expirationSeconds: 600 };
  const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec };
  const { status } = await cluster.core.createNamespacedServiceAccountToken({ namespace, name: serviceAccount, body });
  return status!.token;
}

/** A token that says the same, signed by somebody else with a key of their own. */
export function forgedToken({ namespace, serviceAccount, audience }: TokenRequest, issuer: string): string {
  const now = Math.floor(Date.now() / 1000);
  const subject = `system:serviceaccount:${namespace}:${serviceAccount}`;
  const claims = { iss: issuer, sub: subject, aud: [audience], iat: now, nbf: now, exp: now + 600 };
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
  const signed = `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}`;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url")}`;
}

/**
 * Takes a role with a token, as AWS's SDKs do within a pod.
 *
 * @returns The ARN of whom STS takes one for, or the code and the message of its refusal.
 */
export async function assume(stage: Stage, role: string, token: string): Promise<string> {
  // The call is not signed: the token is all that it has.
  const credentials = { accessKeyId: "none", secretAccessKey: "none" };
  const client = new STSClient({ region, endpoint: stage.aws.endpoint, credentials });
  const command = new AssumeRoleWithWebIdentityCommand({
    RoleArn: role,
    RoleSessionName: "test",
    WebIdentityToken: token,
  });
  try {
    const { AssumedRoleUser } = await client.send(command);
    return AssumedRoleUser!.Arn!;
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  } finally {
    client.destroy();
  }
}
