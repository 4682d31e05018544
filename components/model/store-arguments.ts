import { partitionOf } from "./iam";
import { type Problem, ProblemList } from "./problems";
import type { EnvironmentRef } from "./references";
import { namespaceProblem, roleNameProblem, rolePathProblem, storeRoleName, type StoreService } from "./role-names";
import type { ServiceOwnedEntry } from "./store-role";

/** The arguments of SecretStore that can be wrong, defaults filled in. */
export interface StoreArguments {
  environment: EnvironmentRef;
  service: StoreService;
  name: string;
  namespaces: readonly string[];
  path: string;
  serviceOwnedEntries: readonly ServiceOwnedEntry[];
}

/** Everything that is wrong with a store's arguments, each with its fix. */
export function storeProblems(args: StoreArguments): Problem[] {
  const { environment, service, name, namespaces } = args;
  const { problems, check } = new ProblemList();
  check(["service"], checkService(service));
  check(["name"], checkName(name) ?? roleNameProblem(storeRoleName(environment, name), "the store's name"));
  check(["iam", "path"], rolePathProblem(args.path));
  if (namespaces.length === 0) {
    const why = "a ClusterSecretStore without namespaces is open to every one";
    check(["namespaces"], `must name the namespaces that may read this store, e.g. ["api"]: ${why}`);
  }
  namespaces.forEach((namespace, index) => check(["namespaces", index], namespaceProblem(namespace)));
  if (service === "ParameterStore" && args.serviceOwnedEntries.length > 0) {
    check(["serviceOwnedEntries"], "belong to Secrets Manager: give them to the store of that service");
  }
  args.serviceOwnedEntries.forEach((entry, index) => {
    check(["serviceOwnedEntries", index, "arn"], checkEntry(entry.arn, environment));
    check(["serviceOwnedEntries", index, "namespace"], checkReader(entry.namespace, namespaces));
  });
  return problems;
}

function checkService(service: string): string | undefined {
  if (service === "SecretsManager" || service === "ParameterStore") return undefined;
  return `must be "SecretsManager" or "ParameterStore", not ${JSON.stringify(service)}`;
}

function checkName(name: string): string | undefined {
  if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name)) return undefined;
  return `must consist of small letters, digits and dashes, e.g. "aws-secrets-manager", not ${JSON.stringify(name)}`;
}

function checkEntry(entry: string, { account, region }: EnvironmentRef): string | undefined {
  const start = `arn:${partitionOf(region)}:secretsmanager:${region}:${account}:secret:`;
  const name = entry.slice(start.length);
  if (entry.startsWith(start) && /^[A-Za-z0-9/_+=.@!-]+-[A-Za-z0-9]{6}$/.test(name)) return undefined;
  const command = "aws rds describe-db-instances --query 'DBInstances[].MasterUserSecret.SecretArn'";
  return `must be the full ARN of an entry in this account and region, ${start}<name>-<6 characters>, as printed by "${command}", not ${JSON.stringify(entry)}`;
}

function checkReader(namespace: string, namespaces: readonly string[]): string | undefined {
  if (namespaces.includes(namespace)) return undefined;
  return `must be one of the store's namespaces (${namespaces.join(", ") || "none"}): add ${JSON.stringify(namespace)} to namespaces`;
}
