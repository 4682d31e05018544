import { createRequire } from "node:module";
import { join } from "node:path";
import type { Command } from "commander";
import type * as project from "../engine/project";
import type * as engine from "../engine/run-pulumi";
import type * as accounts from "../stage/accounts";
import type * as child from "../stage/child";
import type * as stageModule from "../stage/stage";

const load = createRequire(__filename);
const executable = join(__dirname, "..", "..", "bin", "strongroom.js");

/** Adds `strongroom`. */
export function register(program: Command): void {
  program
    .command("strongroom")
    .description("Run strongroom against the stage. Everything behind it goes to strongroom.")
    .argument("[arguments...]", "as strongroom takes them; the first environment among them gives the AWS account")
    .passThroughOptions()
    .allowUnknownOption()
    .helpOption(false)
    .addHelpText(
      "after",
      "\nExample:\n  npm run lab -- strongroom seed dev api\n\nExit status: that of strongroom; 2 an error of the lab.",
    )
    .action(async (args: string[]) => {
      const { readStage, stageName } = load("../stage/stage") as typeof stageModule;
      const { accountAmong } = load("../stage/accounts") as typeof accounts;
      const { engineEnvironment } = load("../engine/run-pulumi") as typeof engine;
      const { checkout, writeProject } = load("../engine/project") as typeof project;
      const { runChild } = load("../stage/child") as typeof child;
      const stage = readStage(stageName());
      const environment = await engineEnvironment(stage, accountAmong(args));
      const { folder } = writeProject(stage, checkout, environment["PATH"] ?? "");
      const onStage = { ...environment, STRONGROOM_PROGRAM: folder };
      process.exitCode = await runChild(process.execPath, [executable, ...args], onStage);
    });
}
