import type { V1ServiceAccount, V1Volume } from "@kubernetes/client-node";

/** Where EKS puts the token, in a pod. */
export const identityMount = "/var/run/secrets/eks.amazonaws.com/serviceaccount";

/** The volume that EKS's webhook adds. */
export const identityVolume = "aws-iam-token";

const annotation = "eks.amazonaws.com";
const audience = "sts.amazonaws.com";
const day = 86_400;

/** What makes a pod act as an IAM role. */
export interface PodIdentity {
  variables: Record<string, string>;
  volume: V1Volume;
}

/**
 * What EKS's pod identity webhook adds to a pod whose service account names an IAM role. The real one changes the pod when it
 * is admitted; here the pod stays as it was written.
 *
 * Source: https://github.com/aws/amazon-eks-pod-identity-webhook
 *
 * @param account The pod's service account.
 * @param region The cluster's, e.g. `"eu-west-1"`.
 * @returns Nothing where the account names no role.
 */
export function podIdentity(account: V1ServiceAccount | undefined, region: string): PodIdentity | undefined {
  const asked = account?.metadata?.annotations ?? {};
  const role = asked[`${annotation}/role-arn`];
  if (role === undefined) return undefined;
  const serviceAccountToken = {
    audience: asked[`${annotation}/audience`] ?? audience,
    expirationSeconds: Number(asked[`${annotation}/token-expiration`] ?? day),
    path: "token",
  };
  const regional = asked[`${annotation}/sts-regional-endpoints`] !== "false";
  return {
    variables: {
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ROLE_ARN: role,
      AWS_WEB_IDENTITY_TOKEN_FILE: `${identityMount}/token`,
      ...(regional ? { AWS_STS_REGIONAL_ENDPOINTS: "regional" } : {}),
    },
    volume: { name: identityVolume, projected: { sources: [{ serviceAccountToken }] } },
  };
}

/**
 * What leads an AWS SDK to the emulator, in place of AWS's names: those that every SDK knows, and those of the operator.
 *
 * @param endpoint The emulator, e.g. `http://127.0.0.1:24006`.
 */
export function emulatorVariables(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    // Go's SDK asks for a role's keys before it has read the line above.
    AWS_ENDPOINT_URL_STS: endpoint,
    AWS_SECRETSMANAGER_ENDPOINT: endpoint,
    AWS_SSM_ENDPOINT: endpoint,
    AWS_STS_ENDPOINT: endpoint,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
