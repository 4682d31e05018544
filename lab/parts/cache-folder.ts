import { homedir } from "node:os";
import { join, resolve } from "node:path";

/**
 * The folder outside the checkout that keeps what the lab builds: `STRONGROOM_CACHE`, else `strongroom` in `XDG_CACHE_HOME`,
 * else `~/.cache/strongroom`. It can be deleted at any time while no stage is up; the next start builds anew.
 *
 * Source: https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function cacheFolder(): string {
  const { STRONGROOM_CACHE, XDG_CACHE_HOME } = process.env;
  if (STRONGROOM_CACHE) return resolve(STRONGROOM_CACHE);
  return join(XDG_CACHE_HOME ? resolve(XDG_CACHE_HOME) : join(homedir(), ".cache"), "strongroom");
}

/** Where the built parts stand, one folder each. */
export function partsFolder(): string {
  return join(cacheFolder(), "lab", "parts");
}
