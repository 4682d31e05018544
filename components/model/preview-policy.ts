import { environmentArns, type AccessScope } from "./access-scope";
import { alertReadStatements } from "./alert-permissions";
import { policyDocument, type PolicyDocument, type PolicyStatement } from "./iam";
import { rotationApplicationArns } from "./rotation-functions";
import { readSyncStatements } from "./sync-permissions";

/**
 * What the AWS provider calls to read the state of the program's resources, besides their values. Non-obvious ones:
 * a Secret reads its resource policy, a Parameter is found by DescribeParameters and its tags by ListTagsForResource, and
 * a Role lists its inline and attached policies.
 *
 * Source: the Read functions in internal/service/{events,iam,kms,scheduler,secretsmanager,serverlessrepo,sns,ssm} of
 * hashicorp/terraform-provider-aws, which @pulumi/aws is made from.
 */
export function readStatements(scope: AccessScope): PolicyStatement[] {
  const arns = environmentArns(scope);
  return [
    {
      Sid: "DescribeSecrets",
      Effect: "Allow",
      Action: [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetResourcePolicy",
        "secretsmanager:ListSecretVersionIds",
      ],
      Resource: scope.managedEntryArns.length > 0 ? [arns.secrets, arns.managedEntries] : arns.secrets,
    },
    {
      Sid: "ReadParameters",
      Effect: "Allow",
      Action: ["ssm:GetParameter", "ssm:ListTagsForResource"],
      Resource: arns.parameters,
    },
    { Sid: "FindParameters", Effect: "Allow", Action: "ssm:DescribeParameters", Resource: arns.allParameters },
    {
      Sid: "ReadRoles",
      Effect: "Allow",
      Action: ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
      Resource: arns.roles,
    },
    {
      Sid: "ReadBoundary",
      Effect: "Allow",
      Action: ["iam:GetPolicy", "iam:GetPolicyVersion"],
      Resource: arns.boundary,
    },
    {
      Sid: "ReadProvider",
      Effect: "Allow",
      Action: "iam:GetOpenIDConnectProvider",
      Resource: scope.providerArn,
    },
    {
      // AWS's rotation functions stand in stacks of the Serverless Application Repository.
      Sid: "ReadRotationFunctions",
      Effect: "Allow",
      Action: ["cloudformation:DescribeStacks", "serverlessrepo:GetApplication"],
      Resource: [arns.rotationStacks, rotationApplicationArns(scope.environment.region)],
    },
    ...alertReadStatements(scope),
    ...readSyncStatements(scope),
  ];
}

/** No value of a secret, neither read nor written, in any region and for any entry. */
export function denySecretValues(): PolicyStatement {
  return {
    Sid: "DenySecretValues",
    Effect: "Deny",
    Action: ["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
    Resource: "*",
  };
}

/** A trust policy may name a role directly, and would then need no Allow here: the roles that read are closed by a Deny. */
export function denyAssumingRoles(scope: AccessScope): PolicyStatement {
  return {
    Sid: "DenyAssumingRoles",
    Effect: "Deny",
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Resource: environmentArns(scope).roles,
  };
}

/**
 * The policy of a preview role: it describes what is there and changes nothing, because the code of a pull request runs
 * with it. Values stay closed: those of secrets always, and SecureString parameters because nothing can be decrypted.
 * `pulumi preview` needs no more; with `--refresh`, SecureString parameters and generated values cannot be read.
 */
export function previewPolicy(scope: AccessScope): PolicyDocument {
  return policyDocument(
    ...readStatements(scope),
    denySecretValues(),
    {
      // Only through these services, in any region: the key of Pulumi's own state is the team's business.
      Sid: "DenyDecrypting",
      Effect: "Deny",
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: { StringLike: { "kms:ViaService": ["secretsmanager.*", "ssm.*"] } },
    },
    denyAssumingRoles(scope),
  );
}
