import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Command, CommanderError, Help, type Option } from "commander";
import { colorOption, helpFooter } from "./command-options";
import { UserError } from "./user-error";
import { beVerbose } from "./verbose";
import { ownVersion } from "./version";

/** Exit statuses of every command. */
export const exitStatus = { clean: 0, violation: 1, error: 2 } as const;

/** A file in cli/commands: it adds one command. What the command needs is loaded when it runs, so that help stays fast. */
export interface CommandModule {
  register: (program: Command) => void;
}

const load = createRequire(__filename);
const helpHint = "Fix: --help shows what can be typed.";

/**
 * Runs the command line.
 *
 * @param argv As Node gives it, e.g. `process.argv`.
 */
export function main(argv: string[]): void {
  // Until a verdict says otherwise. Should Node run out of work before that, it is an error, too.
  process.exitCode = exitStatus.error;
  void run(argv).then((status) => {
    if (status !== undefined) process.exitCode = status;
    // Sockets of the SDK may still be open: leave as soon as everything is written.
    process.stdout.write("", () => process.stderr.write("", () => process.exit()));
  });
}

/** Runs the command, which sets the exit status; returns one where it did not come to that. */
async function run(argv: string[]): Promise<number | undefined> {
  try {
    const program = buildProgram();
    await program.parseAsync(helpAsOption(argv.slice(2), program), { from: "user" });
    return undefined;
  } catch (error) {
    // Commander throws after help and version, too, and has said what there is to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.clean : exitStatus.error;
    process.stderr.write(`${describe(error)}\n`);
    return exitStatus.error;
  }
}

/**
 * `help` as `--help`, `help NAME` as `NAME --help`: the parser's own help command ends with the exit status that is already set. A
 * name that no command has stands alone, so that it is refused with what was meant instead of being answered with the whole page.
 */
function helpAsOption(typed: string[], program: Command): string[] {
  const names = typed.filter((argument) => !argument.startsWith("-"));
  const [name] = names.filter((argument) => argument !== "help");
  const asked = names[0] === "help" || typed.includes("--help") || typed.includes("-h");
  if (!asked) return typed;
  if (name === undefined) return ["--help"];
  return program.commands.some((command) => command.name() === name) ? [name, "--help"] : [name];
}

/** The command line with every command, which runs nothing yet. */
export function buildProgram(): Command {
  // Commands take the settings of the program, as they are when a command is added.
  const program = new Command("strongroom")
    .description("Secrets management for production on AWS and EKS, with a guard on every preview.")
    .version(ownVersion())
    .exitOverride()
    .showHelpAfterError(helpHint)
    .configureHelp({ optionDescription })
    .hook("preAction", (_, command) => {
      if (command.opts<{ verbose?: boolean }>().verbose === true) beVerbose();
    });
  const folder = join(__dirname, "commands");
  for (const file of readdirSync(folder).sort()) {
    if (!/\.[jt]s$/.test(file)) continue;
    (load(join(folder, file)) as CommandModule).register(program);
  }
  for (const command of program.commands) colorOption(command);
  return helpFooter(program, {
    notes: ["strongroom help COMMAND shows what a command takes, with examples. NO_COLOR=1 turns colours off."],
    examples: [
      "strongroom preview prod",
      "strongroom onboard --from k8s/orders.yaml",
      "strongroom respond prod api app",
    ],
    status: ["clean or done", "something is to be done, and it says what", "an error, with its fix"],
  });
}

/** A switch that is off, or a list that is empty, needs no default in help. */
function optionDescription(option: Option): string {
  return new Help().optionDescription(option).replace(/ \(default: (false|\[\])\)$/, "");
}

function describe(error: unknown): string {
  if (error instanceof UserError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
