import { type PolicyDocument, policyDocument } from "./iam";

/**
 * The resource policy of an entry: nobody outside its account. AWS's own services, which replicate and rotate, act for the
 * account and are let through by `aws:PrincipalIsAWSService`.
 *
 * `*` means the entry that carries the policy. Its ARN would not do: Secrets Manager copies the policy to the replicas,
 * whose ARNs name another region.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
 *
 * @param account The account that the entry belongs to.
 */
export function entryPolicy(account: string): PolicyDocument {
  return policyDocument({
    Sid: "DenyOtherAccounts",
    Effect: "Deny",
    Principal: "*",
    Action: "secretsmanager:*",
    Resource: "*",
    Condition: {
      StringNotEquals: { "aws:PrincipalAccount": account },
      BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
    },
  });
}
