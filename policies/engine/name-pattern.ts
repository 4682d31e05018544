/**
 * Whether a name fits a pattern in which `*` stands for any characters, none included.
 *
 * @example fitsPattern("kubernetes:*:List", "kubernetes:core/v1:List") // true
 */
export function fitsPattern(pattern: string, name: string): boolean {
  if (!pattern.includes("*")) return pattern === name;
  const expression = pattern
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${expression}$`, "s").test(name);
}

/**
 * Tells whether a type fits one of some patterns. A stack has few types and many resources, so each type is compared once.
 *
 * @param patterns For example `["kubernetes:*:ConfigMap", "kubernetes:core/v1:List"]`.
 */
export function typeFilter(patterns: readonly string[]): (type: string) => boolean {
  const known = new Map<string, boolean>();
  return (type) => {
    const before = known.get(type);
    if (before !== undefined) return before;
    const fits = patterns.some((pattern) => fitsPattern(pattern, type));
    known.set(type, fits);
    return fits;
  };
}
