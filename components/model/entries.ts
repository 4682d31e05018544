import { maximumIntervalDays, longestInterval } from "../../policies/rotation/interval";
import { defaultPorts, entryName } from "./names";
import type { EnvironmentRef } from "./references";
import type { LambdaRotation, Rotation, SecretGroup, Service } from "./service";
import { tagKeys } from "./tags";

/** A Secrets Manager entry of a service: what is created, tagged and rotated. */
export interface Entry {
  group: string;
  /** For example `prod/api/app`. For an entry that RDS owns: its ARN. */
  name: string;
  /** RDS made the entry: it is referenced, never created. */
  serviceOwned: boolean;
  /** Keys that Pulumi generates, with their length in characters. */
  generated: { key: string; length: number }[];
  /** Somebody has still to put a value. */
  awaitingSeed: boolean;
  /** The rotation function and its schedule, once there is a value to rotate. */
  rotation?: LambdaRotation;
  tags: Record<string, string>;
}

/** One line of the inventory. Metadata only, so that it may be exported, mailed and printed. */
export interface InventoryItem {
  entry: string;
  service: string;
  group: string;
  namespace: string;
  owner: string;
  runbook: string;
  mode: Rotation["mode"];
  intervalDays: number;
  awaitingSeed: boolean;
  /** `Kind/name` of the workloads that read it. */
  consumers: string[];
}

/** Days between two rotations that RDS makes of a password that it owns, unless a schedule says otherwise. */
const rdsDefaultIntervalDays = 7;
const defaultLength = 48;

/**
 * Decides which entries a service has in an environment.
 *
 * @param service A validated service.
 * @param environment The environment that the names begin with.
 * @param seeded Entries whose values were put: `strongroom:seeded`. A rotation needs a current value to start from.
 */
export function serviceEntries(service: Service, environment: EnvironmentRef, seeded: readonly string[]): Entry[] {
  return Object.entries(service.groups).map(([group, declared]) => {
    const { rotation } = declared;
    const serviceOwned = rotation.mode === "rds-managed";
    const name =
      rotation.mode === "rds-managed" ? rotation.secretArn : entryName(environment.name, service.name, group);
    const keys = Object.entries(declared.keys ?? {});
    const generated = keys
      .filter(([, key]) => key.value === "generated")
      .map(([key, { length = defaultLength }]) => ({ key, length }));
    const provided = declared.database !== undefined || generated.length < keys.length;
    const awaitingSeed = provided && !serviceOwned && !seeded.includes(name);
    const rotates = rotation.mode === "lambda" && !awaitingSeed ? { rotation } : {};
    const tags = entryTags(service, declared, environment, awaitingSeed);
    return { group, name, serviceOwned, generated, awaitingSeed, tags, ...rotates };
  });
}

/** What the inventory says of each entry. */
export function inventory(service: Service, entries: readonly Entry[]): InventoryItem[] {
  return entries.map(({ name, group, awaitingSeed }) => {
    const { rotation } = service.groups[group]!;
    const { owner, runbook } = responsible(service, rotation);
    return {
      entry: name,
      service: service.name,
      group,
      namespace: service.namespace,
      owner: `${owner.team} <${owner.address}>`,
      runbook,
      mode: rotation.mode,
      intervalDays: intervalDays(rotation),
      awaitingSeed,
      consumers: service.workloads.map(({ kind, name }) => `${kind}/${name}`),
    };
  });
}

/** The address of a database as it stands in an entry's JSON, beside username and password. Nothing in it is secret. */
export function databaseAddress(group: SecretGroup): Record<string, string> {
  if (!group.database) return {};
  const { engine, host, port = defaultPorts[engine], name } = group.database;
  return { engine, host, port: String(port), dbname: name };
}

/**
 * Entries that an AWS service owns, with the namespace that may read each: a store's role names them one by one.
 *
 * @param namespaces The namespaces that may read the store: a namespace that a stack cuts off loses these entries too.
 */
export function serviceOwnedEntries(
  services: readonly Service[],
  namespaces: readonly string[],
): { arn: string; namespace: string }[] {
  return services.flatMap(({ namespace, groups }) =>
    Object.values(groups).flatMap(({ rotation }) =>
      rotation.mode === "rds-managed" && namespaces.includes(namespace) ? [{ arn: rotation.secretArn, namespace }] : [],
    ),
  );
}

/** Functions that rotate entries of these services. */
export function rotationFunctions(services: readonly Service[]): string[] {
  const groups = services.flatMap((service) => Object.values(service.groups));
  return [
    ...new Set(groups.flatMap(({ rotation }) => (rotation.mode === "lambda" ? [rotation.functionArn] : []))),
  ].sort();
}

function responsible(service: Service, rotation: Rotation) {
  const manual = rotation.mode === "manual" ? rotation : undefined;
  return { owner: manual?.owner ?? service.owner, runbook: manual?.runbook ?? service.runbook };
}

/** The schema has refused every schedule that has no interval, so the fallback is the longest that it accepts. */
function intervalDays(rotation: Rotation): number {
  if (rotation.mode === "manual") return rotation.intervalDays;
  if (rotation.mode === "rds-managed") return rdsDefaultIntervalDays;
  const interval = longestInterval({ scheduleExpression: rotation.schedule });
  return "days" in interval ? interval.days : maximumIntervalDays.application;
}

/** The tags that every entry and every parameter of a service carries. */
export function ownershipTags(service: Service, environment: EnvironmentRef): Record<string, string> {
  return {
    [tagKeys.service]: service.name,
    [tagKeys.namespace]: service.namespace,
    [tagKeys.environment]: environment.name,
    [tagKeys.owner]: service.owner.team,
    [tagKeys.ownerAddress]: service.owner.address,
  };
}

function entryTags(service: Service, group: SecretGroup, environment: EnvironmentRef, awaitingSeed: boolean) {
  const { owner, runbook } = responsible(service, group.rotation);
  const instance = group.database?.instanceIdentifier;
  return {
    ...ownershipTags({ ...service, owner }, environment),
    [tagKeys.runbook]: runbook,
    [tagKeys.rotationMode]: group.rotation.mode,
    [tagKeys.rotationIntervalDays]: String(intervalDays(group.rotation)),
    [tagKeys.secretKind]: group.database ? "database" : "application",
    ...(instance && { [tagKeys.databaseInstance]: instance }),
    ...(awaitingSeed && { [tagKeys.awaitingSeed]: "true" }),
  };
}
