import { createRequire } from "node:module";
import { Option, type Command } from "commander";
import type * as scan from "../scan/scan";

const load = createRequire(__filename);

/** Adds `strongroom scan`. */
export function register(program: Command): void {
  program
    .command("scan")
    .description("Look for credentials in Kubernetes YAML and JSON: ConfigMaps, Secrets and workloads, without Pulumi.")
    .argument(
      "<path...>",
      "files, folders, or - for standard input: kubectl get configmaps -A -o json | strongroom scan -",
    )
    .addOption(
      new Option("--format <format>", "how the result is written")
        .choices(["text", "json", "sarif", "junit", "github"])
        .default("text"),
    )
    .option("--json", "short for --format json")
    .option("--all", "also show placeholders, which fail nothing", false)
    .option("--baseline <file>", "leave out what this file accepts (see strongroom baseline)")
    .option("--verbose", "also name every value that could not be read", false)
    .option("--no-color", "plain text, also on a terminal")
    .addHelpText(
      "after",
      "\nExit status: 0 clean, 1 findings (suspicious and above), 2 an error." +
        "\nA file that is broken is reported and the rest is scanned: 2 when the rest is clean, else 1.",
    )
    .action(async (paths: string[], options: scan.ScanOptions) => {
      const { runScan } = load("../scan/scan") as typeof scan;
      process.exitCode = await runScan(paths, options);
    });
}
