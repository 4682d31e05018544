import { stringify } from "yaml";
import { type EnvironmentVariable, consumer, secretVariable } from "../../components/model/consumer";
import { databaseKeys, parametersName, secretsName } from "../../components/model/names";
import type { Service, Workload } from "../../components/model/service";
import type { FoundDatabase } from "./databases";
import type { NewGroup, NewService } from "./new-service";

/**
 * What a workload pastes in: annotations and variables. Where a source told what the application reads, its own names stay.
 *
 * @param declared What was declared.
 * @param service The same, as the schema took it.
 * @returns YAML, which ends with a line break.
 */
export function snippet(declared: NewService, service: Service): string {
  const { annotations, env } = consumer(service);
  const kind = declared.workloads[0]?.kind ?? "Deployment";
  const container = { name: declared.container, env: readVariables(declared) ?? env };
  const template = { spec: { template: { spec: { containers: [container] } } } };
  return stringify({ metadata: { annotations }, spec: templated(kind, template) }, { lineWidth: 0 });
}

function templated(kind: Workload["kind"], { spec }: { spec: object }): object {
  return kind === "CronJob" ? { jobTemplate: { spec } } : spec;
}

/** The variables as the application reads them, or nothing where nobody said which those are. */
function readVariables(declared: NewService): EnvironmentVariable[] | undefined {
  const { name, groups, settings } = declared;
  const keys = [...groups.flatMap(({ keys }) => keys), ...settings.map(({ key }) => key)];
  const members = groups.flatMap(({ database }) => database?.members ?? []);
  if (![...keys, ...members.map(({ key }) => key)].some(({ place }) => place !== undefined)) return undefined;
  return [
    ...groups.flatMap((group) => [
      ...group.keys.map(({ reads, variable }) => secretVariable(secretsName(name), variable, reads)),
      ...databaseVariables(group).map(([reads, key]) => secretVariable(secretsName(name), key, reads)),
    ]),
    ...settings.map(({ key }) => secretVariable(parametersName(name), key.variable, key.reads)),
  ];
}

/** Each variable that the application reads of a database, with the key of the Secret that holds it. */
function databaseVariables({ database, rotation }: NewGroup): [reads: string, key: string][] {
  if (database === undefined) return [];
  const mode = typeof rotation === "number" ? "manual" : rotation;
  const { url, parts } = databaseKeys({
    database: { ...database.address, urlKey: database.urlKey },
    rotation: { mode },
  });
  const all = [...(url === undefined ? [] : [url]), ...Object.keys(parts)];
  if (database.members.length === 0) return all.map((key) => [key, key]);
  return database.members.flatMap(({ part, key }): [string, string][] => {
    const held = part === "url" ? url : keyOf(parts, part);
    return held === undefined ? [] : [[key.reads, held]];
  });
}

function keyOf(
  parts: Readonly<Record<string, string>>,
  part: FoundDatabase["members"][number]["part"],
): string | undefined {
  const property = part === "name" ? "dbname" : part;
  return Object.keys(parts).find((key) => parts[key] === property);
}
