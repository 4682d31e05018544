import { stringify } from "yaml";
import { type EnvironmentVariable, consumer, secretVariable } from "../../components/model/consumer";
import { databaseKeys, parametersName, secretsName } from "../../components/model/names";
import type { Service, Workload } from "../../components/model/service";
import type { FoundDatabase } from "./databases";
import type { NewGroup, NewService } from "./new-service";
import type { FoundContainer, FoundKey, FoundWorkload } from "./sources/found";
import type { Consumer } from "./typed";

/** A variable that the service keeps, with the key of the Secret that holds it. */
interface KeptVariable {
  /** The name under which it is declared. */
  variable: string;
  /** As the application spells it. */
  reads: string;
  secret: string;
  key: string;
}

/** What one workload pastes in: YAML, which ends with a line break. */
export interface Snippet {
  workload: Consumer;
  text: string;
}

/**
 * What each workload pastes in: annotations, and variables for the containers that read them. Where a source told what they read,
 * their own names stay. What no container is known to read goes to the first workload, and there to the container that reads most.
 *
 * @param declared What was declared.
 * @param service The same, as the schema took it.
 * @returns Nothing of a workload whose containers read none of it.
 */
export function snippets(declared: NewService, service: Service): Snippet[] {
  const { given, workloads } = declared;
  const { annotations, env } = consumer(service);
  const kept = keptVariables(declared) ?? env.map(asKept);
  const isMoved = ({ kind, name }: Consumer): boolean =>
    workloads.some((one) => one.kind === kind && one.name === name);
  const known = new Set(
    given
      .filter(isMoved)
      .flatMap(({ containers }) => containers.flatMap(({ reads }) => reads.map(({ variable }) => variable))),
  );
  const unread = kept.filter(({ variable }) => !known.has(variable));
  return workloads.flatMap((workload, index) => {
    const { kind, name } = workload;
    const found = given.find((one) => one.kind === kind && one.name === name && one.containers.length > 0);
    const spec =
      found === undefined
        ? { containers: [{ name: service.name, env: kept.map(asVariable) }] }
        : containersOf(found, kept, index === 0 ? unread : []);
    if (spec === undefined) return [];
    const template = { spec: { template: { spec } } };
    return [
      { workload, text: stringify({ metadata: { annotations }, spec: templated(kind, template) }, { lineWidth: 0 }) },
    ];
  });
}

/** The containers of a workload that read something, each with its own variables. */
function containersOf(
  { name: workload, containers }: FoundWorkload,
  kept: readonly KeptVariable[],
  unread: readonly KeptVariable[],
): Partial<Record<FoundContainer["field"], object[]>> | undefined {
  const all = containers.map((container) => ({ container, variables: readBy(container, kept) }));
  const [most] = all
    .filter(({ container: { field } }) => field === "containers")
    .sort(
      (one, other) =>
        other.variables.length - one.variables.length ||
        Number(other.container.name === workload) - Number(one.container.name === workload),
    );
  most?.variables.push(...unread);
  const fields = (["initContainers", "containers"] as const).flatMap((field) => {
    const own = all.filter(({ container, variables }) => container.field === field && variables.length > 0);
    const written = own.map(({ container: { name }, variables }) => ({ name, env: variables.map(asVariable) }));
    return written.length === 0 ? [] : [[field, written] as const];
  });
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

/** What a container reads of what is kept, under its own names. */
function readBy({ reads }: FoundContainer, kept: readonly KeptVariable[]): KeptVariable[] {
  const own = kept.flatMap((one) =>
    reads.filter(({ variable }) => variable === one.variable).map((as) => ({ ...one, reads: as.reads })),
  );
  return [...new Map(own.map((one) => [one.reads, one])).values()];
}

function asVariable({ secret, key, reads }: KeptVariable): EnvironmentVariable {
  return secretVariable(secret, key, reads);
}

function asKept({ name, valueFrom: { secretKeyRef } }: EnvironmentVariable): KeptVariable {
  return { variable: name, reads: name, secret: secretKeyRef.name, key: secretKeyRef.key };
}

function templated(kind: Workload["kind"], { spec }: { spec: object }): object {
  return kind === "CronJob" ? { jobTemplate: { spec } } : spec;
}

/** The variables as the application reads them, or nothing where nobody said which those are. */
function keptVariables({ name, groups, settings }: NewService): KeptVariable[] | undefined {
  const keys = [...groups.flatMap(({ keys }) => keys), ...settings.map(({ key }) => key)];
  const members = groups.flatMap(({ database }) => database?.members ?? []);
  if (![...keys, ...members.map(({ key }) => key)].some(({ place }) => place !== undefined)) return undefined;
  const kept = ({ variable, reads }: FoundKey, secret: string, key = variable): KeptVariable => ({
    variable,
    reads,
    secret,
    key,
  });
  return [
    ...groups.flatMap((group) => [
      ...group.keys.map((key) => kept(key, secretsName(name))),
      ...databaseVariables(group).map(([key, held]) => kept(key, secretsName(name), held)),
    ]),
    ...settings.map(({ key }) => kept(key, parametersName(name))),
  ];
}

/** What the application reads of a database, with the key of the Secret that holds it. */
function databaseVariables({ database, rotation }: NewGroup): [key: FoundKey, held: string][] {
  if (database === undefined) return [];
  const mode = typeof rotation === "number" ? "manual" : rotation;
  const { url, parts } = databaseKeys({
    database: { ...database.address, urlKey: database.urlKey },
    rotation: { mode },
  });
  const all = [...(url === undefined ? [] : [url]), ...Object.keys(parts)];
  if (database.members.length === 0)
    return all.map((key) => [{ reads: key, variable: key, meaning: "credential" }, key]);
  return database.members.flatMap(({ part, key }): [FoundKey, string][] => {
    const held = part === "url" ? url : keyOf(parts, part);
    return held === undefined ? [] : [[key, held]];
  });
}

function keyOf(
  parts: Readonly<Record<string, string>>,
  part: FoundDatabase["members"][number]["part"],
): string | undefined {
  const property = part === "name" ? "dbname" : part;
  return Object.keys(parts).find((key) => parts[key] === property);
}
