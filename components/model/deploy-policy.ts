import { environmentArns, type DeployScope } from "./access-scope";
import { alertStatements } from "./alert-permissions";
import { arn, policyDocument, type PolicyDocument, type PolicyStatement } from "./iam";
import { denyAssumingRoles, denySecretValues, readStatements } from "./preview-policy";
import { denyFoundationChanges, roleStatements } from "./role-permissions";
import { rotationFunctionPrefix } from "./rotation-functions";
import { viaServices } from "./via-services";
import { syncStatements } from "./sync-permissions";

/**
 * The policy of a deploy role: what `pulumi up` and `pulumi destroy` of this program call, and no more.
 *
 * What it cannot do on purpose, so that an administrator must:
 * - change the boundary, the OIDC provider, or any role under `<path>github/`, its own included: a CI role that edits its
 *   own trust can become anything;
 * - add a rotation function of AWS's: its template makes a role without the boundary;
 * - where values are denied (prod), deploy a `generated` value: the provider reads back what it writes.
 *
 * What no policy can prevent: it may write roles, tags and resource policies, so it could write a role that reads secrets
 * and that somebody else takes, hand an entry to another namespace, or name a reader in an entry's policy. The boundary
 * keeps such a role inside this environment, an entry's policy must not be public, a key opens for its own account only,
 * and CloudTrail shows each change. So protect who may deploy: an environment with reviewers, a branch with rules.
 */
export function deployPolicy(scope: DeployScope): PolicyDocument {
  return policyDocument(
    ...readStatements(scope),
    ...secretStatements(scope),
    ...parameterStatements(scope),
    ...keyStatements(scope),
    ...alertStatements(scope),
    ...roleStatements(scope),
    ...syncStatements(scope),
    ...(scope.denySecretValues ? [denySecretValues()] : []),
    ...denyOtherReplicas(scope),
    ...denyFoundationChanges(scope),
    denyAssumingRoles(scope),
  );
}

function secretStatements(scope: DeployScope): PolicyStatement[] {
  const Resource = environmentArns(scope).secrets;
  const statements: PolicyStatement[] = [
    {
      // UpdateSecret changes description and key, and could set a value too: IAM cannot tell them apart.
      Sid: "ManageSecrets",
      Effect: "Allow",
      Action: [
        "secretsmanager:CancelRotateSecret",
        "secretsmanager:CreateSecret",
        "secretsmanager:DeleteResourcePolicy",
        "secretsmanager:DeleteSecret",
        "secretsmanager:RemoveRegionsFromReplication",
        // CreateSecret with replicas asks for it as well.
        ...(scope.replicas.length > 0 ? ["secretsmanager:ReplicateSecretToRegions"] : []),
        "secretsmanager:RestoreSecret",
        "secretsmanager:RotateSecret",
        "secretsmanager:TagResource",
        "secretsmanager:UntagResource",
        "secretsmanager:UpdateSecret",
        "secretsmanager:ValidateResourcePolicy",
      ],
      Resource,
    },
    {
      // Only with `blockPublicPolicy: true`: AWS then refuses a policy that opens the entry to the world.
      Sid: "PutClosedResourcePolicies",
      Effect: "Allow",
      Action: "secretsmanager:PutResourcePolicy",
      Resource,
      Condition: { Bool: { "secretsmanager:BlockPublicPolicy": "true" } },
    },
  ];
  if (scope.rotationFunctionArns.length > 0) {
    // RotateSecret checks that its caller may invoke the function.
    // Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
    statements.push({
      Sid: "SetUpRotation",
      Effect: "Allow",
      Action: "lambda:InvokeFunction",
      Resource: rotationFunctions(scope),
    });
  }
  if (scope.managedEntryArns.length > 0) {
    // Never CancelRotateSecret: what RDS owns goes on rotating, whatever becomes of the declaration.
    statements.push({
      Sid: "ScheduleManagedEntries",
      Effect: "Allow",
      Action: "secretsmanager:RotateSecret",
      Resource: [...scope.managedEntryArns],
    });
  }
  if (!scope.denySecretValues) {
    // A SecretVersion reads its value back after writing it, and on each refresh.
    const calls = ["GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"];
    const Action = calls.map((call) => `secretsmanager:${call}`);
    statements.push({ Sid: "GenerateSecretValues", Effect: "Allow", Action, Resource });
  }
  return statements;
}

/** A policy has a size. AWS's functions, which an administrator deploys, begin with the environment: one pattern for all. */
function rotationFunctions({ environment, rotationFunctionArns }: DeployScope): string[] {
  const published = arn("lambda", environment, `function:${rotationFunctionPrefix(environment)}`);
  return [...new Set(rotationFunctionArns.map((one) => (one.startsWith(published) ? `${published}*` : one)))];
}

/**
 * Copies go to the regions that the environment names. As a Deny, because `ForAllValues` in an Allow also passes for a
 * call without the key.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets-permissions.html
 */
function denyOtherReplicas({ replicas }: DeployScope): PolicyStatement[] {
  if (replicas.length === 0) return [];
  return [
    {
      Sid: "DenyOtherReplicaRegions",
      Effect: "Deny",
      Action: ["secretsmanager:CreateSecret", "secretsmanager:ReplicateSecretToRegions"],
      Resource: "*",
      Condition: {
        "ForAnyValue:StringNotEquals": { "secretsmanager:AddReplicaRegions": replicas.map(({ region }) => region) },
      },
    },
  ];
}

function parameterStatements(scope: DeployScope): PolicyStatement[] {
  return [
    {
      Sid: "ManageParameters",
      Effect: "Allow",
      Action: ["ssm:AddTagsToResource", "ssm:DeleteParameter", "ssm:PutParameter", "ssm:RemoveTagsFromResource"],
      Resource: environmentArns(scope).parameters,
    },
  ];
}

/** AWS's own keys (aws/secretsmanager, aws/ssm) let every role of the account in; a customer key does not. */
function keyStatements({ environment, kmsKeyArn, replicas }: DeployScope): PolicyStatement[] {
  const keys = [kmsKeyArn, ...replicas.map((replica) => replica.kmsKeyArn)].filter((key) => key !== undefined);
  if (keys.length === 0) return [];
  const services = [
    ...viaServices(environment.region, "secretsmanager", "ssm"),
    ...replicas.flatMap(({ region }) => viaServices(region, "secretsmanager")),
  ];
  return [
    {
      Sid: "UseKeysThroughServices",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
      Resource: keys,
      Condition: { StringEquals: { "kms:ViaService": services } },
    },
  ];
}
