import { writeFileSync } from "node:fs";
import { renderCalendar } from "../../report/calendar";
import { enumerate } from "../../report/words";
import { loadPrograms } from "../inventory/load-programs";
import { exitStatus } from "../main";
import { shownPath } from "../paths";
import { UserError } from "../user-error";
import { calendarContent } from "./rotations";

/** What may be typed behind `strongroom calendar`. */
export interface CalendarOptions {
  /** File in place of standard output. */
  output?: string;
  /** Folder of the program. */
  program?: string;
}

/**
 * Writes the rotations by hand as a calendar.
 *
 * @param environment For example `"prod"`. Absent: all.
 * @param now When it is made.
 * @throws UserError when the program is wrong, or the file cannot be written.
 */
export function runCalendar(environment: string | undefined, options: CalendarOptions, now = new Date()): number {
  const programs = loadPrograms(environment, options.program);
  const contents = programs.map(calendarContent);
  const rotations = contents.flatMap((content) => content.rotations);
  const undated = contents.flatMap((content) => content.undated);
  const names = [...new Set(programs.map((program) => program.environment.name))];
  const text = renderCalendar(rotations, `Rotations in ${enumerate(names)}`, now);
  if (options.output === undefined) process.stdout.write(text);
  else writeOut(options.output, text);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  if (options.output !== undefined) {
    say(
      `${rotations.length === 1 ? "1 event" : `${rotations.length} events`} written to ${shownPath(options.output)}.`,
    );
  }
  if (undated.length > 0) {
    say(
      `Without a day to count from, and not in the calendar: ${undated.join(", ")}. strongroom inventory says what to type.`,
    );
  }
  return exitStatus.clean;
}

function writeOut(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const code = (error as { code?: string }).code ?? (error as Error).name;
    throw new UserError(
      `${shownPath(file)} could not be written (${code}).\nFix: name a file in a folder that exists.`,
    );
  }
}
