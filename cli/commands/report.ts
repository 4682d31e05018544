import { createRequire } from "node:module";
import type { Command } from "commander";
import {
  environmentArgument,
  formatOptions,
  groups,
  helpFooter,
  liveOptions,
  programOption,
  stackReferenceOption,
  verboseOption,
} from "../command-options";
import type * as report from "../report/run-report";

const load = createRequire(__filename);

/** Adds `strongroom report`. */
export function register(program: Command): void {
  const command = program
    .command("report")
    .helpGroup(groups.look)
    .description(
      "Write a report: what is due, who can read what, how it hangs together, what the guard says. No value is read.",
    );
  environmentArgument(command);
  formatOptions(command, ["html", "markdown", "json"], "how the report is written");
  command.option(
    "--output <file>",
    "write to this file, - for standard output (default: strongroom-report-ENVIRONMENT.html, else standard output)",
  );
  liveOptions(command);
  programOption(command);
  stackReferenceOption(command);
  verboseOption(command);
  helpFooter(command, {
    examples: ["strongroom report prod", "strongroom report prod --live --format markdown"],
    status: ["written, whatever it says", undefined, "an error"],
  }).action(async (environment: string, options: report.ReportOptions) => {
    const { runReport } = load("../report/run-report") as typeof report;
    process.exitCode = await runReport(environment, options);
  });
}
