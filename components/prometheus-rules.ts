import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import * as pulumi from "@pulumi/pulumi";
import { type Problem, ProblemList } from "./model/problems";
import { alertingRules } from "./model/prometheus-rules";
import type { EnvironmentRef } from "./model/references";
import { namespaceProblem } from "./model/role-names";
import { refuseProblems } from "./refuse";

/** What PrometheusRules is made of. */
export interface PrometheusRulesArgs {
  /** The environment of the cluster. Its name is a label of every alert. */
  environment: Pick<EnvironmentRef, "name">;
  /** Namespaces whose ExternalSecrets are watched, at least one, e.g. `["api", "billing"]`. */
  namespaces: readonly string[];
  /** Whether there are any: the cluster has to know PrometheusRules. Default false. */
  enabled?: boolean;
  /** Namespace of the object, which exists already. Default `"external-secrets"`. */
  namespace?: string;
  /** Labels by which Prometheus picks its rules, e.g. `{ release: "kube-prometheus-stack" }`. Default: none. */
  labels?: Record<string, string>;
  /** Hours between two refreshes of an ExternalSecret. Default 1, as ServiceSecrets makes them. */
  refreshHours?: number;
}

/**
 * Alerts of Prometheus on ExternalSecrets that do not sync, values that were not refreshed, stores that are not ready, an operator
 * that sends no metrics, and rotations that failed.
 *
 * ```typescript
 * new PrometheusRules("prometheus-rules", { environment, namespaces: ["api"], enabled: true, labels: { release: "prometheus" } });
 * ```
 *
 * It needs the resource definitions of the Prometheus operator (`monitoring.coreos.com/v1`), and the metrics of External Secrets
 * Operator, which ExternalSecretsOperator has scraped with a ServiceMonitor where the cluster knows those.
 */
export class PrometheusRules extends pulumi.ComponentResource {
  /** Names of the alerts; none where they are off. */
  readonly alerts: string[];

  /** @throws pulumi.RunError with every wrong argument, before anything is registered. */
  constructor(name: string, args: PrometheusRulesArgs, opts?: pulumi.ComponentResourceOptions) {
    const { environment, namespaces, enabled = false, namespace = "external-secrets", refreshHours = 1 } = args;
    refuseProblems("PrometheusRules", name, rulesProblems(namespaces, namespace, refreshHours));
    super("strongroom:index:PrometheusRules", name, {}, opts);

    const rules = enabled ? alertingRules({ environment, namespaces, refreshHours }) : [];
    if (enabled) {
      new CustomResource(
        `${name}-rules`,
        {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "PrometheusRule",
          metadata: { name: "strongroom", namespace, labels: args.labels },
          spec: { groups: [{ name: "strongroom", rules }] },
        },
        { parent: this },
      );
    }
    this.alerts = rules.map(({ alert }) => alert);
    this.registerOutputs({ alerts: this.alerts });
  }
}

function rulesProblems(namespaces: readonly string[], namespace: string, refreshHours: number): Problem[] {
  const { problems, check } = new ProblemList();
  if (namespaces.length === 0) check(["namespaces"], 'must name the namespaces that are watched, e.g. ["api"]');
  namespaces.forEach((watched, index) => check(["namespaces", index], namespaceProblem(watched)));
  check(["namespace"], namespaceProblem(namespace));
  if (!Number.isInteger(refreshHours) || refreshHours < 1) {
    check(["refreshHours"], `must be whole hours, 1 or more, not ${refreshHours}`);
  }
  return problems;
}
