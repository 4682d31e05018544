import { checkVersion } from "./operator-arguments";
import { type HelmValues, isValues } from "./operator-values";
import { type Problem, ProblemList } from "./problems";
import { namespaceProblem } from "./role-names";

/** The chart that is installed unless a stack pins another one; it brings Reloader 1.4.21. */
export const reloaderChartVersion = "2.2.16";

/** Name of everything that Reloader is in the cluster. */
export const reloaderName = "reloader";

/** What decides Reloader's values. */
export interface ReloaderSize {
  /** Two replicas, one of which works, guarded against disruption. */
  highlyAvailable: boolean;
  /** Namespaces whose workloads it restarts. */
  namespaces: readonly string[];
}

/**
 * The values of Stakater's chart. It sees the given namespaces alone, and there Secrets alone: with its own default it would
 * read every Secret and ConfigMap of the cluster. A restart is an annotation of the pod template, so that containers stay as
 * they were declared. Jobs and CronJobs read afresh whenever they run, so they are left alone.
 *
 * Source: https://github.com/stakater/Reloader/blob/v1.4.21/deployments/kubernetes/chart/reloader/values.yaml
 */
export function reloaderValues({ highlyAvailable, namespaces }: ReloaderSize): HelmValues {
  return {
    fullnameOverride: reloaderName,
    reloader: {
      watchGlobally: false,
      namespaces: [...namespaces],
      ignoreConfigMaps: true,
      ignoreJobs: true,
      ignoreCronJobs: true,
      reloadStrategy: "annotations",
      logFormat: "json",
      enableHA: highlyAvailable,
      podDisruptionBudget: highlyAvailable ? { enabled: true, minAvailable: 1 } : { enabled: false },
      netpol: { enabled: true },
      readOnlyRootFileSystem: true,
      deployment: {
        replicas: highlyAvailable ? 2 : 1,
        ...(highlyAvailable && { priorityClassName: "system-cluster-critical" }),
        securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: "RuntimeDefault" } },
        containerSecurityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        // No limit on CPU: it would only slow a burst. The limit on memory protects the node.
        resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "256Mi" } },
      },
    },
  };
}

/** The arguments of Reloader that can be wrong, defaults filled in. */
export interface ReloaderArguments {
  namespace: string;
  namespaces: readonly string[];
  chartVersion: string;
  values: HelmValues;
}

/** Everything that is wrong with Reloader's arguments, each with its fix. */
export function reloaderProblems({ namespace, namespaces, chartVersion, values }: ReloaderArguments): Problem[] {
  const { problems, check } = new ProblemList();
  check(["namespace"], namespaceProblem(namespace));
  check(["chartVersion"], checkVersion(chartVersion, reloaderChartVersion));
  if (namespaces.length === 0) {
    check(["namespaces"], 'must name the namespaces whose workloads are restarted, e.g. ["api"]');
  }
  namespaces.forEach((watched, index) => check(["namespaces", index], namespaceProblem(watched)));
  const reloader = values["reloader"];
  for (const key of ["watchGlobally", "namespaces"]) {
    const why = 'is settled by the argument "namespaces": remove it';
    if (isValues(reloader) && reloader[key] !== undefined) check(["values", "reloader", key], why);
  }
  return problems;
}
