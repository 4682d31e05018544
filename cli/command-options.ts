import { Option, type Command } from "commander";
import { UserError } from "./user-error";

/** Headings of the list of commands. */
export const groups = {
  check: "Check what changes:",
  onboard: "Onboard a service:",
  rotate: "Rotate:",
  leak: "When something leaked:",
  look: "Look at an environment:",
} as const;

const stack = "the stack: one of the program's Pulumi.ENVIRONMENT.yaml files";

/**
 * Adds the environment.
 *
 * @param command For example the one of `strongroom seed`.
 * @param absent What is meant where it is not typed, e.g. `"dev"`. Absent: it has to be typed.
 * @returns The same command.
 */
export function environmentArgument(command: Command, absent?: string): Command {
  return absent === undefined
    ? command.argument("<environment>", stack)
    : command.argument("[environment]", `${stack} (default: ${absent})`);
}

/** Adds the service. */
export function serviceArgument(command: Command): Command {
  return command.argument("<service>", "the service: the name of its file in services/, e.g. api");
}

/**
 * Adds how a command is told what leaked: an entry by service and group, or one of AWS's own credentials.
 *
 * @param command For example the one of `strongroom respond`.
 * @returns The same command.
 */
export function leakedArguments(command: Command): Command {
  return environmentArgument(command)
    .argument("[service]", "the service: the name of its file in services/, e.g. api")
    .argument("[group]", "the group, or one key of it: app/STRIPE_SECRET_KEY")
    .option("--access-key <id>", "instead: an access key of an IAM user; its id, never its secret")
    .option("--role <name>", "instead: sessions of this role")
    .option("--repository <name>", "instead: what workflows of this repository may take, e.g. acme/platform");
}

/** Adds the folder of the program. */
export function programOption(command: Command): Command {
  return command.option(
    "--program <dir>",
    "folder of the Pulumi program (default: $STRONGROOM_PROGRAM, this folder, if it holds one, else this project)",
  );
}

/**
 * Adds how the result is written.
 *
 * @param command For example the one of `strongroom inventory`.
 * @param formats The default first, e.g. `["table", "json"]`.
 * @param written What is written, to be read in help. Default: `"how the result is written"`.
 * @returns The same command. Its action finds the format in `format`, also where `--json` was typed; with another format beside it the
 * command throws a UserError.
 */
export function formatOptions(
  command: Command,
  formats: readonly [string, ...string[]],
  written = "how the result is written",
): Command {
  return command
    .addOption(new Option("--format <format>", written).choices(formats).default(formats[0]))
    .addOption(new Option("--json", "short for --format json").implies({ format: "json" }))
    .hook("preAction", refuseTwoFormats);
}

/** What `--json` implies gives way to a format that was typed, so one of the two would be ignored. */
function refuseTwoFormats(command: Command): void {
  const { format, json } = command.opts<{ format: string; json?: true }>();
  if (json !== true || format === "json") return;
  throw new UserError(
    `--json is short for --format json, and --format ${format} was typed, too. Nothing was done.\nFix: type one of them.`,
  );
}

/** Adds what an inventory takes, whatever it is part of. */
export function liveOptions(command: Command): Command {
  return command
    .option("--live", "also ask AWS: when it rotated, when values were put, which entries are missing", false)
    .option("--today <day>", "count from this day, YYYY-MM-DD (default: today in UTC)");
}

/** Adds a way to have no colours, which a terminal alone gets; `NO_COLOR` says the same. Every command gets it, with or without colours. */
export function colorOption(command: Command): Command {
  return command.option("--no-color", "plain text, also on a terminal");
}

/** Adds `--verbose` for commands that ask AWS or a cluster: `cli/verbose.ts` does the rest. */
export function verboseOption(command: Command): Command {
  return command.option("--verbose", "also say what is asked of AWS and of the cluster; never a value", false);
}

/** Adds how long each wait may take. */
export function timeoutOption(command: Command): Command {
  return command.option("--timeout <seconds>", "how long each wait may take", "600");
}

/** Adds outputs of other stacks, for commands that run a program which reads some: `cli/preview/stack-references.ts` reads them. */
export function stackReferenceOption(command: Command): Command {
  return command.option(
    "--stack-reference <stack=file>",
    "outputs of another stack, as pulumi stack output --json writes them; may be repeated",
    collect,
    [],
  );
}

/** For an option that may be typed again: all that were typed, in order. */
export function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

/** What stands below the options in a command's help. */
export interface HelpFooter {
  /** Sentences, a line each. */
  notes?: readonly string[];
  /** Command lines as they are typed, each without a prompt. */
  examples: readonly string[];
  /** What the exit statuses mean, from 0. */
  status: readonly [clean: string, violation: string | undefined, error: string];
}

/** Adds notes, examples and the exit statuses to a command's help. */
export function helpFooter(command: Command, { notes = [], examples, status }: HelpFooter): Command {
  const statuses = status.flatMap((meaning, number) => (meaning === undefined ? [] : [`${number} ${meaning}`]));
  const lines = [
    ...notes.map((note) => `${note}\n`),
    examples.length === 1 ? "Example:" : "Examples:",
    ...examples.map((example) => `  ${example}`),
    "",
    `Exit status: ${statuses.join(", ")}.`,
  ];
  return command.addHelpText("after", `\n${lines.join("\n")}`);
}
