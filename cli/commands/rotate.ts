import { createRequire } from "node:module";
import type { Command } from "commander";
import {
  collect,
  environmentArgument,
  formatOptions,
  groups,
  helpFooter,
  programOption,
  serviceArgument,
  verboseOption,
} from "../command-options";
import type * as rotate from "../rotate/run-rotate";

const load = createRequire(__filename);

/** Adds `strongroom rotate`. */
export function register(program: Command): void {
  const command = program
    .command("rotate")
    .helpGroup(groups.rotate)
    .description("Rotate a group's entry now, and see the new value through to the pods.");
  serviceArgument(environmentArgument(command))
    .argument("<group>", "the group of the service, e.g. app")
    .option("--key <name>", "mode manual: change this key alone; may be repeated", collect, [])
    .option("--no-wait", "end as soon as the new value is current, without asking the cluster")
    .option("--timeout <seconds>", "the longest to wait for it all, typing apart", "600")
    .option("--dry-run", "change nothing: say what would be done", false);
  formatOptions(command, ["text", "json"]);
  programOption(command);
  verboseOption(command);
  helpFooter(command, {
    notes: [
      "Mode manual asks for each new value, hidden, after its owner and runbook. Otherwise standard input is JSON:\n" +
        '{ "KEY": "value" }. Keys that are not given stay as they are; generated keys get a new random value.\n' +
        "Every other mode has AWS rotate. Interrupted, run it again: it goes on where it was.",
    ],
    examples: ["strongroom rotate prod api database", "strongroom rotate prod api app --key STRIPE_SECRET_KEY"],
    status: ["done", "not finished (it says what is and what to type)", "an error"],
  }).action(async (environment: string, service: string, group: string, options: rotate.RotateOptions) => {
    const { runRotate } = load("../rotate/run-rotate") as typeof rotate;
    process.exitCode = await runRotate({ environment, service, group }, options);
  });
}
