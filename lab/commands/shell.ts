import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import type { Command } from "commander";
import { LabError } from "../lab-error";
import type * as project from "../engine/project";
import type * as engine from "../engine/run-pulumi";
import type * as child from "../stage/child";
import type * as stageModule from "../stage/stage";

const load = createRequire(__filename);

/** Executables that only whoever types gets: the engine is started with a folder of its own. */
const shims = join(__dirname, "..", "stage", "shell-shims");

/** Adds `shell`. */
export function register(program: Command): void {
  program
    .command("shell")
    .description(
      "Open a shell that works on the stage: kubectl, helm, pulumi and aws first on PATH, KUBECONFIG and AWS keys set. " +
        "pulumi and strongroom work on the stage's own copy of the stack files.",
    )
    .option("--account <number>", "the AWS account to be an administrator of (default: that of dev)")
    .option("-c <command>", "run this and end, with its exit status")
    .addHelpText(
      "after",
      "\nExamples:\n" +
        "  npm run lab -- shell\n" +
        "  npm run lab -- shell -c 'kubectl get nodes'\n" +
        "  npm run lab -- shell -c 'npx strongroom inventory dev'\n" +
        "  npm run lab -- shell --account 333344445555\n" +
        "\nExit status: that of the shell; 2 an error.",
    )
    .action(async (options: { account?: string; c?: string }) => {
      const { readStage, stageName } = load("../stage/stage") as typeof stageModule;
      const { engineEnvironment } = load("../engine/run-pulumi") as typeof engine;
      const { checkout, writeProject } = load("../engine/project") as typeof project;
      const { runChild } = load("../stage/child") as typeof child;
      if (options.c === undefined && !process.stdin.isTTY) {
        throw new LabError(
          "A shell needs a terminal, and there is none.\nFix: type what to run: npm run lab -- shell -c 'kubectl get pods'",
        );
      }
      const stage = readStage(stageName());
      const environment = await engineEnvironment(stage, options.account);
      const { folder } = writeProject(stage, checkout, environment["PATH"] ?? "");
      const shell = process.env["SHELL"] || "/bin/sh";
      const args = options.c === undefined ? [] : ["-c", options.c];
      process.exitCode = await runChild(shell, args, {
        ...environment,
        PATH: [shims, environment["PATH"]].join(delimiter),
        STRONGROOM_PROGRAM: folder,
        STRONGROOM_LAB_PULUMI: join(stage.parts.pulumi, "pulumi"),
      });
    });
}
