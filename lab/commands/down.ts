import { createRequire } from "node:module";
import type { Command } from "commander";
import type * as folders from "../stage/folders";
import type * as stop from "../stage/stop";

const load = createRequire(__filename);

/** Adds `down`. */
export function register(program: Command): void {
  program
    .command("down")
    .description("End every process of the stage. What the AWS emulator held is gone; the cluster's data stay.")
    .option("--wipe", "also delete its keys, logs, cluster and Pulumi state", false)
    .addHelpText(
      "after",
      "\nExamples:\n  npm run lab -- down\n  npm run lab -- down --wipe\n\nExit status: 0 nothing runs, 2 an error.",
    )
    .action(async (options: { wipe: boolean }) => {
      const { stageName } = load("../stage/folders") as typeof folders;
      const { stopStage } = load("../stage/stop") as typeof stop;
      const name = stageName();
      const ended = await stopStage(name, (line) => void process.stderr.write(`${line}\n`), options);
      const what = ended.length > 0 ? "is down" : "was not up";
      process.stdout.write(`The stage "${name}" ${what}${options.wipe ? ", and its folder is deleted" : ""}.\n`);
    });
}
