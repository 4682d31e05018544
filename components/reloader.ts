import { Release } from "@pulumi/kubernetes/helm/v3/release";
import * as pulumi from "@pulumi/pulumi";
import { type HelmValues, mergeValues } from "./model/operator-values";
import { isProduction } from "./model/production";
import type { EnvironmentRef } from "./model/references";
import { reloaderChartVersion, reloaderName, reloaderProblems, reloaderValues } from "./model/reloader-values";
import { refuseProblems } from "./refuse";

/** What a Reloader is made of. */
export interface ReloaderArgs {
  /** The environment that it works for. */
  environment: EnvironmentRef;
  /** Namespaces whose annotated workloads are restarted, at least one: it has no rights in others. */
  namespaces: string[];
  /**
   * Its own namespace, which exists already. Default `"reloader"`: a namespace that it shares with nothing, because it may change
   * the Deployments of its own namespace, too.
   */
  namespace?: string;
  /** Version of Stakater's chart. Default `"2.2.16"`, which brings Reloader 1.4.21. */
  chartVersion?: string;
  /** Two replicas, one of which works, guarded against disruption. Default: in production, see `isProduction`. */
  highlyAvailable?: boolean;
  /**
   * Values of the chart that go over the ones chosen here, key by key at every depth.
   *
   * @example { image: { digest: "sha256:..." } }
   */
  values?: HelmValues;
}

/**
 * Stakater Reloader: restarts exactly the workloads that name a Secret in their annotation, when that Secret changes. Put
 * `annotations` of ServiceSecrets on a workload.
 *
 * ```typescript
 * new Reloader("reloader", {
 *   environment: { name: "prod", account: "123456789012", region: "eu-west-1" },
 *   namespaces: ["api", "billing"],
 * });
 * ```
 *
 * A restart is a rollout: new pods take over as the workload's own strategy says, and where they do not get ready the old
 * ones go on (`maxUnavailable: 0`). A workload that reads its files again by itself is left alone: declare it with `reload: "files"`.
 *
 * It sees changes while it runs. One that comes while no replica works is not made up for: the workload reads it at its next start.
 * The network policy takes effect where the cluster enforces it; on EKS the VPC CNI has to be told to.
 */
export class Reloader extends pulumi.ComponentResource {
  /** Namespace in which it runs. */
  readonly namespace: string;

  /** @throws pulumi.RunError with every wrong argument, before anything is registered. */
  constructor(name: string, args: ReloaderArgs, opts?: pulumi.ComponentResourceOptions) {
    const { namespace, chartVersion, values } = settle(name, args);
    super("strongroom:index:Reloader", name, {}, opts);
    this.namespace = namespace;
    const release = new Release(
      `${name}-release`,
      {
        name: reloaderName,
        chart: "reloader",
        version: chartVersion,
        repositoryOpts: { repo: "https://stakater.github.io/stakater-charts" },
        namespace,
        createNamespace: false,
        values,
        atomic: true,
        cleanupOnFail: true,
        // Seconds.
        timeout: 300,
      },
      { parent: this },
    );
    this.registerOutputs({ namespace, releaseStatus: release.status });
  }
}

/** The arguments with their defaults. */
interface Settled {
  namespace: string;
  chartVersion: string;
  values: HelmValues;
}

function settle(name: string, args: ReloaderArgs): Settled {
  const { values = {} } = args;
  const namespace = args.namespace ?? reloaderName;
  const chartVersion = args.chartVersion ?? reloaderChartVersion;
  const namespaces = [...new Set(args.namespaces)].sort();
  refuseProblems("Reloader", name, reloaderProblems({ namespace, namespaces, chartVersion, values }));
  const highlyAvailable = args.highlyAvailable ?? isProduction(args.environment.name);
  return { namespace, chartVersion, values: mergeValues(reloaderValues({ highlyAvailable, namespaces }), values) };
}
