/**
 * Whether an environment is production, by its name: `prod` or `production`, alone or with more behind a hyphen, such as
 * `prod-eu`. Production is stricter by default; each default can be set for any other environment, too.
 *
 * @param name Name of the environment, e.g. `"prod"`.
 */
export function isProduction(name: string): boolean {
  return /^prod(uction)?(-|$)/.test(name);
}
