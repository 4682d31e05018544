import { createRequire } from "node:module";
import type { Command } from "commander";
import type * as rotate from "../rotate/run-rotate";

const load = createRequire(__filename);

/** Adds `strongroom rotate`. */
export function register(program: Command): void {
  program
    .command("rotate")
    .description("Rotate a group's entry now, and see the new value through to the pods.")
    .argument("<environment>", "the stack: one of the program's Pulumi.ENVIRONMENT.yaml files")
    .argument("<service>", "the service: the name of its file in services/, e.g. api")
    .argument("<group>", "the group of the service, e.g. app")
    .option("--key <name>", "mode manual: change this key alone; may be repeated", collect, [])
    .option("--no-wait", "end as soon as the new value is current, without asking the cluster")
    .option("--timeout <seconds>", "the longest to wait for it all, typing apart", "600")
    .option("--dry-run", "change nothing: say what would be done", false)
    .option(
      "--program <dir>",
      "folder of the Pulumi program (default: this folder, if it holds one, else this project)",
    )
    .addHelpText(
      "after",
      "\nMode manual asks for each new value, hidden, after its owner and runbook. Otherwise standard input is JSON:" +
        '\n{ "KEY": "value" }. Keys that are not given stay as they are; generated keys get a new random value.' +
        "\nEvery other mode has AWS rotate. Interrupted, run it again: it goes on where it was." +
        "\n\nExit status: 0 done, 1 not finished (it says what is and what to type), 2 an error.",
    )
    .action(async (environment: string, service: string, group: string, options: rotate.RotateOptions) => {
      const { runRotate } = load("../rotate/run-rotate") as typeof rotate;
      process.exitCode = await runRotate({ environment, service, group }, options);
    });
}

function collect(name: string, before: string[]): string[] {
  return [...before, name];
}
