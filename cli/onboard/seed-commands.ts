import type { NewService } from "./new-service";
import type { FoundKey, FoundPlace } from "./sources/found";

/** A value that is to be put, and where it lies now. */
interface Source {
  group: string;
  /** Key of the entry's JSON. */
  property: string;
  place: FoundPlace;
}

/**
 * Lines that pipe values from where they lie now to `strongroom seed`, one command an object of the cluster. Nothing of them is ever
 * shown. What lies nowhere in the cluster, or only inside of an URL, has to be typed.
 *
 * @param environment For example `"dev"`.
 */
export function seedCommands(environment: string, service: NewService): string[] {
  const seed = `npx strongroom seed ${environment} ${service.name}`;
  const byObject = new Map<string, Source[]>();
  for (const source of sourcesOf(service)) {
    const { kind, name, namespace = service.namespace } = source.place;
    if (kind === "file" || name === undefined || name.startsWith("(")) continue;
    const object = `${kind.toLowerCase()} ${name} --namespace ${namespace}`;
    byObject.set(object, [...(byObject.get(object) ?? []), source]);
  }
  return [...byObject].map(([object, sources]) =>
    [`kubectl get ${object} --output json |`, `  jq '${program(sources)}' |`, `  ${seed}`].join("\n"),
  );
}

/** Keys whose values nobody can pipe: whoever seeds types them. */
export function typedKeys(service: NewService): string[] {
  const piped = new Set(
    sourcesOf(service)
      .filter(({ place }) => place.kind !== "file")
      .map(idOf),
  );
  return service.groups.flatMap(({ name, keys, database, rotation }) => {
    if (rotation === "rds-managed") return [];
    const properties = database === undefined ? keys.map(({ variable }) => variable) : ["username", "password"];
    return properties.filter((property) => !piped.has(`${name} ${property}`));
  });
}

function idOf({ group, property }: Source): string {
  return `${group} ${property}`;
}

function sourcesOf({ groups }: NewService): Source[] {
  const from = (group: string, property: string, { place }: FoundKey): Source[] =>
    place === undefined ? [] : [{ group, property, place }];
  return groups.flatMap(({ name, keys, database, rotation }) => {
    if (rotation === "rds-managed") return [];
    const parts = (database?.members ?? []).filter(({ part }) => part === "username" || part === "password");
    return [
      ...keys.flatMap((key) => from(name, key.variable, key)),
      ...parts.flatMap(({ part, key }) => from(name, part, key)),
    ];
  });
}

/** The part of jq that makes of an object what seeding takes: `{ "GROUP": { "KEY": value } }`. */
function program(sources: readonly Source[]): string {
  const groups = [...new Set(sources.map(({ group }) => group))].map((group) => {
    const values = sources
      .filter((one) => one.group === group)
      .map(({ property, place }) => `${JSON.stringify(property)}: .[${JSON.stringify(place.key)}]`);
    return `${JSON.stringify(group)}: { ${values.join(", ")} }`;
  });
  const kind = sources[0]!.place.kind;
  const values = kind === "ConfigMap" ? ".data" : kind === "Secret" ? ".data | map_values(@base64d)" : variables;
  return `${values} | { ${groups.join(", ")} }`;
}

/** The variables of all containers of a workload, whatever its kind. */
const variables = "[.. | .env? | arrays | .[] | select(.value) | { (.name): .value }] | add";
