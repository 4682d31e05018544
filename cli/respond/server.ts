import type { Database } from "../../components/model/service";
import { tagKeys } from "../../components/model/tags";
import { DatabaseServer, type ServerDescription } from "../aws/database-server";
import type { EntryVersions } from "../aws/entries";
import { UserError } from "../user-error";
import { isOfCluster } from "./master-password";
import type { EntryContext } from "./step";

const untouched = "Nothing was changed.";

/** The tags that RDS puts on the entries that it makes. AWS's own functions read the key in whatever case it is. */
const ownersTag = /^aws:rds:primarydb(instance|cluster)arn$/i;

/**
 * Works with the server that an entry opens: the declaration names it, else a tag of the entry, else RDS knows for which server it
 * keeps the entry.
 *
 * @throws UserError when nobody knows it, or RDS has none of its name.
 */
export async function withServer<T>(
  { program, incident, entries }: EntryContext,
  database: Database,
  work: (server: DatabaseServer) => Promise<T>,
): Promise<T> {
  const { region } = program.environment;
  const { entry, arn } = incident;
  if (database.engine === "redshift") {
    throw new UserError(
      `${entry} opens Redshift, of which RDS sets no password. ${untouched}\nFix: declare mode database, which AWS rotates, and respond to that.`,
    );
  }
  const { instanceIdentifier: declared } = database;
  const isCluster = isOfCluster(database);
  const named =
    declared === undefined
      ? namedByTag((await entries.describe(entry))?.tags ?? {}, isCluster)
      : { identifier: declared, isCluster };
  const server = named
    ? await DatabaseServer.named(region, named.identifier, named.isCluster)
    : await DatabaseServer.ofEntry(region, arn);
  if (server === undefined) {
    throw new UserError(
      `Nobody says which server ${entry} opens. ${untouched}\nFix: declare instanceIdentifier, or tag the entry with DBInstanceIdentifier.`,
    );
  }
  try {
    return await work(server);
  } finally {
    server.close();
  }
}

function namedByTag(
  tags: EntryVersions["tags"],
  isCluster: boolean,
): { identifier: string; isCluster: boolean } | undefined {
  const ours = tags[tagKeys.databaseInstance];
  if (ours !== undefined) return { identifier: ours, isCluster };
  for (const [key, arn] of Object.entries(tags)) {
    const [, kind] = ownersTag.exec(key) ?? [];
    if (kind) return { identifier: arn.split(":").at(-1) ?? arn, isCluster: kind.toLowerCase() === "cluster" };
  }
  return undefined;
}

/**
 * Refuses a server whose master password is not that of a user, or cannot be set by hand.
 *
 * @param user The user that the entry names.
 * @returns What was found, a sentence.
 * @throws UserError with what to do instead.
 */
export async function checkUser(server: DatabaseServer, user: unknown): Promise<string> {
  const description = await server.describe();
  const { user: master, managed } = description;
  if (managed) {
    throw new UserError(
      `RDS owns the master password of ${server.identifier}. ${untouched}\nFix: declare the group with mode rds-managed, and respond to that.`,
    );
  }
  if (master !== user) {
    throw new UserError(
      `The master user of ${server.identifier} is ${master ?? "unknown"}, not the user of this entry. ${untouched}\n` +
        "Fix: ALTER that user's password as the master user, then strongroom rotate; or declare mode database, which AWS rotates.",
    );
  }
  refuseStopped(server, description);
  return `RDS: ${server.identifier} is ${description.status ?? "of no known status"}, and the entry is of its master user, ${master}.`;
}

/**
 * Refuses a server whose master password RDS does not keep in an entry, or cannot rotate.
 *
 * @param entryArn The ARN of the entry.
 * @returns What was found, a sentence.
 * @throws UserError with what to do instead.
 */
export async function checkEntry(server: DatabaseServer, entryArn: string): Promise<string> {
  const description = await server.describe();
  const { managed } = description;
  if (managed?.entry !== entryArn) {
    const state = managed
      ? `RDS keeps the master password of ${server.identifier} in ${managed.entry ?? "another entry"}, not in ${entryArn}.`
      : `RDS does not own the master password of ${server.identifier}, and so does not rotate ${entryArn}.`;
    throw new UserError(`${state} ${untouched}\nFix: correct instanceIdentifier or secretArn of the group.`);
  }
  if (managed.status === "impaired") {
    throw new UserError(
      `RDS cannot rotate ${entryArn} (status impaired): it reaches the entry or its KMS key no longer. ${untouched}\n` +
        `Fix: let it use both again; or ${server.command("modify")} --no-manage-master-user-password, and then --manage-master-user-password.`,
    );
  }
  refuseStopped(server, description);
  return `RDS: ${server.identifier} is ${description.status ?? "of no known status"}, and the entry is that of its master password.`;
}

function refuseStopped(server: DatabaseServer, { status }: ServerDescription): void {
  if (status !== "stopped" && status !== "stopping") return;
  throw new UserError(
    `${server.identifier} is ${status}: it takes no new password. ${untouched}\nFix: ${server.command("start")}`,
  );
}
