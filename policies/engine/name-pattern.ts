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
