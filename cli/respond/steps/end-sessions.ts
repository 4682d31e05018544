import { alternatingUsers } from "../../../components/model/rotation-functions";
import type { Database } from "../../../components/model/service";
import { jsonObject } from "../../json-object";
import { shownPath } from "../../paths";
import { endSessions } from "../end-sessions";
import type { EntryContext, Step } from "../step";
import { writeFiles } from "../write-files";

/** Stands for a name that is not known. */
const placeholder = "USER";

/**
 * Writes what ends the sessions of the user that leaked. A person runs it: this tool reaches no database.
 *
 * @param alternates Whether two users take turns: whoever had the entry may have had both.
 */
export function endSessionsStep(database: Database, alternates: boolean): Step<EntryContext> {
  return {
    id: "end-sessions",
    phase: "revoke",
    title: "Write down what ends open sessions",
    describe: () => [
      `A changed password ends no session. ${endSessions(database, []).fileName} ends those of ${alternates ? "both users" : "the user"}: an administrator of the database runs it.`,
    ],
    run: async (context) => {
      const { incident, say } = context;
      const user = await userOf(context);
      const users = user !== undefined && alternates ? alternatingUsers(user, database.engine) : [user ?? placeholder];
      const { fileName, text, commands } = endSessions(database, users);
      const [file = ""] = writeFiles(incident.folder, { [fileName]: text }).map(shownPath);
      if (user === undefined) say(`No version of the entry names a user: put the name in the place of ${placeholder}.`);
      for (const line of text.trimEnd().split("\n")) say(`  ${line}`);
      say(`It is ${file}. Type beside it, with an administrator's name in the place of ADMIN:`);
      for (const command of commands) say(`  ${command}`);
      return { file, users: users.join(", ") };
    },
  };
}

/**
 * The name of the user that leaked, which is no secret. The version that leaked may be gone by now, after two rotations: then the
 * current one's.
 */
async function userOf(context: EntryContext): Promise<string | undefined> {
  const { entries, incident } = context;
  const current = (await entries.describe(incident.entry))?.current;
  return (await userIn(context, incident.version)) ?? (current && (await userIn(context, current)));
}

async function userIn({ entries, incident }: EntryContext, version: string): Promise<string | undefined> {
  const { username } = jsonObject(await entries.readIfThere(incident.entry, version)) ?? {};
  // Control characters would do something to a terminal, and no user has one in its name.
  return typeof username === "string" && /^\P{Cc}+$/u.test(username) ? username : undefined;
}
