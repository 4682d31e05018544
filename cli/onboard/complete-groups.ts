import { maximumIntervalDays } from "../../policies/rotation/interval";
import type { DraftGroup } from "./draft";
import { rotationProblem } from "./fields";
import type { Flags } from "./flags";
import type { NewGroup } from "./new-service";
import type { Decider } from "./questions";
import type { FoundKey } from "./sources/found";
import {
  type DatabaseAddress,
  type RotationChoice,
  readAddress,
  readInstance,
  readRotation,
  settingProblem,
} from "./typed";

/** What groups and settings are completed from. */
interface Decided {
  flags: Flags;
  decider: Decider;
}

/**
 * Completes a group: where its database is, and how it rotates.
 *
 * @returns Nothing where something is missing that nobody could be asked for.
 */
export async function completeGroup(group: DraftGroup, decided: Decided): Promise<NewGroup | undefined> {
  const { name, keys, database, playbook } = group;
  const address = database && (await addressOf(group, decided));
  const instance = database && (await instanceOf(group, decided));
  const rotation = await rotationOf(group, address, decided);
  if (rotation === undefined || (database !== undefined && address === undefined)) return undefined;
  return {
    name,
    keys,
    comment: commentOf(group, rotation),
    ...(database !== undefined &&
      address !== undefined && {
        database: { ...database, address, ...(instance !== undefined && { instanceIdentifier: instance }) },
      }),
    rotation,
    ...(playbook?.console !== undefined && { runbook: playbook.console }),
  };
}

function addressOf({ name, database }: DraftGroup, { flags, decider }: Decided): Promise<DatabaseAddress | undefined> {
  const typed = flags.databases.get(name) ?? flags.databases.get("");
  if (typed !== undefined) return Promise.resolve(typed);
  const { urlKey, engine = "ENGINE", members } = database!;
  const read = members.length > 0 ? members.map(({ key }) => key.reads).join(", ") : urlKey;
  const scheme = engine === "postgres" ? "postgresql" : engine;
  return decider.decide({
    flag: `--database ${name}=${scheme}://HOST[:PORT]/NAME`,
    why: `the database of ${read}, without user and password; {environment} stands for the environment's name`,
    question: `Address of the database of ${read}, such as ${scheme === "ENGINE" ? "postgresql" : scheme}://orders.{environment}.db.example.com/orders`,
    read: readAddress,
  });
}

/** Nobody has to say it, so nobody is told that it is missing. */
async function instanceOf({ name }: DraftGroup, { flags, decider }: Decided): Promise<string | undefined> {
  const typed = flags.instances.get(name) ?? flags.instances.get("");
  if (typed !== undefined || !decider.asks) return typed;
  const answer = await decider.decide({
    flag: `--instance ${name}=IDENTIFIER`,
    why: "its RDS instance, by which a response to a leak finds it",
    question: "Its RDS instance identifier, such as orders-{environment}",
    otherwise: { value: "", shown: "none" },
    read: readInstance,
  });
  return answer === "" ? undefined : answer;
}

function rotationOf(
  { name, keys, database }: DraftGroup,
  address: DatabaseAddress | undefined,
  { flags, decider }: Decided,
): Promise<RotationChoice | undefined> {
  const typed = flags.rotations.get(name);
  if (typed !== undefined) return Promise.resolve(typed);
  const most = maximumIntervalDays[database === undefined ? "application" : "database"];
  const what = keys.map(({ variable }) => variable).join(", ");
  return decider.decide<RotationChoice>({
    flag: database === undefined ? `--rotation ${name}=DAYS` : `--rotation ${name}=HOW`,
    why:
      database === undefined
        ? `how often ${what} is changed by hand, in days: at most ${most}`
        : `who changes the password: database (a function of AWS's), rds-managed (RDS), or a person, in days: at most ${most}`,
    question:
      database === undefined
        ? `Days between two rotations of ${what}, at most ${most}`
        : `Who changes the password of ${name}: database (a function of AWS's), rds-managed (RDS), or a person, in days`,
    otherwise: database === undefined ? { value: 90, shown: "90" } : { value: "database", shown: "database" },
    read: (text) => {
      const choice = readRotation(text);
      const problem = "value" in choice ? rotationProblem(choice.value, address) : undefined;
      return problem === undefined ? choice : { problem };
    },
  });
}

/** What somebody who opens the file wants to know of the group. */
function commentOf({ keys, database, playbook }: DraftGroup, rotation: RotationChoice): string[] {
  if (database !== undefined) {
    if (rotation === "database") return ["A function of AWS's changes the password."];
    if (rotation === "rds-managed")
      return ["RDS owns the password: each stack file gives its entry's ARN under strongroom:overrides."];
    return ["A person changes the password."];
  }
  if (playbook !== undefined) return [`${playbook.title.replace(/\.$/, "")}. ${playbook.why}`];
  return keys.length > 1 ? ["All of them rotate together: what another party issues deserves a group of its own."] : [];
}

/**
 * The value of a setting in Parameter Store, as somebody types it: what a source holds is never taken.
 *
 * @returns Nothing where it stays where it is.
 */
export async function completeSetting(key: FoundKey, { flags, decider }: Decided): Promise<string | undefined> {
  const { variable } = key;
  const typed = flags.settings.get(variable);
  if (typed !== undefined) return typed;
  const value = await decider.decide({
    flag: `--setting ${variable}=VALUE`,
    why: `its value in Parameter Store, or --leave ${variable}; --leave-settings leaves all that have no value`,
    question: `Value of ${variable} in Parameter Store`,
    otherwise: { value: "", shown: "it stays where it is" },
    read: (text) => {
      const problem = settingProblem(variable, text);
      return problem === undefined ? { value: text } : { problem: `${variable} ${problem}` };
    },
  });
  return value === "" ? undefined : value;
}
