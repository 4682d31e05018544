import type { Database } from "../../components/model/service";
import { groupName } from "./names";
import type { FoundKey } from "./sources/found";

/** What a variable says of a database. */
export type DatabasePart = "url" | "username" | "password" | "host" | "port" | "name";

/** A database that an application reads in parts or as an URL, as far as the names of its variables tell. */
export interface FoundDatabase {
  /** Name of its group, e.g. `"database"`. */
  group: string;
  engine?: Database["engine"];
  /** The variable that holds the composed URL, from which those of the parts follow. */
  urlKey: string;
  members: { part: DatabasePart; key: FoundKey }[];
}

const engines: Readonly<Record<string, Database["engine"]>> = {
  POSTGRES: "postgres",
  POSTGRESQL: "postgres",
  PG: "postgres",
  MYSQL: "mysql",
  MARIADB: "mariadb",
  REDSHIFT: "redshift",
};
/** Schemes that drivers of one kind share; `postgresql+asyncpg` and `jdbc:postgresql` are of one driver alone. */
const schemes: Readonly<Record<string, Database["engine"]>> = {
  postgres: "postgres",
  postgresql: "postgres",
  mysql: "mysql",
  mariadb: "mariadb",
  redshift: "redshift",
};
const parts: Readonly<Record<DatabasePart, string>> = {
  url: "URL|URI|DSN",
  username: "USERNAME|USER|LOGIN",
  password: "PASSWORD|PASSWD|PASS|PWD",
  host: "HOSTNAME|HOST|SERVER|ENDPOINT",
  port: "PORT",
  name: "NAME|DBNAME|DATABASE|DB",
};
const words = "DATABASE|DATASOURCE|DB|POSTGRES|POSTGRESQL|PG|MYSQL|MARIADB|RDS|AURORA|REDSHIFT";
const shape = new RegExp(`^(?:(?<of>[A-Z0-9_]+?)_)?(?<word>${words})_?(?<part>${Object.values(parts).join("|")})$`);

/**
 * Finds databases among variables: by their names, such as DB_HOST and DB_PASSWORD, and by how an URL begins. What has the name of
 * a part and no password beside it is none.
 *
 * @returns The databases, and the variables that belong to none.
 */
export function findDatabases(keys: readonly FoundKey[]): { databases: FoundDatabase[]; others: FoundKey[] } {
  const byGroup = new Map<string, (FoundDatabase["members"][number] & { word: string })[]>();
  for (const key of keys) {
    const member = memberOf(key);
    if (member === undefined) continue;
    const group = groupName(member.of === "" ? "database" : `${member.of} database`);
    byGroup.set(group, [...(byGroup.get(group) ?? []), { part: member.part, key, word: member.word }]);
  }
  const databases = [...byGroup].flatMap(([group, members]): FoundDatabase[] => {
    const opens = members.some(({ part, key }) => isSecretPart(part) && key.meaning === "credential");
    if (!opens) return [];
    const engine = members.map(({ key, word }) => schemes[key.scheme ?? ""] ?? engines[word]).find(Boolean);
    const bare = members.map(({ part, key }) => ({ part, key }));
    return [{ group, urlKey: urlKeyOf(bare, keys), members: bare, ...(engine !== undefined && { engine }) }];
  });
  const taken = new Set(databases.flatMap(({ members }) => members.map(({ key }) => key)));
  return { databases, others: keys.filter((key) => !taken.has(key)) };
}

function isSecretPart(part: DatabasePart): boolean {
  return part === "password" || part === "url";
}

function memberOf(key: FoundKey): { of: string; word: string; part: DatabasePart } | undefined {
  const { variable, scheme } = key;
  const isOfDatabase = scheme !== undefined && Object.hasOwn(schemes, scheme);
  // An URL of something else: redis://, jdbc:postgresql://, https://.
  if (scheme !== undefined && !isOfDatabase) return undefined;
  const found = shape.exec(variable)?.groups;
  if (found === undefined) {
    return isOfDatabase && key.meaning === "credential" ? { of: "", word: "", part: "url" } : undefined;
  }
  const part = (Object.keys(parts) as DatabasePart[]).find((one) => parts[one].split("|").includes(found["part"]!))!;
  // Spring's own word in front of its data source says nothing.
  const of = (found["of"] ?? "").replace(/^SPRING$/, "");
  return { of, word: found["word"]!, part };
}

/** The application's own name for the URL, else one with the prefix of its password, if nothing else has that. */
function urlKeyOf(members: FoundDatabase["members"], all: readonly FoundKey[]): string {
  const url = members.find(({ part, key }) => part === "url" && key.variable.endsWith("_URL"));
  if (url !== undefined) return url.key.variable;
  const password = members.find(({ part }) => part === "password");
  const [, prefix] = /^(.+)_(?:PASSWORD|PASSWD|PASS|PWD)$/.exec(password?.key.variable ?? "") ?? [];
  const isFree = prefix !== undefined && !all.some(({ variable }) => variable === `${prefix}_URL`);
  return isFree ? `${prefix}_URL` : "DATABASE_URL";
}
