import * as os from "node:os";
import * as path from "node:path";
import { LabError } from "../lab-error";

/** A stage's name: it becomes a folder's name, so it is plain. */
const plainName = /^[a-z0-9][a-z0-9-]{0,39}$/;

/**
 * The folder that outlives a checkout: what was built, and the stages that run.
 *
 * @param environment Variables. STRONGROOM_CACHE names the folder; else it is `$XDG_CACHE_HOME/strongroom`, else
 *   `~/.cache/strongroom`.
 * @example cacheDirectory({ STRONGROOM_CACHE: "/var/cache/strongroom" }) // "/var/cache/strongroom"
 */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment["STRONGROOM_CACHE"]) return path.resolve(environment["STRONGROOM_CACHE"]);
  return path.join(environment["XDG_CACHE_HOME"] || path.join(os.homedir(), ".cache"), "strongroom");
}

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
  return path.join(cacheDirectory(), "lab", "stages", name);
}
