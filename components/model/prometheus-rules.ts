import { alertPrefix } from "./alert-topic";
import type { EnvironmentRef } from "./references";

/** One alerting rule, as a PrometheusRule holds it. */
export interface AlertingRule {
  alert: string;
  expr: string;
  /** How long it has to hold, e.g. `"15m"`. */
  for: string;
  labels: Record<string, string>;
  annotations: { summary: string; description: string };
}

/** What decides the rules. */
export interface RuleScope {
  environment: Pick<EnvironmentRef, "name">;
  /** Namespaces whose ExternalSecrets are watched, at least one. */
  namespaces: readonly string[];
  /** Hours between two refreshes of an ExternalSecret. */
  refreshHours: number;
}

/** As many refreshes in a row have to be missing before an ExternalSecret counts as stale. */
const missedRefreshes = 3;

/**
 * Alerts on ExternalSecrets that do not sync, on values that are stale, and on rotations that failed.
 *
 * The operator exports no time of the last sync. It counts runs (`externalsecret_sync_calls_total`, the failed ones included) and
 * failures (`externalsecret_sync_calls_error`), at least one run a refresh. So a value is stale when three refreshes have gone by
 * without one that ended well. That also watches the sync by event, whose messages are gone before they are handled: what an event
 * missed, the next refresh brings, and that one is counted here.
 *
 * Rotations that failed are told by RotationAlarms in any case. The rule here fires where the CloudWatch exporter of Prometheus
 * reads `MatchedEvents` of `AWS/Events`, and is silent elsewhere.
 *
 * Sources: pkg/controllers/externalsecret/esmetrics and pkg/controllers/secretstore/cssmetrics of external-secrets 0.20.4;
 * https://github.com/prometheus/cloudwatch_exporter for the names that it makes of a metric and its dimensions
 */
export function alertingRules({ environment, namespaces, refreshHours }: RuleScope): AlertingRule[] {
  const own = `namespace=~"${[...namespaces].sort().join("|")}"`;
  const hours = missedRefreshes * refreshHours;
  const each = "by (namespace, name)";
  const where = "{{ $labels.namespace }}/{{ $labels.name }}";
  const describe = "kubectl describe externalsecret --namespace {{ $labels.namespace }} {{ $labels.name }}";
  const { name } = environment;
  const severity = (level: "critical" | "warning") => ({ severity: level, environment: name });
  return [
    {
      alert: "ExternalSecretNotReady",
      expr: `max ${each} (externalsecret_status_condition{condition="Ready", status="False", ${own}}) == 1`,
      for: "15m",
      labels: severity("critical"),
      annotations: {
        summary: `The ExternalSecret ${where} does not sync.`,
        description: `Its Secret keeps the last value, or does not exist yet. What is wrong, its events say. Type: ${describe}`,
      },
    },
    {
      alert: "ExternalSecretSyncErrors",
      expr: `sum ${each} (increase(externalsecret_sync_calls_error{${own}}[1h])) > 5`,
      for: "15m",
      labels: severity("warning"),
      annotations: {
        summary: `The ExternalSecret ${where} syncs with errors.`,
        description: `It failed {{ $value | printf "%.0f" }} times within an hour. Type: ${describe}`,
      },
    },
    {
      alert: "ExternalSecretStale",
      expr: staleExpression(own, hours, each),
      for: "15m",
      labels: severity("critical"),
      annotations: {
        summary: `The ExternalSecret ${where} was not refreshed for ${hours} hours.`,
        description:
          "A value that was rotated meanwhile is not in the cluster. Is the operator running? " +
          `Type: ${describe}; to have it read at once: kubectl annotate externalsecret --namespace {{ $labels.namespace }} ` +
          '{{ $labels.name }} --overwrite force-sync="$(date +%s)"',
      },
    },
    {
      alert: "SecretStoreNotReady",
      expr: 'max by (name) (clustersecretstore_status_condition{condition="Ready", status="False"}) == 1',
      for: "15m",
      labels: severity("critical"),
      annotations: {
        summary: "The ClusterSecretStore {{ $labels.name }} is not ready.",
        description:
          "No ExternalSecret of it syncs. The operator could not log in to AWS. Type: kubectl describe clustersecretstore {{ $labels.name }}",
      },
    },
    {
      alert: "ExternalSecretsUnwatched",
      expr: "absent(externalsecret_sync_calls_total)",
      for: "15m",
      labels: severity("critical"),
      annotations: {
        summary: "External Secrets Operator sends no metrics.",
        description:
          "It does not run, or Prometheus does not scrape it: none of the other alerts can fire. " +
          "Type: kubectl get pods,servicemonitors --all-namespaces --selector app.kubernetes.io/name=external-secrets",
      },
    },
    {
      alert: "SecretRotationFailed",
      expr: `sum by (rule_name) (aws_events_matched_events_sum{rule_name=~"${alertPrefix(name)}rotation-.+"}) > 0`,
      for: "0m",
      labels: severity("critical"),
      annotations: {
        summary: "A rotation by AWS failed: {{ $labels.rule_name }}.",
        description: `The message on the topic of alerts says which entry, why, and what to type. Type: npx strongroom inventory ${name} --live`,
      },
    },
  ];
}

/**
 * Runs less failures within some hours, of what exists now and existed then: a counter that has just begun tells nothing, and those of
 * deleted ExternalSecrets stay until the operator restarts.
 */
function staleExpression(own: string, hours: number, each: string): string {
  const runs = `externalsecret_sync_calls_total{${own}}`;
  const failures = `externalsecret_sync_calls_error{${own}}`;
  return [
    "(",
    `  sum ${each} (increase(${runs}[${hours}h]))`,
    "  -",
    `  (sum ${each} (increase(${failures}[${hours}h])) or 0 * sum ${each} (${runs}))`,
    ") < 0.5",
    `and sum ${each} (${runs} offset ${hours}h)`,
    `and max ${each} (externalsecret_status_condition{condition="Ready", ${own}})`,
  ].join("\n");
}
