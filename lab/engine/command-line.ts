/** What the lab has to know about a call of the Pulumi CLI. */
export interface EngineCommand {
  /** The command and what follows it, without flags, e.g. `["stack", "init", "dev"]`. Empty for `pulumi --help`. */
  words: string[];
  /** What `--stack` or `-s` names, without organization and project. */
  stack: string | undefined;
  /** Whether policy packs are named already. */
  namesPolicies: boolean;
}

/** Commands that judge: the others take no `--policy-pack`. */
const judging = new Set(["preview", "pre", "up", "update"]);

/** Flags of every command that take the next argument as their value. They may stand before the command. */
const takesValue = /^(-s|--stack|-C|--cwd|-v|--verbose|--color|--tracing|--profiling)$/;

/**
 * Reads the arguments of a Pulumi command.
 *
 * @param args As a user types them behind `pulumi`, e.g. `["up", "--stack", "dev", "--yes"]`.
 */
export function readCommand(args: readonly string[]): EngineCommand {
  const isWord = (argument: string, index: number): boolean =>
    !argument.startsWith("-") && !takesValue.test(args[index - 1] ?? "");
  return {
    words: args.filter(isWord),
    stack: readStack(args),
    namesPolicies: args.some((argument) => /^--policy-pack(=|$)/.test(argument)),
  };
}

/** Whether the command runs the guard. */
export function judges({ words }: EngineCommand): boolean {
  return judging.has(words[0] ?? "");
}

/** Whether the command makes its stack itself. */
export function makesStack({ words }: EngineCommand): boolean {
  return words[0] === "stack" && words[1] === "init";
}

function readStack(args: readonly string[]): string | undefined {
  for (const [index, argument] of args.entries()) {
    const value = /^(?:--stack|-s)=(.+)$/.exec(argument)?.[1] ?? (/^(--stack|-s)$/.test(argument) && args[index + 1]);
    if (value) return value.split("/").at(-1);
  }
  return undefined;
}
