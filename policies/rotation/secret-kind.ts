import type { StackResource } from "../engine/rule";
import { unknown } from "../engine/value";
import type { SecretKind } from "./interval";
import { tagOf } from "./secret-tags";

/** Words that name a database in the last part of a secret's name, as in `prod/api/database` or `prod/api/orders-db`. */
const databaseWords = new Set(
  (
    "database databases db postgres postgresql pg mysql mariadb aurora rds mssql sqlserver oracle db2 " +
    "mongo mongodb documentdb docdb redshift"
  ).split(" "),
);

/**
 * What a secret opens, judged by everything that is known: a tag may say "database", but none takes it back.
 *
 * @param secret The secret.
 * @param versions Its SecretVersions in the stack.
 * @param attachments Its SecretTargetAttachments: each ties the secret to a database.
 * @returns `unknown` when nothing says "database" and a tag that could is not known yet.
 */
export function kindOf(
  secret: StackResource,
  versions: readonly StackResource[],
  attachments: readonly StackResource[],
): SecretKind | typeof unknown {
  if (attachments.length > 0) return "database";
  const instance = tagOf(secret, "DBInstanceIdentifier");
  const kind = tagOf(secret, "secret-kind");
  // The instance's identifier is often an output, so the tag counts before its text is known.
  const hasInstance = instance !== undefined && secret.props.tags !== unknown;
  if (hasInstance || kind === "database" || isNamedLikeDatabase(secret)) return "database";
  if (versions.some(holdsDatabaseCredential)) return "database";
  return kind === unknown ? unknown : "application";
}

function isNamedLikeDatabase({ props, name }: StackResource): boolean {
  const known = [props.name, props.namePrefix, name].find((candidate) => typeof candidate === "string");
  const last = (known ?? "").replace(/\/+$/, "").split("/").at(-1)!;
  const words = last.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return words.split(/[^a-z0-9]+/).some((word) => databaseWords.has(word));
}

/** The shape that AWS's rotation functions want: username, password, and where to use them. */
function holdsDatabaseCredential({ props }: StackResource): boolean {
  return [props.secretString, props.secretStringWo].some((text) => {
    if (typeof text !== "string") return false;
    try {
      const fields: unknown = JSON.parse(text);
      if (typeof fields !== "object" || fields === null) return false;
      return "username" in fields && "password" in fields && ("host" in fields || "engine" in fields);
    } catch {
      return false;
    }
  });
}
