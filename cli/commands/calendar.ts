import { createRequire } from "node:module";
import type { Command } from "commander";
import type * as calendar from "../calendar/run-calendar";
import { environmentArgument, groups, helpFooter, programOption } from "../command-options";

const load = createRequire(__filename);

/** Adds `strongroom calendar`. */
export function register(program: Command): void {
  const command = program
    .command("calendar")
    .helpGroup(groups.rotate)
    .description(
      "Write the due dates of rotations by hand as a calendar (.ics). Importing it again updates its events.",
    );
  environmentArgument(command, "all of them");
  command.option("--output <file>", "write to this file in place of standard output");
  programOption(command);
  helpFooter(command, {
    examples: ["strongroom calendar prod --output rotations.ics"],
    status: ["written", undefined, "an error"],
  }).action((environment: string | undefined, options: calendar.CalendarOptions) => {
    const { runCalendar } = load("../calendar/run-calendar") as typeof calendar;
    process.exitCode = runCalendar(environment, options);
  });
}
