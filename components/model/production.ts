/**
 * Whether an environment is production, by its name: `prod` or `production`, alone or as a word of it, such as `prod-eu`
 * and `payments-prod`, but not `pre-prod`. Production is stricter by default; each default can be set for any other
 * environment, too. The guard reads names in the same way, and does not ask here.
 *
 * @param name Name of the environment, e.g. `"prod"`.
 */
export function isProduction(name: string): boolean {
  const words = name.split("-");
  const at = words.findIndex((word) => word === "prod" || word === "production");
  return at === 0 || (at > 0 && !["pre", "non", "not", "no"].includes(words[at - 1]!));
}

/** Environments in the order in which they are deployed: those of production last, otherwise by name. */
export function deploymentOrder(environments: readonly string[]): string[] {
  const sorted = [...environments].sort();
  return [...sorted.filter((name) => !isProduction(name)), ...sorted.filter(isProduction)];
}
