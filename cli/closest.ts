import { Command } from "commander";

/**
 * The name that was meant by a mistyped one, by the same measure as that of mistyped commands.
 *
 * @example closest("prdo", ["dev", "prod"]) // "prod"
 * @returns Nothing where none is close.
 */
export function closest(typed: string, names: readonly string[]): string | undefined {
  const parser = new Command()
    .exitOverride()
    .helpCommand(false)
    .configureOutput({ writeErr: () => undefined });
  for (const name of names) parser.command(name);
  try {
    // An argument that looks like an option would be taken for one.
    parser.parse(["--", typed], { from: "user" });
  } catch (error) {
    return /^\(Did you mean (?:one of )?(.+?)[,?]/m.exec((error as Error).message)?.[1];
  }
  return undefined;
}
