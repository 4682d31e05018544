import type { Rotation } from "../../components/model/service";
import { UserError } from "../user-error";
import type { OtherPlace } from "./audit/subject";

/** Modes of rotation whose entries each technique is for. Those of none revoke what no entry holds. */
export const techniques = {
  "by-hand": ["manual"],
  drop: ["manual"],
  database: ["manual"],
  rotate: ["rds-managed", "database", "lambda", "managed-external"],
  "rds-managed": ["rds-managed"],
  "access-key": ["manual"],
  "role-sessions": [],
  "github-role": [],
} as const satisfies Record<string, readonly Rotation["mode"][]>;

/** How the old credential dies. */
export type Technique = keyof typeof techniques;

/** One thing that a person does. */
export interface PlaybookStep {
  /** A sentence in the imperative. */
  what: string;
  /** What to type in a shell. Words in capitals are for the reader to fill in; no value ever stands in it. */
  command?: string;
  /** What to type in the database instead. */
  sql?: string;
  /** How to see that it is done: a sentence, or a command of aws, kubectl or jq, with a remark in brackets behind it. */
  check?: string;
  /** Whether only the page to print shows it: `respond` does it itself, or has no need of it. */
  pageOnly: boolean;
}

/**
 * What to do about a kind of credential: data, one file each, `playbooks/<id>.yaml`. `strongroom respond` follows it and shows its
 * steps; `docs/runbooks/<id>.md`, for a night when nothing but AWS's and Kubernetes' own tools is at hand, is printed from it.
 */
export interface Playbook {
  /** Name of its file, e.g. `"stripe"`. */
  id: string;
  /** For example `"Stripe secret key"`. */
  title: string;
  /** What leaked, in a sentence. */
  appliesTo?: string;
  /** What whoever has it can do, in a sentence. */
  why: string;
  /** Regular expressions for names of keys. Default: any. */
  keys: string[];
  /** Modes of rotation. Default: all that its technique is for. */
  modes: Rotation["mode"][];
  /** Whether it is for credentials of databases. Default false. */
  database: boolean;
  /**
   * `by-hand`: a person revokes it at the third party, and gives the new value. `drop`: a random value replaces it, without
   * overlap. `database`: the master password of a server of RDS. `rotate`: Secrets Manager rotates it. `rds-managed`: RDS makes a new
   * master password. `access-key`, `role-sessions`, `github-role`: IAM refuses what the credential opened.
   */
  revoke: Technique;
  /** The page on which it is revoked. */
  console?: string;
  /** In order: what ends the old credential, what brings the new one to the pods, what to look for beside reads of the entry. */
  steps: { revoke: PlaybookStep[]; rotate: PlaybookStep[]; audit: PlaybookStep[] };
  /** Who else knows of its use. */
  elsewhere: OtherPlace[];
  /** What went wrong for others. */
  traps: string[];
  /** Where it is documented. */
  references: string[];
}

/**
 * Chooses the playbook of a key: those that name keys come before those that do not.
 *
 * @param key Absent for a credential of a database.
 * @throws UserError when none fits.
 */
export function choosePlaybook(
  playbooks: readonly Playbook[],
  { mode, key, database }: { mode: Rotation["mode"]; key?: string; database: boolean },
): Playbook {
  const fits = playbooks.filter(
    (one) =>
      (one.modes.length === 0 || one.modes.includes(mode)) &&
      // What AWS rotates is rotated by AWS, whatever its keys are called.
      isFor(one.revoke, mode) &&
      (mode !== "manual" || one.database === database) &&
      (one.keys.length === 0 || (key !== undefined && one.keys.some((pattern) => new RegExp(pattern).test(key)))),
  );
  const chosen = fits.find(({ keys }) => keys.length > 0) ?? fits[0];
  if (chosen) return chosen;
  throw new UserError(
    `No playbook fits ${key ?? "this credential"} (mode ${mode}). Nothing was changed.\nFix: add one to playbooks/.`,
  );
}

/** Whether a technique can revoke what an entry of a mode holds. */
export function isFor(technique: Technique, mode: Rotation["mode"]): boolean {
  const modes: readonly Rotation["mode"][] = techniques[technique];
  return modes.includes(mode);
}
