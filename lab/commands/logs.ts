import { createRequire } from "node:module";
import type { Command } from "commander";
import type * as logs from "../stage/logs";
import type * as stageModule from "../stage/stage";

const load = createRequire(__filename);

/** Adds `logs`. */
export function register(program: Command): void {
  program
    .command("logs")
    .description("Print what a part of the stage has printed.")
    .argument("<part>", "a part's name, as status shows it; or audit: who asked the API server for what")
    .option("-f, --follow", "go on as more arrives, until Ctrl-C", false)
    .addHelpText(
      "after",
      "\nExamples:\n  npm run lab -- logs emulator\n  npm run lab -- logs kubelet -f\n\nExit status: 0 printed, 2 an error.",
    )
    .action(async (part: string, options: { follow: boolean }) => {
      const { stageName } = load("../stage/stage") as typeof stageModule;
      const { logFile, printLog } = load("../stage/logs") as typeof logs;
      await printLog(logFile(stageName(), part), options.follow, process.stdout);
    });
}
