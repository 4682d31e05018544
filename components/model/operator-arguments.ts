import { arn } from "./iam";
import { type ClusterIdentity, issuerKey } from "./operator-role";
import { type HelmValues, isValues } from "./operator-values";
import { type Problem, ProblemList } from "./problems";
import type { EnvironmentRef } from "./references";
import { namespaceProblem, operatorRoleName, roleNameProblem, rolePathProblem } from "./role-names";

/** The arguments of ExternalSecretsOperator that can be wrong, defaults filled in. */
export interface OperatorArguments {
  environment: EnvironmentRef;
  cluster: ClusterIdentity;
  path: string;
  chartVersion: string;
  namespace: string;
  values: HelmValues;
  assumeRoleArns: readonly string[];
}

/** Everything that is wrong with the operator's arguments, each with its fix. */
export function operatorProblems(args: OperatorArguments): Problem[] {
  const { environment, cluster } = args;
  const { problems, check } = new ProblemList();
  const issuerProblem = checkIssuer(cluster.issuer);
  check(["cluster", "issuer"], issuerProblem);
  if (issuerProblem === undefined) check(["cluster", "oidcProviderArn"], checkProvider(cluster, environment));
  check(["environment", "name"], roleNameProblem(operatorRoleName(environment), "the environment's name"));
  check(["iam", "path"], rolePathProblem(args.path));
  check(["chartVersion"], checkVersion(args.chartVersion));
  check(["namespace"], namespaceProblem(args.namespace));
  check(["assumeRoleArns"], args.assumeRoleArns.length > 0 ? undefined : "must name at least one role of a store");
  args.assumeRoleArns.forEach((role, index) => check(["assumeRoleArns", index], checkRole(role)));
  for (const { path, why } of settledValues) {
    if (isSet(args.values, path)) check(["values", ...path], `${why}: remove it`);
  }
  return problems;
}

/** Values that the rest of the component stands on. */
const settledValues: { path: string[]; why: string }[] = [
  { path: ["serviceAccount", "create"], why: "is settled, because the role trusts the service account made here" },
  { path: ["serviceAccount", "name"], why: "is settled, because the role trusts the service account made here" },
  { path: ["namespaceOverride"], why: 'is settled by the argument "namespace", which the role trusts' },
  { path: ["genericTargets", "enabled"], why: "is settled, because an ExternalSecret could then write a ConfigMap" },
];

function isSet(values: HelmValues, [key, ...rest]: string[]): boolean {
  const value = values[key!];
  return rest.length > 0 ? isValues(value) && isSet(value, rest) : value !== undefined;
}

/** What is wrong with the URL of a cluster's issuer, or undefined. */
export function checkIssuer(issuer: string): string | undefined {
  if (/^https:\/\/[A-Za-z0-9.-]+(:\d+)?(\/[A-Za-z0-9._-]+)*$/.test(issuer)) return undefined;
  return (
    "must be the https URL of the cluster's OIDC issuer without a slash at its end, as printed by " +
    `"aws eks describe-cluster --name <cluster> --query cluster.identity.oidc.issuer", not ${JSON.stringify(issuer)}`
  );
}

/** What is wrong with the ARN of an issuer's provider, or undefined. */
export function checkProvider(
  { issuer, oidcProviderArn }: ClusterIdentity,
  environment: EnvironmentRef,
): string | undefined {
  const wanted = arn("iam", environment, `oidc-provider/${issuerKey(issuer)}`);
  if (oidcProviderArn === wanted) return undefined;
  return `must be the provider of this issuer in this account, ${wanted}, not ${oidcProviderArn}`;
}

/** What is wrong with the version of a chart, or undefined. */
export function checkVersion(version: string, example = "2.9.0"): string | undefined {
  if (/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version)) return undefined;
  return `must be one version, e.g. "${example}", not ${JSON.stringify(version)}: a range would upgrade by itself`;
}

function checkRole(role: string): string | undefined {
  if (/^arn:aws[a-z-]*:iam::\d{12}:role\/[A-Za-z0-9_+=,.@/-]+$/.test(role)) return undefined;
  return `must be the ARN of one role, without a wildcard, not ${JSON.stringify(role)}`;
}
