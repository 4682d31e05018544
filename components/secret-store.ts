import * as iam from "@pulumi/aws/iam";
import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import * as pulumi from "@pulumi/pulumi";
import type { IamPlacement } from "./model/iam";
import { withoutSessionTags } from "./model/operator-version";
import type { EnvironmentRef, SecretStoreRef } from "./model/references";
import { defaultStoreNames, storeRoleName, type StoreService } from "./model/role-names";
import { storeProblems } from "./model/store-arguments";
import { storeSpec } from "./model/store-manifest";
import { type ServiceOwnedEntry, storePolicy, storeTrust } from "./model/store-role";
import { tagKeys } from "./model/tags";
import { refuseProblems } from "./refuse";

/** What a SecretStore is made of. */
export interface SecretStoreArgs {
  /** The environment whose entries it reads: `<environment>/...` in its account and region. */
  environment: EnvironmentRef;
  /** The AWS service it reads from, and the only one: everything of the other is denied. */
  service: StoreService;
  /** Name of the ClusterSecretStore. Default `"aws-secrets-manager"` or `"aws-parameter-store"`. */
  name?: string;
  /** ARN of the role that becomes this store: `roleArn` of ExternalSecretsOperator. */
  operatorRoleArn: pulumi.Input<string>;
  /** Namespaces whose ExternalSecrets may read from it, at least one. */
  namespaces: string[];
  /** Where the role lives in IAM, and what bounds it. */
  iam: IamPlacement<pulumi.Input<string>>;
  /** Customer key of the entries. Default: the account's own key, which needs no permission. */
  kmsKeyArn?: pulumi.Input<string>;
  /**
   * Secrets Manager entries that a service such as RDS owns (`rds!...`), each with the one namespace that may read it.
   * They carry no tag of ours, so each is named. Default: none.
   */
  serviceOwnedEntries?: ServiceOwnedEntry[];
  /**
   * Whether the operator sends the namespace that asks, so that AWS compares it with the entry's `namespace` tag:
   * `sessionTags` of ExternalSecretsOperator. False only for operators older than 2.5, which cannot: each namespace of this
   * store then reads the entries of all of its namespaces, service-owned ones included, and a warning says so. Entries of
   * other namespaces stay closed. Default true.
   */
  sessionTags?: boolean;
}

/**
 * A ClusterSecretStore for one AWS service, with a role that reads only this environment's entries of that service, and
 * only those of the namespace that asks. It is awaited until Ready.
 *
 * ```typescript
 * const secrets = new SecretStore(
 *   "secrets-manager",
 *   {
 *     environment: { name: "prod", account: "123456789012", region: "eu-west-1" },
 *     service: "SecretsManager",
 *     operatorRoleArn: operator.roleArn,
 *     namespaces: ["api", "billing"],
 *     iam: { path: "/strongroom/prod/" },
 *   },
 *   { dependsOn: operator },
 * );
 * ```
 *
 * Ready says that the operator can become this store; it does not say that an entry can be read. A new role and its trust
 * take some seconds until all of AWS knows them: the operator tries again by itself, for which the store is given ten minutes.
 * IAM notes the operator's role by its inner id, so a role that is made anew needs this store's trust to be written anew:
 * `pulumi up --refresh`.
 */
export class SecretStore extends pulumi.ComponentResource {
  /** What an ExternalSecret names in `secretStoreRef`. */
  readonly ref: SecretStoreRef;
  /** ARN of the role that reads. */
  readonly roleArn: pulumi.Output<string>;

  /** @throws pulumi.RunError with every wrong argument, before anything is registered. */
  constructor(name: string, args: SecretStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    const settled = settle(name, args);
    super("strongroom:index:SecretStore", name, {}, opts);
    if (!settled.sessionTags) void pulumi.log.warn(withoutSessionTags(settled.store, settled.namespaces), this);
    this.ref = { name: settled.store, kind: "ClusterSecretStore" };

    const role = this.createRole(name, args, settled);
    const policy = this.allowReading(name, role, args, settled);
    this.createStore(name, role, policy, args, settled);

    this.roleArn = role.arn;
    this.registerOutputs({ ref: this.ref, roleArn: this.roleArn });
  }

  private createRole(name: string, args: SecretStoreArgs, { store, sessionTags }: Settled): iam.Role {
    const trust = pulumi
      .output(args.operatorRoleArn)
      .apply((operatorRoleArn) => JSON.stringify(storeTrust({ operatorRoleArn, store, sessionTags })));
    return new iam.Role(
      `${name}-role`,
      {
        name: storeRoleName(args.environment, store),
        description: `Store ${store}: reads entries of ${args.environment.name} in ${args.service}.`,
        path: args.iam.path,
        permissionsBoundary: args.iam.permissionsBoundary,
        assumeRolePolicy: trust,
        // One hour is also what AWS allows at most to a role that another role assumes.
        maxSessionDuration: 3600,
        tags: { [tagKeys.environment]: args.environment.name },
      },
      { parent: this },
    );
  }

  private allowReading(name: string, role: iam.Role, args: SecretStoreArgs, settled: Settled): iam.RolePolicy {
    const { service, environment } = args;
    const { serviceOwnedEntries, sessionTags, namespaces } = settled;
    const policy = pulumi.output(args.kmsKeyArn).apply((kmsKeyArn) => {
      const rights = { service, location: environment, environment: environment.name };
      return JSON.stringify(storePolicy({ ...rights, kmsKeyArn, serviceOwnedEntries, sessionTags, namespaces }));
    });
    return new iam.RolePolicy(`${name}-policy`, { name: "read-entries", role: role.name, policy }, { parent: this });
  }

  private createStore(name: string, role: iam.Role, policy: iam.RolePolicy, args: SecretStoreArgs, settled: Settled) {
    const { service, environment } = args;
    const { sessionTags, namespaces } = settled;
    return new CustomResource(
      `${name}-store`,
      {
        apiVersion: "external-secrets.io/v1",
        kind: "ClusterSecretStore",
        metadata: { name: settled.store, annotations: { "pulumi.com/waitFor": "condition=Ready" } },
        spec: storeSpec({ service, region: environment.region, role: role.arn, namespaces, sessionTags }),
      },
      { parent: this, dependsOn: policy, customTimeouts: { create: "10m", update: "10m" } },
    );
  }
}

/** The arguments with their defaults. */
interface Settled {
  store: string;
  /** Sorted, each once. */
  namespaces: string[];
  serviceOwnedEntries: ServiceOwnedEntry[];
  sessionTags: boolean;
}

function settle(name: string, args: SecretStoreArgs): Settled {
  const { environment, service, namespaces, serviceOwnedEntries = [], sessionTags = true } = args;
  const store = args.name ?? defaultStoreNames[service];
  const { path } = args.iam;
  refuseProblems(
    "SecretStore",
    name,
    storeProblems({ environment, service, name: store, namespaces, path, serviceOwnedEntries }),
  );
  return { store, namespaces: [...new Set(namespaces)].sort(), serviceOwnedEntries, sessionTags };
}
