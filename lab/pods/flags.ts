import { LabError } from "../lab-error";

/**
 * Reads `--name=value` arguments as a chart writes them.
 *
 * @param known The names that the stand-in understands: others are refused, because they would do nothing.
 * @throws LabError with the argument that is not known.
 * @example readFlags(["--enable-ha=true"], ["enable-ha"]) // { "enable-ha": "true" }
 */
export function readFlags(given: readonly string[], known: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((argument) => {
      const [, name = "", value = ""] = /^--([a-z-]+)=(.*)$/s.exec(argument) ?? [];
      if (!known.includes(name)) {
        throw new LabError(`The stand-in does not know ${argument}; it knows --${known.join(", --")}.\nFix: teach it.`);
      }
      return [name, value];
    }),
  );
}
