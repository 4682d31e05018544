import { databaseEngines } from "./database-engines";
import { partnerVariables } from "./partners";
import type { Database, SecretGroup } from "./service";

/** Name of a group's Secrets Manager entry, e.g. `prod/api/app`. */
export function entryName(environment: string, service: string, group: string): string {
  return `${environment}/${service}/${group}`;
}

/** Name of a parameter, e.g. `/prod/api/LOG_LEVEL`. */
export function parameterName(environment: string, service: string, key: string): string {
  return `/${environment}/${service}/${key}`;
}

/** Name of the Kubernetes Secret, and of its ExternalSecret, that holds a service's secrets. */
export function secretsName(service: string): string {
  return `${service}-secrets`;
}

/** Name of the Kubernetes Secret, and of its ExternalSecret, that holds a service's parameters. */
export function parametersName(service: string): string {
  return `${service}-parameters`;
}

/** The variables of a database group: the URL, and the properties of the entry that stand beside it. */
export interface DatabaseKeys {
  /** Absent for an engine without an URL that all its drivers read. */
  url?: string;
  /** Variable to the property of the entry's JSON. */
  parts: Record<string, string>;
}

/** An entry that RDS owns holds only username and password; one that we create holds the whole address. */
export function databaseKeys(group: { database: Partial<Database>; rotation?: { mode?: string } }): DatabaseKeys {
  const { engine, urlKey = "DATABASE_URL" } = group.database;
  const hasUrl = engine === undefined || databaseEngines[engine]?.url !== undefined;
  const prefix = urlKey.replace(/_URL$/, "");
  const credential = { [`${prefix}_USERNAME`]: "username", [`${prefix}_PASSWORD`]: "password" };
  const address = { [`${prefix}_HOST`]: "host", [`${prefix}_PORT`]: "port", [`${prefix}_NAME`]: "dbname" };
  const parts = group.rotation?.mode === "rds-managed" ? credential : { ...credential, ...address };
  return { ...(hasUrl && { url: urlKey }), parts };
}

/** Every variable that a group puts into the service's Kubernetes Secret. */
export function groupVariables(group: SecretGroup): string[] {
  if (group.partner) return Object.keys(partnerVariables(group.partner));
  if (!group.database) return Object.keys(group.keys ?? {});
  const { url, parts } = databaseKeys({ database: group.database, rotation: group.rotation });
  return [...(url === undefined ? [] : [url]), ...Object.keys(parts)];
}
