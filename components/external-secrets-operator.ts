import * as iam from "@pulumi/aws/iam";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import * as pulumi from "@pulumi/pulumi";
import type { IamPlacement } from "./model/iam";
import { operatorProblems } from "./model/operator-arguments";
import {
  type ClusterIdentity,
  operatorNamespace,
  operatorPolicy,
  operatorRelease,
  operatorServiceAccount,
  operatorTrust,
} from "./model/operator-role";
import { type HelmValues, mergeValues, operatorValues } from "./model/operator-values";
import { defaultChartVersion, sendsSessionTags } from "./model/operator-version";
import { isProduction } from "./model/production";
import type { EnvironmentRef } from "./model/references";
import { defaultStoreNames, operatorRoleName, storeRoleArn } from "./model/role-names";
import { tagKeys } from "./model/tags";
import { refuseProblems } from "./refuse";

/** What an ExternalSecretsOperator is made of. */
export interface ExternalSecretsOperatorArgs {
  /** The environment it serves. Its name is part of the role's name. */
  environment: EnvironmentRef;
  /** The EKS cluster's identity in IAM. The cluster and its OIDC provider exist already. */
  cluster: ClusterIdentity;
  /** Where the role lives in IAM, and what bounds it. */
  iam: IamPlacement<pulumi.Input<string>>;
  /**
   * Version of the chart, which is also the operator's. Pinned, because a new minor comes every two or three weeks and
   * brings changes; the project supports only the newest one, so raise it often and on purpose. Older than 2.5 it sends no
   * session tags, see `sessionTags`. Default `"2.9.0"`.
   */
  chartVersion?: string;
  /** Namespace of the operator. It is given, never created here. Default `"external-secrets"`. */
  namespace?: string;
  /** Two replicas of every part, spread and guarded against disruption. Default: in production, see `isProduction`. */
  highlyAvailable?: boolean;
  /**
   * Values of the chart that go over the ones chosen here, key by key at every depth.
   *
   * @example { global: { repository: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/external-secrets" } }
   */
  values?: HelmValues;
  /**
   * Roles that the operator may assume. Default: those of the two stores that SecretStore makes, under the same path; name
   * others with {@link storeRoleArn}.
   */
  assumeRoleArns?: string[];
}

/**
 * External Secrets Operator on EKS, with an identity that can become a store and nothing else: no static key anywhere.
 *
 * ```typescript
 * const operator = new ExternalSecretsOperator("external-secrets", {
 *   environment: { name: "prod", account: "123456789012", region: "eu-west-1" },
 *   cluster: { issuer, oidcProviderArn },
 *   iam: { path: "/strongroom/prod/" },
 * });
 * ```
 *
 * Stores depend on it (`dependsOn: operator`): its webhook refuses deletions while it is gone, so they have to go first.
 * The chart's CRDs stay when the release goes, because deleting them deletes every Secret that came from AWS. After the last
 * `destroy`: `kubectl delete crd -l external-secrets.io/component=controller`.
 *
 * It does not create the namespace, the cluster or its OIDC provider. The network policies take effect where the cluster
 * enforces them; on EKS the VPC CNI has to be told to.
 */
export class ExternalSecretsOperator extends pulumi.ComponentResource {
  /** ARN of the operator's role: the principal that a store's role trusts. */
  readonly roleArn: pulumi.Output<string>;
  /** Namespace in which it runs. */
  readonly namespace: string;
  /** The service account in that namespace that carries the role: for `operator` of VaultStore. */
  readonly serviceAccountName: string;
  /** Whether it tells AWS which namespace asks: the argument `sessionTags` of its stores. From chart 2.5 on. */
  readonly sessionTags: boolean;
  /** The chart's release. What needs the operator's CRDs or webhook depends on it. */
  readonly release: Release;

  /** @throws pulumi.RunError with every wrong argument, before anything is registered. */
  constructor(name: string, args: ExternalSecretsOperatorArgs, opts?: pulumi.ComponentResourceOptions) {
    const settled = settle(name, args);
    super("strongroom:index:ExternalSecretsOperator", name, {}, opts);
    this.namespace = settled.namespace;
    this.serviceAccountName = operatorServiceAccount;
    this.sessionTags = sendsSessionTags(settled.chartVersion);

    const role = this.createRole(name, args, settled);
    const policy = this.allowBecomingAStore(name, role, settled);
    const serviceAccount = this.createServiceAccount(name, role);
    this.release = this.installChart(name, settled, [policy, serviceAccount]);

    this.roleArn = role.arn;
    this.registerOutputs({
      roleArn: this.roleArn,
      namespace: this.namespace,
      serviceAccountName: this.serviceAccountName,
      releaseStatus: this.release.status,
    });
  }

  private createRole(name: string, args: ExternalSecretsOperatorArgs, { namespace }: Settled): iam.Role {
    return new iam.Role(
      `${name}-role`,
      {
        name: operatorRoleName(args.environment),
        description: `External Secrets Operator of ${args.environment.name}: becomes a store, reads nothing itself.`,
        path: args.iam.path,
        permissionsBoundary: args.iam.permissionsBoundary,
        assumeRolePolicy: JSON.stringify(operatorTrust(args.cluster, namespace)),
        maxSessionDuration: 3600,
        tags: { [tagKeys.environment]: args.environment.name },
      },
      { parent: this },
    );
  }

  private allowBecomingAStore(name: string, role: iam.Role, { assumeRoleArns }: Settled): iam.RolePolicy {
    return new iam.RolePolicy(
      `${name}-policy`,
      { name: "become-a-store", role: role.name, policy: JSON.stringify(operatorPolicy(assumeRoleArns)) },
      { parent: this },
    );
  }

  /** Not the chart's own, so that the role's ARN does not have to pass through its values. */
  private createServiceAccount(name: string, role: iam.Role): ServiceAccount {
    return new ServiceAccount(
      `${name}-service-account`,
      {
        metadata: {
          name: this.serviceAccountName,
          namespace: this.namespace,
          annotations: {
            "eks.amazonaws.com/role-arn": role.arn,
            "eks.amazonaws.com/sts-regional-endpoints": "true",
          },
        },
      },
      { parent: this },
    );
  }

  private installChart(name: string, settled: Settled, dependsOn: pulumi.Resource[]): Release {
    return new Release(
      `${name}-release`,
      {
        name: operatorRelease,
        chart: "external-secrets",
        version: settled.chartVersion,
        repositoryOpts: { repo: "https://charts.external-secrets.io" },
        namespace: this.namespace,
        createNamespace: false,
        values: settled.values,
        skipCrds: false,
        atomic: true,
        cleanupOnFail: true,
        // Seconds: three deployments, each of which waits for the certificate of the webhook.
        timeout: 600,
      },
      { parent: this, dependsOn },
    );
  }
}

/** The arguments with their defaults. */
interface Settled {
  chartVersion: string;
  namespace: string;
  values: HelmValues;
  assumeRoleArns: string[];
}

function settle(name: string, args: ExternalSecretsOperatorArgs): Settled {
  const { environment, cluster, values = {} } = args;
  const chartVersion = args.chartVersion ?? defaultChartVersion;
  const namespace = args.namespace ?? operatorNamespace;
  const highlyAvailable = args.highlyAvailable ?? isProduction(environment.name);
  const stores = Object.values(defaultStoreNames);
  const assumeRoleArns = args.assumeRoleArns ?? stores.map((store) => storeRoleArn(environment, args.iam.path, store));

  const { path } = args.iam;
  refuseProblems(
    "ExternalSecretsOperator",
    name,
    operatorProblems({ environment, cluster, path, chartVersion, namespace, values, assumeRoleArns }),
  );
  const chosen = operatorValues({ highlyAvailable, serviceAccount: operatorServiceAccount });
  return { chartVersion, namespace, values: mergeValues(chosen, values), assumeRoleArns };
}
