import { type PolicyDocument, policyDocument } from "./iam";

/**
 * The resource policy of an entry: nobody outside its account. AWS's own services, which replicate and rotate, act for the
 * account and are let through by `aws:PrincipalIsAWSService`.
 *
 * @param secretArn The entry itself.
 * @param account The account that it belongs to.
 */
export function entryPolicy(secretArn: string, account: string): PolicyDocument {
  return policyDocument({
    Sid: "DenyOtherAccounts",
    Effect: "Deny",
    Principal: "*",
    Action: "secretsmanager:*",
    Resource: secretArn,
    Condition: {
      StringNotEquals: { "aws:PrincipalAccount": account },
      BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
    },
  });
}
