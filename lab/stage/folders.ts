import * as path from "node:path";
import { LabError } from "../lab-error";
import { cacheFolder } from "../parts/cache-folder";

/** A stage's name: it becomes a folder's name, so it is plain. */
const plainName = /^[a-z0-9][a-z0-9-]{0,39}$/;

/**
 * The stage that a command means.
 *
 * @param environment Variables. STRONGROOM_LAB is the name; without it, it is `"default"`.
 * @throws LabError when the name is not made of lower-case letters, digits and hyphens.
 * @example stageName({ STRONGROOM_LAB: "e2e" }) // "e2e"
 */
export function stageName(environment: NodeJS.ProcessEnv = process.env): string {
  const name = environment["STRONGROOM_LAB"] || "default";
  if (plainName.test(name)) return name;
  throw new LabError(
    `STRONGROOM_LAB is "${name}", and names a stage.\n` +
      "Fix: use up to 40 lower-case letters, digits and hyphens, such as: STRONGROOM_LAB=e2e",
  );
}

/**
 * The folder of a stage: its state file, keys, logs and data.
 *
 * @param name For example `"default"`.
 */
export function stageDirectory(name: string): string {
  return path.join(cacheFolder(), "lab", "stages", name);
}

/** Where the users of a stage's databases stand, below the stage's folder: for the rotation functions and the emulator's RDS. */
export function databasesFolder(stageDirectory: string): string {
  return path.join(stageDirectory, "databases");
}
