import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as ssm from "@pulumi/aws/ssm";
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type Adopted, readAdopted } from "./model/adopt";
import { consumer, type EnvironmentVariable, type SecretVolume, type VolumeMount } from "./model/consumer";
import type { Day } from "./model/days";
import { type Entry, ownershipTags, serviceEntries } from "./model/entries";
import { entryPolicy } from "./model/entry-policy";
import type { Replica } from "./model/environment";
import type { FollowedEntry } from "./model/event-sync-rules";
import { type ExternalSecretSpec, parametersSpec, secretsSpec } from "./model/external-secret";
import { type InventoryItem, inventory } from "./model/inventory";
import { parameterName } from "./model/names";
import type { EnvironmentRef, SecretStoreRef } from "./model/references";
import type { ScheduledRotation } from "./model/scheduled-rotation";
import type { Parameter, Service, ServiceDeclaration } from "./model/service";
import { checkedService } from "./model/service-arguments";
import { refuse } from "./refuse";

/** Arguments of {@link ServiceSecrets}. */
export interface ServiceSecretsArgs {
  /** The service, as `defineService` declares it. Values that differ by environment are resolved here. */
  service: ServiceDeclaration;
  /** The environment that every name begins with, e.g. `{ name: "prod", account: "123456789012", region: "eu-west-1" }`. */
  environment: EnvironmentRef;
  /** The store that reads Secrets Manager, e.g. `secretStore.ref`. */
  secretStore: SecretStoreRef;
  /** The store that reads Parameter Store. Needed by a service with parameters. */
  parameterStore?: SecretStoreRef;
  /** A customer key for entries and secure parameters. Default: the account's own keys. */
  kmsKeyArn?: pulumi.Input<string>;
  /** Other regions that hold a copy of every entry. Default: none. */
  replicas?: Replica[];
  /** Days in which a deleted entry can be restored: 7 to 30, or 0. Default 30. */
  recoveryWindowInDays?: number;
  /** Whether a generated value needs a reason. Default: in production, see `isProduction`. */
  generatedNeedsReason?: boolean;
  /** Entries whose values were put, e.g. `["prod/api/app"]`. Default: none, so that no rotation starts yet. */
  seeded?: string[];
  /**
   * Entries of mode `manual` to the day of their last rotation, in UTC, e.g. `{ "prod/api/apple": "2026-11-20" }`: the guard and
   * the inventory count from it. Default: none, so that nothing is known.
   */
  rotations?: Record<string, Day>;
  /**
   * ARNs of entries and parameters that exist already under the names that this gives them: the next update takes them over with
   * their values. Of other services they are left out. Default: none.
   *
   * It takes Pulumi 3.248 or newer: an older engine refuses what differs in its tags. Once it is done, take them out: what was
   * deleted since could not be adopted again.
   */
  adopt?: string[];
}

/**
 * Everything that one service keeps: its Secrets Manager entries with their rotation, its parameters, and the
 * ExternalSecrets that bring both into its namespace.
 *
 * A key is `provided` or `generated`. No program ever holds a provided value: the entry is created empty, a person puts
 * the value, records the entry under `strongroom:seeded`, and the next update adds its rotation. ExternalSecrets are not
 * awaited, because they wait for exactly those values.
 *
 * An entry that exists already under the name that this gives it is adopted: see `adopt`.
 *
 * With mode `database` the function that rotates must be there first: pass the DatabaseRotation as `dependsOn`.
 *
 * @example
 * const api = new ServiceSecrets("api", {
 *   service: defineService({ name: "api", ... }),
 *   environment: { name: "prod", account: "123456789012", region: "eu-west-1" },
 *   secretStore: { name: "aws-secrets-manager", kind: "ClusterSecretStore" },
 * });
 * new apps.v1.Deployment("api", { metadata: { annotations: api.annotations }, spec: { ... env: api.env } });
 */
export class ServiceSecrets extends pulumi.ComponentResource {
  /** For `containers[].env`: never optional, so that a missing key stops the pod at start. */
  readonly env: EnvironmentVariable[];
  /** For `spec.volumes`. */
  readonly volumes: SecretVolume[];
  /** For `containers[].volumeMounts`. */
  readonly volumeMounts: VolumeMount[];
  /** For the workload's metadata: restarts it when one of its Secrets changes. */
  readonly annotations: Record<string, string>;
  /** For the metadata of a workload that is declared with `reload: "files"`: it reads its files again, and is not restarted. */
  readonly reloadAnnotations: Record<string, string>;
  /** Group name to the ARN of its entry. */
  readonly secretArns: Record<string, pulumi.Output<string>>;
  /** Each entry by what its ExternalSecret names it, with its ARN: for EventSync. */
  readonly entries: FollowedEntry<pulumi.Output<string>>[];
  /** Who owns what, how it rotates and whether a value is still awaited. Metadata only. */
  readonly inventory: InventoryItem[];
  private readonly adopted: Adopted;

  /**
   * @param name Name of the service.
   * @param args See {@link ServiceSecretsArgs}.
   * @param options Give `providers: [aws, kubernetes]` where the default providers are not the right ones.
   * @throws pulumi.RunError with every problem of the declaration, before anything is registered.
   */
  constructor(
    name: string,
    private readonly args: ServiceSecretsArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    const service = refuse(() => checkedService(name, args));
    super("strongroom:index:ServiceSecrets", name, {}, options);
    this.adopted = readAdopted(args.adopt ?? []);
    const entries = serviceEntries(service, args.environment, {
      seeded: args.seeded ?? [],
      rotations: args.rotations ?? {},
    });
    const created = new Map(
      entries
        .filter((entry) => !entry.serviceOwned)
        .map((entry) => [entry.group, this.createEntry(service, entry)] as const),
    );
    for (const { group, name: arn, serviceOwned, rotation } of entries) {
      // Deleting a rotation switches it off. What RDS owns was rotating before, and goes on with the schedule that it has.
      const options = { parent: this, retainOnDelete: true };
      if (serviceOwned && rotation) this.createRotation(`${service.name}-${group}`, arn, rotation, options);
    }
    const parameters = Object.entries(service.parameters ?? {}).map((item) => this.createParameter(service, ...item));

    const names = Object.fromEntries(entries.map((entry) => [entry.group, entry.name]));
    if (entries.length > 0) {
      this.createExternalSecret(service, secretsSpec(service, args.secretStore, names), [...created.values()]);
    }
    if (args.parameterStore && parameters.length > 0) {
      this.createExternalSecret(service, parametersSpec(service, args.environment, args.parameterStore), parameters);
    }

    ({
      env: this.env,
      volumes: this.volumes,
      volumeMounts: this.volumeMounts,
      annotations: this.annotations,
      reloadAnnotations: this.reloadAnnotations,
    } = consumer(service));
    this.secretArns = Object.fromEntries(
      entries.map(({ group, name: arn }) => [group, created.get(group)?.arn ?? pulumi.output(arn)]),
    );
    this.entries = entries.map(({ group, name: entry }) => ({ name: entry, arn: this.secretArns[group]! }));
    this.inventory = inventory(service, args.environment, entries);
    this.registerOutputs({ secretArns: this.secretArns, inventory: this.inventory });
  }

  /** The entry, and under it what belongs to it: its policy, its first value where Pulumi makes one, its rotation. */
  private createEntry(service: Service, entry: Entry): secretsmanager.Secret {
    const { args } = this;
    const name = `${service.name}-${entry.group}`;
    const secret = new secretsmanager.Secret(
      name,
      {
        name: entry.name,
        description: `Secrets of ${service.name}, group ${entry.group}.`,
        type: entry.type,
        kmsKeyId: args.kmsKeyArn,
        recoveryWindowInDays: args.recoveryWindowInDays ?? 30,
        replicas: args.replicas?.map(({ region, kmsKeyArn }) => ({ region, kmsKeyId: kmsKeyArn })),
        tags: entry.tags,
      },
      { parent: this, import: this.adopted.entries.get(entry.name) },
    );
    const policy = JSON.stringify(entryPolicy(args.environment.account));
    new secretsmanager.SecretPolicy(
      name,
      { secretArn: secret.arn, policy, blockPublicPolicy: true },
      { parent: secret },
    );
    const version = entry.generated.length > 0 ? this.createGeneratedValue(name, secret, entry) : undefined;
    if (entry.rotation) {
      this.createRotation(name, secret.id, entry.rotation, { parent: secret, dependsOn: version ? [version] : [] });
    }
    return secret;
  }

  /** A rotation or a person may change the value afterwards: `ignoreChanges` keeps an update from undoing that. */
  private createGeneratedValue(
    name: string,
    secret: secretsmanager.Secret,
    entry: Entry,
  ): secretsmanager.SecretVersion {
    const values = entry.generated.map(({ key, length }) => {
      const password = new random.RandomPassword(`${name}-${key}`, { length, special: false }, { parent: secret });
      return [key, password.result] as const;
    });
    const secretString = pulumi.jsonStringify(Object.fromEntries(values));
    return new secretsmanager.SecretVersion(
      name,
      { secretId: secret.id, secretString },
      { parent: secret, ignoreChanges: ["secretString"] },
    );
  }

  private createRotation(
    name: string,
    secretId: pulumi.Input<string>,
    { functionArn, external, schedule, window }: ScheduledRotation,
    options: pulumi.CustomResourceOptions,
  ): void {
    const metadata = Object.entries(external?.metadata ?? {}).map(([key, value]) => ({ key, value }));
    new secretsmanager.SecretRotation(
      name,
      {
        secretId,
        rotationLambdaArn: functionArn,
        externalSecretRotationRoleArn: external?.roleArn,
        externalSecretRotationMetadatas: metadata.length > 0 ? metadata : undefined,
        rotationRules: { scheduleExpression: schedule, duration: window },
        // The first rotation waits for its window: an update at noon must not change a password at noon.
        rotateImmediately: false,
      },
      options,
    );
  }

  private createParameter(service: Service, key: string, declared: string | Parameter): ssm.Parameter {
    const { value, secure = false } = typeof declared === "string" ? { value: declared } : declared;
    const { environment, kmsKeyArn } = this.args;
    const name = parameterName(environment.name, service.name, key);
    return new ssm.Parameter(
      `${service.name}-${key}`,
      {
        name,
        type: secure ? "SecureString" : "String",
        value: secure ? pulumi.secret(value) : value,
        keyId: secure ? kmsKeyArn : undefined,
        tags: ownershipTags(service, environment),
      },
      { parent: this, import: this.adopted.parameters.has(name) ? name : undefined },
    );
  }

  private createExternalSecret(service: Service, spec: ExternalSecretSpec, dependsOn: pulumi.Resource[]): void {
    const metadata = { name: spec.target.name, namespace: service.namespace };
    const args = { apiVersion: "external-secrets.io/v1", kind: "ExternalSecret", metadata, spec };
    new CustomResource(spec.target.name, args, { parent: this, dependsOn });
  }
}
