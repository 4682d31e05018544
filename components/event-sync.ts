import * as iam from "@pulumi/aws/iam";
import { Queue } from "@pulumi/aws/sqs/queue";
import { QueuePolicy } from "@pulumi/aws/sqs/queuePolicy";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import { ClusterRole } from "@pulumi/kubernetes/rbac/v1/clusterRole";
import { ClusterRoleBinding } from "@pulumi/kubernetes/rbac/v1/clusterRoleBinding";
import { Role } from "@pulumi/kubernetes/rbac/v1/role";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding";
import * as pulumi from "@pulumi/pulumi";
import { eventSyncProblems } from "./model/event-sync-arguments";
import {
  companionChart,
  companionChartVersion,
  companionClusterRules,
  companionNetwork,
  companionRules,
  companionSpec,
  companionValues,
} from "./model/event-sync-cluster";
import { companionName, syncQueueArn, syncQueueName, syncRoleName } from "./model/event-sync-names";
import { companionPolicy, companionTrust, queuePolicy } from "./model/event-sync-role";
import type { IamPlacement } from "./model/iam";
import { type ClusterIdentity, operatorNamespace } from "./model/operator-role";
import { type HelmValues, mergeValues } from "./model/operator-values";
import type { EnvironmentRef } from "./model/references";
import { tagKeys } from "./model/tags";
import { refuseProblems } from "./refuse";

/** What an EventSync is made of. */
export interface EventSyncArgs {
  /** The environment whose entries are followed. Its name is part of the names of queue, rules and role. */
  environment: EnvironmentRef;
  /** The EKS cluster's identity in IAM. */
  cluster: ClusterIdentity;
  /** Where the role lives in IAM, and what bounds it. */
  iam: IamPlacement<pulumi.Input<string>>;
  /** Namespace of the companion, which exists already. Default `"external-secrets"`: beside the operator. */
  namespace?: string;
  /** Version of the companion's chart and, with it, of its image. Default `"0.2.0"`. */
  chartVersion?: string;
  /** Digest of the image, which then has to be that of the version, e.g. `"sha256:..."`. Default: the version's tag alone. */
  imageDigest?: string;
  /** Values of the chart that go over the ones chosen here, key by key at every depth. */
  values?: HelmValues;
}

/** Seconds. What lies longer has long been overtaken by the refresh of the ExternalSecrets. */
const oneHour = 3600;

/**
 * Brings a changed value into the cluster within seconds instead of within the refresh interval, which stays the guarantee.
 *
 * A rule of EventBridge per entry, which EventRules makes, sees that its value changed and puts a message into the queue; the
 * operator's companion, external-secrets/reloader, takes it and annotates the ExternalSecrets that read exactly this entry, so that
 * the operator reads it again.
 *
 * ```typescript
 * const eventSync = new EventSync("event-sync", {
 *   environment: { name: "prod", account: "123456789012", region: "eu-west-1" },
 *   cluster: { issuer, oidcProviderArn },
 *   iam: { path: "/strongroom/prod/" },
 * }, { dependsOn: operator });
 * new EventRules("event-sync", { environment, entries: api.entries, queueArn: eventSync.queueArn });
 * ```
 *
 * An event that comes twice or late makes the operator read the current value once more. One that is lost (the companion deletes a
 * message before it handles it) is made up by the refresh; no dead-letter queue would tell, so watch the age of the ExternalSecrets.
 * A trail has to log management events in the region: without one CloudTrail hands nothing to EventBridge, and the refresh is left.
 *
 * On `destroy` the companion takes its finalizer off its configuration: it has to run until then, which the order of the resources
 * sees to.
 */
export class EventSync extends pulumi.ComponentResource {
  /** URL of the queue. */
  readonly queueUrl: pulumi.Output<string>;
  /** ARN of the queue, for EventRules. */
  readonly queueArn: pulumi.Output<string>;
  /** Name of the queue: alarms watch it by name. */
  readonly queueName: string;
  /** ARN of the companion's role. */
  readonly roleArn: pulumi.Output<string>;

  /** @throws pulumi.RunError with every wrong argument, before anything is registered. */
  constructor(name: string, args: EventSyncArgs, opts?: pulumi.ComponentResourceOptions) {
    const settled = settle(name, args);
    super("strongroom:index:EventSync", name, {}, opts);
    this.queueName = syncQueueName(args.environment.name);

    const queue = this.createQueue(name, args);
    const role = this.createRole(name, args, settled);
    const rights = [this.allowTaking(name, args, role), ...this.allowInCluster(name, settled)];
    const serviceAccount = this.createServiceAccount(name, role, settled);
    const release = this.installChart(name, settled, [queue, serviceAccount, ...rights]);
    this.configure(name, args, settled, queue, release);

    this.queueUrl = queue.url;
    this.queueArn = queue.arn;
    this.roleArn = role.arn;
    this.registerOutputs({ queueUrl: this.queueUrl, queueName: this.queueName, roleArn: this.roleArn });
  }

  /** Messages hold names of entries and no value; SQS encrypts them with keys of its own, which every rule may use. */
  private createQueue(name: string, { environment }: EventSyncArgs): Queue {
    const queue = new Queue(
      `${name}-queue`,
      {
        name: this.queueName,
        sqsManagedSseEnabled: true,
        messageRetentionSeconds: oneHour,
        receiveWaitTimeSeconds: 20,
        visibilityTimeoutSeconds: 30,
        tags: { [tagKeys.environment]: environment.name },
      },
      { parent: this },
    );
    const policy = JSON.stringify(queuePolicy(environment, syncQueueArn(environment)));
    new QueuePolicy(`${name}-queue`, { queueUrl: queue.url, policy }, { parent: queue });
    return queue;
  }

  private createRole(name: string, args: EventSyncArgs, { namespace }: Settled): iam.Role {
    const { environment, cluster } = args;
    return new iam.Role(
      `${name}-role`,
      {
        name: syncRoleName(environment),
        description: `The operator's companion of ${environment.name}: takes events from its queue, reads no entry.`,
        path: args.iam.path,
        permissionsBoundary: args.iam.permissionsBoundary,
        assumeRolePolicy: JSON.stringify(companionTrust(cluster, namespace)),
        maxSessionDuration: 3600,
        tags: { [tagKeys.environment]: environment.name },
      },
      { parent: this },
    );
  }

  private allowTaking(name: string, { environment }: EventSyncArgs, role: iam.Role): iam.RolePolicy {
    const policy = JSON.stringify(companionPolicy(syncQueueArn(environment)));
    return new iam.RolePolicy(`${name}-policy`, { name: "take-events", role: role.name, policy }, { parent: this });
  }

  private createServiceAccount(name: string, role: iam.Role, { namespace }: Settled): ServiceAccount {
    return new ServiceAccount(
      `${name}-service-account`,
      {
        metadata: {
          name: companionName,
          namespace,
          annotations: {
            "eks.amazonaws.com/role-arn": role.arn,
            "eks.amazonaws.com/sts-regional-endpoints": "true",
          },
        },
      },
      { parent: this },
    );
  }

  /** The rights in the cluster, instead of the chart's. */
  private allowInCluster(name: string, { namespace }: Settled): pulumi.Resource[] {
    const options = { parent: this };
    const subjects = [{ kind: "ServiceAccount", name: companionName, namespace }];
    const roleRef = (kind: string) => ({ apiGroup: "rbac.authorization.k8s.io", kind, name: companionName });
    const everywhere = { metadata: { name: companionName } };
    const here = { metadata: { name: companionName, namespace } };
    const rules = (given: typeof companionRules) => given.map((rule) => ({ ...rule }));
    return [
      new ClusterRole(`${name}-cluster-role`, { ...everywhere, rules: rules(companionClusterRules) }, options),
      new ClusterRoleBinding(
        `${name}-cluster-role`,
        { ...everywhere, roleRef: roleRef("ClusterRole"), subjects },
        options,
      ),
      new Role(`${name}-role`, { ...here, rules: rules(companionRules) }, options),
      new RoleBinding(`${name}-role`, { ...here, roleRef: roleRef("Role"), subjects }, options),
      new NetworkPolicy(`${name}-network`, { ...here, spec: companionNetwork }, options),
    ];
  }

  private installChart(name: string, settled: Settled, dependsOn: pulumi.Resource[]): Release {
    return new Release(
      `${name}-release`,
      {
        name: companionName,
        chart: companionChart,
        version: settled.chartVersion,
        namespace: settled.namespace,
        createNamespace: false,
        values: settled.values,
        skipCrds: false,
        atomic: true,
        cleanupOnFail: true,
        // Seconds.
        timeout: 300,
      },
      { parent: this, dependsOn },
    );
  }

  private configure(name: string, args: EventSyncArgs, settled: Settled, queue: Queue, release: Release): void {
    const place = { region: args.environment.region, namespace: settled.namespace };
    new CustomResource(
      `${name}-config`,
      {
        apiVersion: "reloader.external-secrets.io/v1alpha1",
        kind: "Config",
        metadata: { name: companionName },
        spec: companionSpec(queue.url, place),
      },
      { parent: this, dependsOn: release },
    );
  }
}

/** The arguments with their defaults. */
interface Settled {
  namespace: string;
  chartVersion: string;
  values: HelmValues;
}

function settle(name: string, args: EventSyncArgs): Settled {
  const { environment, cluster, imageDigest, values = {} } = args;
  const namespace = args.namespace ?? operatorNamespace;
  const chartVersion = args.chartVersion ?? companionChartVersion;
  const { path } = args.iam;
  refuseProblems(
    "EventSync",
    name,
    eventSyncProblems({ environment, cluster, path, namespace, chartVersion, imageDigest, values }),
  );
  return { namespace, chartVersion, values: mergeValues(companionValues(chartVersion, imageDigest), values) };
}
