import { createRequire } from "node:module";
import type { Command } from "commander";
import {
  environmentArgument,
  formatOptions,
  groups,
  helpFooter,
  programOption,
  verboseOption,
} from "../command-options";
import type * as doctor from "../doctor/run-doctor";

const load = createRequire(__filename);

/** Adds `strongroom doctor`. */
export function register(program: Command): void {
  const command = program
    .command("doctor")
    .helpGroup(groups.look)
    .description(
      "Look whether this machine, account, state and cluster are ready, each line with its fix. Nothing is changed.",
    );
  environmentArgument(command, "this machine alone");
  formatOptions(command, ["text", "json"]);
  command.option("--timeout <seconds>", "the longest that one look may take", "30");
  programOption(command);
  verboseOption(command);
  helpFooter(command, {
    notes: ["No value is read. A look that fails says why, and is no pass. A warning does not change the exit status."],
    examples: ["strongroom doctor", "strongroom doctor prod", "strongroom doctor prod --json"],
    status: ["ready", "something is wrong or could not be looked at", "an error"],
  }).action(async (environment: string | undefined, options: doctor.DoctorOptions) => {
    const { runDoctor } = load("../doctor/run-doctor") as typeof doctor;
    process.exitCode = await runDoctor(environment, options);
  });
}
