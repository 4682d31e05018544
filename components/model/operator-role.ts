import { type PolicyDocument, policyDocument } from "./iam";

/** Name of the operator's service account. The chart is told not to make its own. */
export const operatorServiceAccount = "external-secrets";

/** Name of the operator's release, which the chart writes on everything that it makes as app.kubernetes.io/instance. */
export const operatorRelease = "external-secrets";

/** Namespace of the operator, and of its companion, unless a stack names another. */
export const operatorNamespace = "external-secrets";

/** The cluster's identity in IAM. */
export interface ClusterIdentity {
  /** URL of the cluster's OIDC issuer, e.g. `"https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF"`. */
  issuer: string;
  /** ARN of the IAM OIDC provider that stands for the issuer. */
  oidcProviderArn: string;
}

/** The issuer as IAM spells it in ARNs and condition keys: without the scheme. */
export function issuerKey(issuer: string): string {
  return issuer.replace(/^https:\/\//, "");
}

/**
 * Who may become the operator: one service account of one cluster, with a token that was made for STS.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 *
 * @param namespace Namespace of the operator, e.g. `"external-secrets"`.
 */
export function operatorTrust(cluster: ClusterIdentity, namespace: string): PolicyDocument {
  return serviceAccountTrust("OperatorServiceAccount", cluster, namespace, operatorServiceAccount);
}

/**
 * Who may take a role: one service account of one cluster, with a token that was made for STS.
 *
 * @param sid What the statement is called, e.g. `"OperatorServiceAccount"`.
 * @param namespace Namespace of the service account, e.g. `"external-secrets"`.
 * @param name Name of the service account.
 */
export function serviceAccountTrust(
  sid: string,
  cluster: ClusterIdentity,
  namespace: string,
  name: string,
): PolicyDocument {
  const issuer = issuerKey(cluster.issuer);
  return policyDocument({
    Sid: sid,
    Effect: "Allow",
    Principal: { Federated: cluster.oidcProviderArn },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: {
        [`${issuer}:aud`]: "sts.amazonaws.com",
        [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${name}`,
      },
    },
  });
}

/**
 * What the operator may do: become a store, and nothing else. It reads no secret as itself, whatever a resource policy or
 * a policy that someone attaches later says: a store without a role of its own would otherwise read with the rights of all.
 *
 * @param storeRoleArns Roles of the stores, one ARN each, without wildcards.
 */
export function operatorPolicy(storeRoleArns: readonly string[]): PolicyDocument {
  return policyDocument(
    {
      Sid: "BecomeAStore",
      Effect: "Allow",
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Resource: [...storeRoleArns],
    },
    { Sid: "NeverReadAsItself", Effect: "Deny", Action: ["secretsmanager:*", "ssm:*"], Resource: "*" },
  );
}
