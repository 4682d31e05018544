import { serviceEntries } from "../../components/model/entries";
import type { Environment } from "../../components/model/environment";
import { responsible } from "../../components/model/responsible";
import type { Owner } from "../../components/model/owner";
import type { Rotation, Service } from "../../components/model/service";
import { chooseService } from "../choose-service";
import { type SeedGroup, seedService } from "../seed/groups";
import { UserError } from "../user-error";

/** What is rotated. */
export interface Target {
  service: Service;
  group: string;
  /** For example `"prod/api/app"`, or the ARN of an entry that RDS owns. */
  entry: string;
  mode: Rotation["mode"];
  owner: Owner;
  runbook: string;
  /** Every key of the entry's JSON that a rotation by hand may change. */
  keys: string[];
  /** Those that a person is asked for, as `strongroom seed` asks. */
  given: SeedGroup;
  /** Keys that get a random value, with its length. */
  generated: { key: string; length: number }[];
}

/**
 * Finds a group among the declarations.
 *
 * @param keys Those that are to change. None means all. A rotation by AWS changes what its function changes.
 * @throws UserError when there is no such service, group or key; it names those that there are.
 */
export function chooseTarget(
  { environment, services }: { environment: Environment; services: readonly Service[] },
  wanted: { service: string; group: string },
  keys: readonly string[],
): Target {
  const service = chooseService(services, wanted.service);
  const name = wanted.group;
  const declared = Object.hasOwn(service.groups, name) ? service.groups[name] : undefined;
  if (!declared) {
    const names = Object.keys(service.groups).join(", ");
    throw new UserError(`${service.name} has no group ${JSON.stringify(name)}.\nFix: name one of ${names}.`);
  }
  const entry = serviceEntries(service, environment, environment).find(({ group }) => group === name)!;
  const { mode } = declared.rotation;
  const given = seedService(service, environment.name).groups.find((one) => one.name === name) ?? noneGiven(entry);
  const all = [...given.asked, ...entry.generated.map(({ key }) => key)];
  refuseKeys(entry.name, mode, keys, all);
  const isWanted = (key: string): boolean => keys.length === 0 || keys.includes(key);
  return {
    service,
    group: name,
    entry: entry.name,
    mode,
    ...responsible(service, declared.rotation),
    keys: all,
    given: { ...given, asked: given.asked.filter(isWanted) },
    generated: entry.generated.filter(({ key }) => isWanted(key)),
  };
}

function noneGiven({ group, name, generated }: ReturnType<typeof serviceEntries>[number]): SeedGroup {
  const keys = generated.map(({ key }) => key);
  return {
    name: group,
    entry: name,
    asked: [],
    composed: {},
    generated: keys,
    startsRotation: false,
    rotatedByHand: true,
  };
}

function refuseKeys(entry: string, mode: Rotation["mode"], keys: readonly string[], all: readonly string[]): void {
  if (keys.length === 0) return;
  if (mode !== "manual") {
    throw new UserError(`${entry} is rotated by AWS as a whole (mode ${mode}).\nFix: leave --key out.`);
  }
  const unknown = keys.filter((key) => !all.includes(key));
  if (unknown.length === 0) return;
  const shown = unknown.map((key) => JSON.stringify(key)).join(", ");
  throw new UserError(`${entry} has no key ${shown}.\nFix: name one of ${all.join(", ")}.`);
}
