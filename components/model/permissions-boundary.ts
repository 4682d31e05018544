import { alertBoundary } from "./alert-permissions";
import { syncQueueArn } from "./event-sync-names";
import { companionCalls } from "./event-sync-role";
import { arn, policyDocument, type PolicyDocument } from "./iam";
import type { EnvironmentRef } from "./references";
import { viaServices } from "./via-services";

/**
 * The most that a role of the environment can ever do, whatever is written into its own policies: read the environment's
 * secrets and parameters, take the events about them, and publish to its topics. The deploy role may create roles, so this is
 * what keeps it from creating a mightier one.
 *
 * It grows with nothing: a new service or database needs no change here, because only an administrator can make one.
 *
 * @param githubProviderArn The provider whose sessions never get anything: see `DenyGitHub` below.
 * @param alertTopicArn A topic that reminders go to, where it is not the environment's own.
 */
export function boundaryPolicy(
  environment: EnvironmentRef,
  path: string,
  githubProviderArn: string,
  alertTopicArn?: string,
): PolicyDocument {
  return policyDocument(
    {
      // The operator's role takes the store roles, with the namespace as a session tag.
      Sid: "AssumeOwnRoles",
      Effect: "Allow",
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Resource: arn("iam", environment, `role${path}*`),
    },
    {
      // RDS names the entries that it owns `rds!...`, without an environment; each store role lists its own by ARN.
      Sid: "ReadSecrets",
      Effect: "Allow",
      Action: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
      Resource: [`secret:${environment.name}/*`, "secret:rds!*"].map((name) =>
        arn("secretsmanager", environment, name),
      ),
    },
    {
      Sid: "ReadParameters",
      Effect: "Allow",
      Action: ["ssm:GetParameter", "ssm:GetParameters"],
      Resource: arn("ssm", environment, `parameter/${environment.name}/*`),
    },
    {
      // Any key of the account, but only through the two services: the ids of AWS's own keys are not known beforehand.
      Sid: "DecryptForReading",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: arn("kms", environment, "key/*"),
      Condition: { StringEquals: { "kms:ViaService": viaServices(environment.region, "secretsmanager", "ssm") } },
    },
    ...alertBoundary(environment, alertTopicArn),
    {
      // The operator's companion takes the events that say which entry changed.
      Sid: "TakeEvents",
      Effect: "Allow",
      Action: [...companionCalls],
      Resource: syncQueueArn(environment),
    },
    {
      // A deploy job could write a role that trusts GitHub, and take it with its own token. Such a session can do nothing.
      Sid: "DenyGitHub",
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: { StringEquals: { "aws:FederatedProvider": githubProviderArn } },
    },
  );
}
