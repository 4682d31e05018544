import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import type { Rotation } from "../../components/model/service";
import { UserError } from "../user-error";
import type { OtherPlace } from "./audit/subject";

/** How the old credential dies. */
const techniques = ["by-hand", "drop", "database", "rotate"] as const;

/** What to do about a kind of credential: data, one file each, `playbooks/<id>.yaml`. */
export interface Playbook {
  /** Name of its file, e.g. `"stripe"`. */
  id: string;
  /** For example `"Stripe secret key"`. */
  title: string;
  /** What whoever has it can do, in a sentence. */
  why: string;
  /** Regular expressions for names of keys. Default: any. */
  keys: string[];
  /** Modes of rotation. Default: any. */
  modes: Rotation["mode"][];
  /** Whether it is for credentials of databases. Default false. */
  database: boolean;
  /**
   * `by-hand`: a person revokes it at the third party, and gives the new value. `drop`: a random value replaces it, without
   * overlap. `database`: the master password of a server of RDS. `rotate`: Secrets Manager rotates it.
   */
  revoke: (typeof techniques)[number];
  /** The page on which it is revoked. */
  console?: string;
  /** What a person reads and does, in order. */
  steps: string[];
  /** Who else knows of its use. */
  elsewhere: OtherPlace[];
}

const own = path.join(__dirname, "..", "..", "playbooks");
const lists = ["keys", "modes", "steps", "elsewhere"] as const;

/**
 * Reads every playbook: those beside the program, if it has a folder `playbooks`, before those that ship. One with the same
 * name replaces the shipped one.
 *
 * @param program Folder of the program.
 * @throws UserError that names the file and what is wrong in it.
 */
export function readPlaybooks(program: string): Playbook[] {
  const found = new Map<string, Playbook>();
  for (const folder of new Set([path.resolve(program, "playbooks"), own])) {
    if (!fs.existsSync(folder)) continue;
    for (const file of fs.readdirSync(folder).sort()) {
      const id = path.basename(file, ".yaml");
      if (file.endsWith(".yaml") && !found.has(id)) found.set(id, readPlaybook(path.join(folder, file), id));
    }
  }
  return [...found.values()];
}

function readPlaybook(file: string, id: string): Playbook {
  const refuse = (problem: string): never => {
    throw new UserError(`${file} is no playbook: ${problem}. Nothing was changed.\nFix: see docs/respond.md.`);
  };
  let raw: Partial<Playbook>;
  try {
    raw = parse(fs.readFileSync(file, "utf8")) as Partial<Playbook>;
  } catch {
    return refuse("it is no YAML");
  }
  for (const field of ["title", "why"] as const) if (typeof raw?.[field] !== "string") refuse(`${field} is no text`);
  for (const field of lists) if (!Array.isArray(raw[field] ?? [])) refuse(`${field} is no list`);
  if (!techniques.includes(raw.revoke!)) refuse(`revoke is none of ${techniques.join(", ")}`);
  try {
    for (const key of raw.keys ?? []) new RegExp(key);
  } catch {
    refuse("keys holds no regular expression");
  }
  return { keys: [], modes: [], database: false, steps: [], elsewhere: [], ...raw, id } as Playbook;
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
      (mode === "manual" ? one.revoke !== "rotate" : one.revoke === "rotate") &&
      (mode !== "manual" || one.database === database) &&
      (one.keys.length === 0 || (key !== undefined && one.keys.some((pattern) => new RegExp(pattern).test(key)))),
  );
  const chosen = fits.find(({ keys }) => keys.length > 0) ?? fits[0];
  if (chosen) return chosen;
  throw new UserError(
    `No playbook fits ${key ?? "this credential"} (mode ${mode}). Nothing was changed.\nFix: add one to playbooks/.`,
  );
}
