import { companionChartVersion } from "./event-sync-cluster";
import { syncQueueName, syncRoleName } from "./event-sync-names";
import type { ClusterIdentity } from "./operator-role";
import { checkIssuer, checkProvider, checkVersion } from "./operator-arguments";
import { type HelmValues, isValues } from "./operator-values";
import { type Problem, ProblemList } from "./problems";
import type { EnvironmentRef } from "./references";
import { namespaceProblem, roleNameProblem, rolePathProblem } from "./role-names";

/** The arguments of EventSync that can be wrong, defaults filled in. */
export interface EventSyncArguments {
  environment: EnvironmentRef;
  cluster: ClusterIdentity;
  path: string;
  namespace: string;
  chartVersion: string;
  imageDigest: string | undefined;
  values: HelmValues;
}

/** Everything that is wrong with the arguments of EventSync, each with its fix. */
export function eventSyncProblems(args: EventSyncArguments): Problem[] {
  const { environment, cluster } = args;
  const { problems, check } = new ProblemList();
  const issuerProblem = checkIssuer(cluster.issuer);
  check(["cluster", "issuer"], issuerProblem);
  if (issuerProblem === undefined) check(["cluster", "oidcProviderArn"], checkProvider(cluster, environment));
  check(["environment", "name"], roleNameProblem(syncRoleName(environment), "the environment's name"));
  check(["environment", "name"], queueNameProblem(syncQueueName(environment.name)));
  check(["iam", "path"], rolePathProblem(args.path));
  check(["namespace"], namespaceProblem(args.namespace));
  check(["chartVersion"], checkVersion(args.chartVersion, companionChartVersion));
  check(["imageDigest"], digestProblem(args.imageDigest));
  for (const key of ["serviceAccount", "rbac", "fullnameOverride"]) {
    const why = "is settled, because the role and the rights are those of the service account made here: remove it";
    if (isValues(args.values) && args.values[key] !== undefined) check(["values", key], why);
  }
  return problems;
}

/**
 * Everything that is wrong with the arguments of EventRules, each with its fix.
 *
 * @param entries Names of the entries.
 */
export function eventRulesProblems(entries: readonly string[]): Problem[] {
  const { problems, check } = new ProblemList();
  entries.forEach((entry, index) => {
    if (entries.indexOf(entry) < index) check(["entries", index, "name"], `${entry} stands there twice: remove it`);
  });
  return problems;
}

/** Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
function queueNameProblem(name: string): string | undefined {
  if (/^[A-Za-z0-9_-]{1,80}$/.test(name)) return undefined;
  return `makes the queue name ${name}; SQS takes 80 letters, digits, hyphens and underscores: shorten the environment's name`;
}

function digestProblem(digest: string | undefined): string | undefined {
  if (digest === undefined || /^sha256:[0-9a-f]{64}$/.test(digest)) return undefined;
  return `must be "sha256:" and 64 hexadecimal digits, as the registry shows it, not ${JSON.stringify(digest)}`;
}
