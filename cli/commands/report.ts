import { createRequire } from "node:module";
import { Option, type Command } from "commander";
import type * as report from "../report/run-report";

const load = createRequire(__filename);

/** Adds `strongroom report`. */
export function register(program: Command): void {
  program
    .command("report")
    .description(
      "Write a report: what is due, who can read what, how it hangs together, what the guard says. No value is read.",
    )
    .argument("<environment>", "the stack: one of the program's Pulumi.ENVIRONMENT.yaml files")
    .addOption(
      new Option("--format <format>", "how the report is written")
        .choices(["html", "markdown", "json"])
        .default("html"),
    )
    .option("--json", "short for --format json")
    .option(
      "--output <file>",
      "write to this file, - for standard output (default: strongroom-report-ENVIRONMENT.html, else standard output)",
    )
    .option("--live", "also ask AWS: when it rotated, when values were put, which entries are missing", false)
    .option("--today <day>", "count from this day, YYYY-MM-DD (default: today in UTC)")
    .option(
      "--program <dir>",
      "folder of the Pulumi program (default: this folder, if it holds one, else this project)",
    )
    .addHelpText("after", "\nExit status: 0 written, whatever it says, 2 an error.")
    .action(async (environment: string, options: report.ReportOptions) => {
      const { runReport } = load("../report/run-report") as typeof report;
      process.exitCode = await runReport(environment, options);
    });
}
