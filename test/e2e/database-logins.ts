import { scryptSync } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { databasesFolder } from "../../lab/stage/folders";
import type { Stage } from "../../lab/stage/stage";

/**
 * Whether the database takes a credential: files with salted hashes stand for its users.
 *
 * @param account Whose server it is.
 */
export function logsIn(
  stage: Stage,
  account: string,
  credential: { host: string; username: string; password: string },
): boolean {
  const { host, username, password } = credential;
  const file = path.join(
    databasesFolder(stage.directory),
    account,
    `${encodeURIComponent(`${username}@${host}`)}.json`,
  );
  if (!fs.existsSync(file)) return false;
  const { salt, hash } = JSON.parse(fs.readFileSync(file, "utf8")) as { salt: string; hash: string };
  return scryptSync(password, salt, 32).toString("hex") === hash;
}
