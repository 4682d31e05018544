import { createRequire } from "node:module";
import type { Command } from "commander";
import { groups, helpFooter } from "../command-options";
import type * as baseline from "../scan/run-baseline";

const load = createRequire(__filename);

/** Adds `strongroom baseline`. */
export function register(program: Command): void {
  const command = program
    .command("baseline")
    .helpGroup(groups.check)
    .description("Accept what strongroom scan finds today: the values by fingerprint, so that other ones are found.")
    .argument("<path...>", "files, folders, or - for standard input, as strongroom scan takes them")
    .option("--output <file>", "the baseline, which is added to where it exists", ".strongroom-baseline.json")
    .option("--prune", "accept nothing: only take out entries that match nothing any more", false);
  helpFooter(command, {
    examples: ["strongroom baseline k8s/", "strongroom baseline k8s/ --prune"],
    status: ["written", undefined, "an error (a broken file is reported, the rest is written)"],
  }).action(async (paths: string[], options: baseline.BaselineOptions) => {
    const { runBaseline } = load("../scan/run-baseline") as typeof baseline;
    process.exitCode = await runBaseline(paths, options);
  });
}
