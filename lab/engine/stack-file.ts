import { isDeepStrictEqual } from "node:util";

/** A stack file: `config` and, once Pulumi wrote to it, `encryptionsalt`. */
export interface StackFile {
  config?: Record<string, unknown>;
  [key: string]: unknown;
}

/**
 * The stack file that the lab's project gets: what was changed in it since the lab last wrote it stays (`pulumi config set`,
 * the salt, what `strongroom seed` records), everything else is as the checkout says now, with the lab's overrides laid over.
 *
 * @param made What the lab makes of the checkout's stack file now.
 * @param before What the lab made of it the last time; nothing at the first time.
 * @param found What stands in the project now; nothing at the first time.
 */
export function mergeStackFile(made: StackFile, before: StackFile = {}, found: StackFile = before): StackFile {
  const { config = {}, ...settings } = made;
  const { config: configBefore = {}, ...settingsBefore } = before;
  const { config: configFound, ...settingsFound } = found;
  return {
    ...mergeKeys(settings, settingsBefore, settingsFound),
    config: mergeKeys(config, configBefore, configFound ?? {}),
  };
}

function mergeKeys(
  made: Record<string, unknown>,
  before: Record<string, unknown>,
  found: Record<string, unknown>,
): Record<string, unknown> {
  const changed = [...new Set([...Object.keys(before), ...Object.keys(found)])].filter(
    (key) => !isDeepStrictEqual(before[key], found[key]),
  );
  const kept = changed.filter((key) => key in found).map((key) => [key, found[key]]);
  const others = Object.entries(made).filter(([key]) => !changed.includes(key));
  return Object.fromEntries([...others, ...kept]) as Record<string, unknown>;
}
