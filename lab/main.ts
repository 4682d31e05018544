import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { LabError } from "./lab-error";

/** Exit statuses of every command that does not pass on another program's. */
export const exitStatus = { good: 0, bad: 1, error: 2 } as const;

/** A file in lab/commands: it adds one command. What the command needs is loaded when it runs, so that help stays fast. */
export interface CommandModule {
  register: (program: Command) => void;
}

const load = createRequire(__filename);
const helpHint = "Fix: --help shows what can be typed.";

/**
 * Runs the command line of the lab.
 *
 * @param argv As Node gives it, e.g. `process.argv`.
 */
export function main(argv: string[]): void {
  // Until a command says otherwise. Should Node run out of work before that, it is an error, too.
  process.exitCode = exitStatus.error;
  void run(argv).then((status) => {
    process.exitCode = status;
    process.stdout.write("", () => process.stderr.write("", () => process.exit()));
  });
}

async function run(argv: string[]): Promise<number> {
  try {
    process.exitCode = exitStatus.good;
    await buildProgram().parseAsync(argv);
    return Number(process.exitCode);
  } catch (error) {
    // Commander throws after help, too, and has said what there is to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.good : exitStatus.error;
    process.stderr.write(`${describe(error)}\n`);
    return exitStatus.error;
  }
}

/** The command line with every command, which nothing was typed into yet. */
export function buildProgram(): Command {
  const program = new Command("npm run lab --")
    .description(
      "A local stage: the real Pulumi engine, API server and External Secrets Operator, and an AWS emulator.\n" +
        "It needs no account, and nothing of it leaves this machine.",
    )
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError(helpHint)
    .addHelpText(
      "after",
      "\nExamples:\n" +
        "  npm run lab -- up                         bring the stage up; the first time builds its parts\n" +
        "  npm run lab -- pulumi up --stack dev      the real engine, on this program\n" +
        "  npm run lab -- shell                      kubectl, helm and AWS SDKs that speak to the stage\n" +
        "  npm run lab -- down --wipe                end it, and forget it\n" +
        "\nSTRONGROOM_LAB names another stage, STRONGROOM_CACHE another folder for what is built.\n" +
        "Exit status: 0 good, 1 not good (see each command), 2 an error.",
    );
  const folder = join(__dirname, "commands");
  for (const file of readdirSync(folder).sort()) {
    if (file.endsWith(".ts")) (load(join(folder, file)) as CommandModule).register(program);
  }
  for (const command of program.commands) command.exitOverride().showHelpAfterError(helpHint);
  return program;
}

function describe(error: unknown): string {
  if (error instanceof LabError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
