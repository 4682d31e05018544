import { type Playbook, isFor } from "../respond/playbook";
import { type FoundDatabase, findDatabases } from "./databases";
import type { Flags } from "./flags";
import { groupName } from "./names";
import type { Found, FoundKey, FoundWorkload } from "./sources/found";
import { isName } from "./sources/judge-key";
import type { Consumer } from "./typed";

/** A group of credentials that rotate together, before a person has decided how. */
export interface DraftGroup {
  name: string;
  /** Of keys; none of a database. */
  keys: FoundKey[];
  database?: FoundDatabase;
  /** What is known of this kind of credential. */
  playbook?: Playbook;
}

/** What is known of a service without asking anybody. */
export interface Draft {
  service?: string;
  namespace?: string;
  workloads: Consumer[];
  /** The workloads that the sources hold. */
  given: FoundWorkload[];
  groups: DraftGroup[];
  /** Candidates for Parameter Store. */
  settings: FoundKey[];
  /** Variables that stay where they are, because that was typed. */
  left: FoundKey[];
  labels: string[];
  notes: string[];
}

/** The group of what no playbook knows. */
const otherKeys = "app";

/**
 * Sorts what was found into groups and settings. What was typed wins over what was found.
 *
 * @param playbooks The kinds of credentials that are known by the names of their keys.
 * @returns The draft, and what was typed that fits nothing.
 */
export function makeDraft(
  found: Found,
  flags: Flags,
  playbooks: readonly Playbook[],
): { draft: Draft; stray: string[] } {
  const keys = withTyped(found.keys, flags);
  const left = keys.filter(({ variable }) => flags.leave.has(variable));
  const staying = keys.filter((key) => !left.includes(key));
  const byHand = (key: FoundKey): boolean => flags.secrets.has(key.variable) || flags.settings.has(key.variable);
  const { databases, others } = findDatabases(staying.filter((key) => !byHand(key)));
  for (const group of flags.databases.keys()) {
    const name = group === "" ? "database" : group;
    if (group === "" && databases.length > 0) continue;
    if (!databases.some((one) => one.group === name))
      databases.push({ group: name, urlKey: urlKeyOf(name), members: [] });
  }
  const rest = [...staying.filter(byHand), ...others];
  const groups = [
    ...databases.map((database): DraftGroup => ({ name: database.group, keys: [], database })),
    ...groupsOf(
      rest.filter(({ meaning }) => meaning === "credential"),
      flags,
      playbooks,
    ),
  ];
  const unknown = [...flags.leave].filter((variable) => !keys.some((key) => key.variable === variable));
  return {
    draft: {
      ...(found.service !== undefined && { service: found.service }),
      ...(found.namespace !== undefined && { namespace: found.namespace }),
      workloads: flags.workloads.length > 0 ? flags.workloads : found.workloads,
      given: found.workloads,
      groups,
      settings: rest.filter(({ meaning }) => meaning === "setting"),
      left,
      labels: found.labels,
      notes: found.notes,
    },
    stray: [
      ...unknown.map(
        (name) => `--leave${isName(name) ? ` ${name}` : ""}: nothing that was read has a variable of this name`,
      ),
      ...strayGroups("rotation", [...flags.rotations.keys()], groups),
      ...strayGroups(
        "database",
        [...flags.databases.keys()],
        groups.filter(({ database }) => database),
      ),
      ...strayGroups(
        "instance",
        [...flags.instances.keys()],
        groups.filter(({ database }) => database),
      ),
    ],
  };
}

/** What was typed as a secret or a setting is one, whether it was found or not. */
function withTyped(found: readonly FoundKey[], { secrets, settings }: Flags): FoundKey[] {
  const typed = [
    ...[...secrets.keys()].map((variable) => [variable, "credential"] as const),
    ...[...settings.keys()].map((variable) => [variable, "setting"] as const),
  ];
  const keys = new Map(found.map((key) => [key.variable, key]));
  for (const [variable, meaning] of typed) {
    keys.set(variable, { ...(keys.get(variable) ?? { reads: variable, variable }), meaning });
  }
  return [...keys.values()];
}

/** Credentials of a vendor that is known rotate by themselves; the others are one group, unless another was typed. */
function groupsOf(keys: readonly FoundKey[], { secrets }: Flags, playbooks: readonly Playbook[]): DraftGroup[] {
  const groups = new Map<string, DraftGroup>();
  for (const key of keys) {
    const playbook = playbooks.find((one) => one.keys.some((pattern) => new RegExp(pattern).test(key.variable)));
    const fits = playbook !== undefined && isFor(playbook.revoke, "manual");
    const name = secrets.get(key.variable) ?? (fits ? groupName(playbook.id) : otherKeys);
    const group = groups.get(name) ?? { name, keys: [], ...(fits && { playbook }) };
    // A group of several kinds has no runbook in common.
    if (group.playbook !== undefined && group.playbook !== playbook) delete group.playbook;
    group.keys.push(key);
    groups.set(name, group);
  }
  return [...groups.values()];
}

function urlKeyOf(group: string): string {
  const variable = group.toUpperCase().replace(/-/g, "_");
  return /DATABASE$|DB$/.test(variable) ? `${variable}_URL` : `${variable}_DATABASE_URL`;
}

function strayGroups(flag: string, named: readonly string[], groups: readonly DraftGroup[]): string[] {
  const names = groups.map(({ name }) => name);
  return named.flatMap((group) => {
    if (group === "")
      return names.length === 1 ? [] : [`--${flag}: name the group, GROUP=VALUE; there ${listed(names)}`];
    return names.includes(group) ? [] : [`--${flag}: no group is called ${group}; there ${listed(names)}`];
  });
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "is none" : `${names.length === 1 ? "is" : "are"} ${names.join(", ")}`;
}
