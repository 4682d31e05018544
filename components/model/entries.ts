import type { Day } from "./days";
import { databaseEngines } from "./database-engines";
import { entryName } from "./names";
import { partners } from "./partners";
import type { EnvironmentRef } from "./references";
import { responsible } from "./responsible";
import { databaseFunctions, rotationFunctionArn } from "./rotation-functions";
import { intervalDaysOf } from "./rotation-schedule";
import { type ScheduledRotation, scheduledRotation } from "./scheduled-rotation";
import type { SecretGroup, Service } from "./service";
import type { ServiceOwnedEntry } from "./store-role";
import { tagKeys } from "./tags";

/** A Secrets Manager entry of a service: what is created, tagged and rotated. */
export interface Entry {
  group: string;
  /** For example `prod/api/app`. For an entry that RDS owns: its ARN. */
  name: string;
  /** RDS made the entry: it is referenced, never created. */
  serviceOwned: boolean;
  /** The type by which Secrets Manager finds the third party that it rotates at, e.g. `SalesforceClientSecret`. */
  type?: string;
  /** Keys that Pulumi generates, with their length in characters. */
  generated: { key: string; length: number }[];
  /** Somebody has still to put a value. */
  awaitingSeed: boolean;
  /** Who rotates it and when, once there is a value to rotate. */
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
    const provided = declared.keys === undefined || generated.length < keys.length;
    const awaitingSeed = provided && !serviceOwned && !seeded.includes(name);
    const last = rotation.mode === "manual" && Object.hasOwn(rotations, name) ? { lastRotated: rotations[name]! } : {};
    const rotates = awaitingSeed ? undefined : scheduledRotation(name, declared, environment);
    const tags = {
      ...entryTags(service, declared, environment),
      [tagKeys.rotationIntervalDays]: String(intervalDaysOf(name, rotation)),
      ...(last.lastRotated !== undefined && { [tagKeys.lastRotated]: last.lastRotated }),
      ...(awaitingSeed && { [tagKeys.awaitingSeed]: "true" }),
    };
    const type = declared.partner && { type: partners[declared.partner.name].type };
    return {
      group,
      name,
      serviceOwned,
      ...type,
      generated,
      awaitingSeed,
      tags,
      ...(rotates && { rotation: rotates }),
      ...last,
    };
  });
}

/** The address of a database as it stands in an entry's JSON, beside username and password. Nothing in it is secret. */
export function databaseAddress(group: SecretGroup): Record<string, string> {
  if (!group.database) return {};
  const { engine, host, name } = group.database;
  const { jsonName, port } = databaseEngines[engine];
  return { engine: jsonName, host, port: String(group.database.port ?? port), dbname: name };
}

/**
 * Entries that an AWS service owns, with the namespace that may read each: a store's role names them one by one.
 *
 * @param namespaces The namespaces that may read the store: a namespace that a stack cuts off loses these entries too.
 */
export function serviceOwnedEntries(services: readonly Service[], namespaces: readonly string[]): ServiceOwnedEntry[] {
  return services.flatMap(({ namespace, groups }) =>
    Object.values(groups).flatMap(({ rotation }) =>
      rotation.mode === "rds-managed" && namespaces.includes(namespace) ? [{ arn: rotation.secretArn, namespace }] : [],
    ),
  );
}

/** Functions that rotate entries of these services: their own, and those that AWS publishes and the environment deploys. */
export function rotationFunctions(services: readonly Service[], environment: EnvironmentRef): string[] {
  const rotations = services.flatMap(({ groups }) => Object.values(groups).map(({ rotation }) => rotation));
  const own = rotations.flatMap((rotation) => (rotation.mode === "lambda" ? [rotation.functionArn] : []));
  const published = databaseFunctions(services, environment).map((one) => rotationFunctionArn(one, environment));
  return [...new Set([...own, ...published])].sort();
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
