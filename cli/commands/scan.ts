import { createRequire } from "node:module";
import type { Command } from "commander";
import { formatOptions, groups, helpFooter } from "../command-options";
import type * as scan from "../scan/scan";

const load = createRequire(__filename);

/** Adds `strongroom scan`. */
export function register(program: Command): void {
  const command = program
    .command("scan")
    .helpGroup(groups.check)
    .description("Look for credentials in Kubernetes YAML and JSON: ConfigMaps, Secrets and workloads, without Pulumi.")
    .argument("<path...>", "files, folders, or - for standard input");
  formatOptions(command, ["text", "json", "sarif", "junit", "github"])
    .option("--all", "also show placeholders, which fail nothing", false)
    .option("--baseline <file>", "leave out what this file accepts (see strongroom baseline)")
    .option("--verbose", "also name every value that could not be read", false);
  helpFooter(command, {
    notes: ["A file that is broken is reported and the rest is scanned: 2 when the rest is clean, else 1."],
    examples: ["strongroom scan k8s/", "kubectl get configmaps -A -o json | strongroom scan -"],
    status: ["clean", "findings (suspicious and above)", "an error"],
  }).action(async (paths: string[], options: scan.ScanOptions) => {
    const { runScan } = load("../scan/scan") as typeof scan;
    process.exitCode = await runScan(paths, options);
  });
}
