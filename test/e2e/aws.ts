import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import {
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListPoliciesCommand,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { ListScheduleGroupsCommand, ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { clientSettings } from "../../lab/stage/environment";
import type { Stage } from "../../lab/stage/stage";

/** Clients of one account of the emulator, as its administrator. */
export interface Account {
  iam: IAMClient;
  secretsManager: SecretsManagerClient;
  ssm: SSMClient;
  sns: SNSClient;
  sqs: SQSClient;
  scheduler: SchedulerClient;
  events: EventBridgeClient;
  cloudWatch: CloudWatchClient;
}

/** Opens an account, e.g. `openAccount(stage, "111122223333")`. */
export async function openAccount(stage: Stage, account: string): Promise<Account> {
  const configuration = await clientSettings(stage, account);
  return {
    iam: new IAMClient(configuration),
    secretsManager: new SecretsManagerClient(configuration),
    ssm: new SSMClient(configuration),
    sns: new SNSClient(configuration),
    sqs: new SQSClient(configuration),
    scheduler: new SchedulerClient(configuration),
    events: new EventBridgeClient(configuration),
    cloudWatch: new CloudWatchClient(configuration),
  };
}

/** The names of everything that an account holds and that this program makes kinds of, sorted. */
export async function inventory(account: Account): Promise<Record<string, string[]>> {
  const { iam, secretsManager, ssm, sns, scheduler, events, cloudWatch } = account;
  const [roles, policies, providers, secrets, parameters, topics, groups, schedules, rules, alarms] = await Promise.all(
    [
      iam.send(new ListRolesCommand({})),
      iam.send(new ListPoliciesCommand({ Scope: "Local" })),
      iam.send(new ListOpenIDConnectProvidersCommand({})),
      secretsManager.send(new ListSecretsCommand({ IncludePlannedDeletion: true })),
      ssm.send(new DescribeParametersCommand({})),
      sns.send(new ListTopicsCommand({})),
      scheduler.send(new ListScheduleGroupsCommand({})),
      scheduler.send(new ListSchedulesCommand({ MaxResults: 100 })),
      events.send(new ListRulesCommand({})),
      cloudWatch.send(new DescribeAlarmsCommand({})),
    ],
  );
  return {
    roles: names(roles.Roles, ({ RoleName }) => RoleName),
    policies: names(policies.Policies, ({ PolicyName }) => PolicyName),
    providers: names(providers.OpenIDConnectProviderList, ({ Arn }) => Arn),
    secrets: names(
      secrets.SecretList?.filter(({ DeletedDate }) => DeletedDate === undefined),
      ({ Name }) => Name,
    ),
    deletedSecrets: names(
      secrets.SecretList?.filter(({ DeletedDate }) => DeletedDate !== undefined),
      ({ Name }) => Name,
    ),
    parameters: names(parameters.Parameters, ({ Name }) => Name),
    topics: names(topics.Topics, ({ TopicArn }) => TopicArn),
    scheduleGroups: names(groups.ScheduleGroups, ({ Name }) => Name),
    schedules: names(schedules.Schedules, ({ Name }) => Name),
    rules: names(rules.Rules, ({ Name }) => Name),
    alarms: names(alarms.MetricAlarms, ({ AlarmName }) => AlarmName),
  };
}

/** The current value of an entry, or nothing while it has none. */
export async function currentValue(
  { secretsManager }: Account,
  name: string,
): Promise<Record<string, string> | undefined> {
  try {
    const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId: name }));
    return JSON.parse(SecretString ?? "{}") as Record<string, string>;
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

function names<T>(items: readonly T[] | undefined, name: (item: T) => string | undefined): string[] {
  return (items ?? []).flatMap((item) => name(item) ?? []).sort();
}
