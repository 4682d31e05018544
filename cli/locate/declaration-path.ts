import type { RecordedResource } from "../preview/resources";

/**
 * The part of a service's declaration that a resource of it comes from. Names follow from the declaration: `<service>-<group>` of an entry
 * and what belongs to it, `<service>-<group>-<key>` of a value that is generated, `<service>-<key>` of a parameter.
 *
 * @param service Name of the service.
 * @param chain The resource and its parents.
 * @param message What the guard says: a key that it names in quotes is looked for in the group.
 * @param environment Begins the names of entries.
 * @returns Keys from the declaration on; empty for what belongs to the service as a whole, such as its ExternalSecrets.
 */
export function declarationPath(
  service: string,
  chain: readonly RecordedResource[],
  message: string,
  environment: string,
): PropertyKey[] {
  const [resource] = chain;
  if (resource === undefined) return [];
  const prefix = `${service}-`;
  const label = resource.name.startsWith(prefix) ? resource.name.slice(prefix.length) : undefined;
  if (resource.type === "aws:ssm/parameter:Parameter") return label === undefined ? [] : ["parameters", label];
  const group = groupOf(service, chain, environment);
  if (group === undefined) return [];
  const key = label?.startsWith(`${group}-`) ? label.slice(group.length + 1) : quotedKey(message);
  return key === undefined ? ["groups", group] : ["groups", group, "keys", key];
}

/** An entry carries its group in its name, and what belongs to it stands below it. RDS's own entries have a rotation alone. */
function groupOf(service: string, chain: readonly RecordedResource[], environment: string): string | undefined {
  const start = `${environment}/${service}/`;
  for (const { type, name, inputs } of chain) {
    const entry = inputs["name"];
    if (typeof entry === "string" && entry.startsWith(start)) return entry.slice(start.length);
    const isRotation = type === "aws:secretsmanager/secretRotation:SecretRotation";
    if (isRotation && name.startsWith(`${service}-`)) return name.slice(service.length + 1);
  }
  return undefined;
}

/** The last key of a key path, as the guard writes it: `secretString → ["STRIPE_SECRET_KEY"]`. */
function quotedKey(message: string): string | undefined {
  return [...message.matchAll(/\["([^"\]]+)"\]/g)].at(-1)?.[1];
}
