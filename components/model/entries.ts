import type { Day } from "./days";
import { defaultPorts, entryName } from "./names";
import type { EnvironmentRef } from "./references";
import { responsible } from "./responsible";
import { type ScheduledRotation, intervalDaysOf, scheduledRotation } from "./rotation-schedule";
import type { SecretGroup, Service } from "./service";
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
  rotation?: ScheduledRotation;
  /** The day of the last rotation by hand, if it is recorded. */
  lastRotated?: Day;
  tags: Record<string, string>;
}

/** What a stack file knows of entries. */
export interface KnownEntries {
  /** Entries whose values were put: `strongroom:seeded`. A rotation needs a current value to start from. */
  seeded: readonly string[];
  /** Entry to the day of its last rotation by hand: `strongroom:rotations`. */
  rotations: Readonly<Record<string, Day>>;
}

const defaultLength = 48;

/**
 * Decides which entries a service has in an environment.
 *
 * @param service A validated service.
 * @param environment The environment that the names begin with.
 * @param known What the stack file knows of them.
 */
export function serviceEntries(
  service: Service,
  environment: EnvironmentRef,
  { seeded, rotations }: KnownEntries,
): Entry[] {
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
    const last = rotation.mode === "manual" && Object.hasOwn(rotations, name) ? { lastRotated: rotations[name]! } : {};
    const rotates = rotation.mode === "lambda" && !awaitingSeed ? { rotation: scheduledRotation(name, rotation) } : {};
    const tags = {
      ...entryTags(service, declared, environment),
      [tagKeys.rotationIntervalDays]: String(intervalDaysOf(name, rotation)),
      ...(last.lastRotated !== undefined && { [tagKeys.lastRotated]: last.lastRotated }),
      ...(awaitingSeed && { [tagKeys.awaitingSeed]: "true" }),
    };
    return { group, name, serviceOwned, generated, awaitingSeed, tags, ...rotates, ...last };
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

function entryTags(service: Service, group: SecretGroup, environment: EnvironmentRef): Record<string, string> {
  const { owner, runbook } = responsible(service, group.rotation);
  const instance = group.database?.instanceIdentifier;
  return {
    ...ownershipTags({ ...service, owner }, environment),
    [tagKeys.runbook]: runbook,
    [tagKeys.rotationMode]: group.rotation.mode,
    [tagKeys.secretKind]: group.database ? "database" : "application",
    ...(instance && { [tagKeys.databaseInstance]: instance }),
  };
}
