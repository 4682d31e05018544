import { createRequire } from "node:module";
import type { Command } from "commander";
import type * as calendar from "../calendar/run-calendar";

const load = createRequire(__filename);

/** Adds `strongroom calendar`. */
export function register(program: Command): void {
  program
    .command("calendar")
    .description(
      "Write the due dates of rotations by hand as a calendar (.ics). Importing it again updates its events.",
    )
    .argument("[environment]", "the stack: one of the program's Pulumi.ENVIRONMENT.yaml files (default: all of them)")
    .option("--output <file>", "write to this file in place of standard output")
    .option(
      "--program <dir>",
      "folder of the Pulumi program (default: this folder, if it holds one, else this project)",
    )
    .addHelpText("after", "\nExit status: 0 written, 2 an error.")
    .action((environment: string | undefined, options: calendar.CalendarOptions) => {
      const { runCalendar } = load("../calendar/run-calendar") as typeof calendar;
      process.exitCode = runCalendar(environment, options);
    });
}
