import { existsSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import type { EnvironmentReport } from "../../report/documents/report";
import type * as json from "../../report/environment-report-json";
import type * as markdown from "../../report/environment-report-markdown";
import type * as html from "../../report/html/page";
import { loadPrograms } from "../inventory/load-programs";
import { readInventory } from "../inventory/read-inventory";
import { readToday } from "../inventory/run-inventory";
import { exitStatus } from "../main";
import { shownPath } from "../paths";
import { withProgress } from "../progress";
import { UserError } from "../user-error";
import type * as gather from "./gather";
import { judgeStacks } from "./judge-stacks";

const load = createRequire(__filename);

/** What may be typed behind `strongroom report`. */
export interface ReportOptions {
  format: "html" | "markdown" | "json";
  /** File, or `-` for standard output. */
  output?: string;
  live: boolean;
  /** `YYYY-MM-DD` in place of today. */
  today?: string;
  /** Folder of the program. */
  program?: string;
  /** Outputs of other stacks, each `STACK=FILE`. */
  stackReference: string[];
}

/**
 * Writes the report on an environment.
 *
 * @param name The environment, e.g. `"prod"`.
 * @returns The exit status.
 * @throws UserError when the program or the pack fails, AWS does not answer, or the file cannot be written.
 */
export async function runReport(name: string, options: ReportOptions): Promise<number> {
  const today = readToday(options.today);
  const { format } = options;
  const output = options.output ?? (format === "html" ? `strongroom-report-${name}.html` : "-");
  const target = output === "-" ? undefined : { file: resolve(output), shown: shownPath(resolve(output)) };
  const programs = loadPrograms(name, options.program);
  const [own] = programs;
  const { account, region } = own!.environment;
  if (target) refuseFolder(target);

  const { inventory, judged } = await withProgress(`Reading and judging ${name}`, async () => ({
    inventory: await readInventory(programs, today, options.live),
    judged: await judgeStacks(
      programs.map(({ environment }) => environment.stack),
      {
        ...(options.program !== undefined && { program: options.program }),
        stackReference: options.stackReference,
        location: { account, region },
      },
    ),
  }));
  const { gatherReport } = load("./gather") as typeof gather;
  const report = gatherReport(own!, inventory, judged);
  write(render(report, format), target);
  return exitStatus.clean;
}

function render(report: EnvironmentReport, format: ReportOptions["format"]): string {
  switch (format) {
    case "json":
      return (load("../../report/environment-report-json") as typeof json).renderReportJson(report);
    case "markdown":
      return (load("../../report/environment-report-markdown") as typeof markdown).renderReportMarkdown(report);
    case "html":
      return (load("../../report/html/page") as typeof html).renderReportPage(report);
  }
}

/** Where the report goes, and how its reader would type that. */
interface Target {
  file: string;
  shown: string;
}

/** Said before anything is run: the program alone takes seconds. */
function refuseFolder({ file, shown }: Target): void {
  if (!existsSync(dirname(file))) throw cannotWrite(shown, "ENOENT");
}

function write(text: string, target: Target | undefined): void {
  if (!target) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(target.file, text);
  } catch (error) {
    throw cannotWrite(target.shown, (error as { code?: string }).code ?? (error as Error).name);
  }
  process.stderr.write(`Written to ${target.shown}.\n`);
}

function cannotWrite(shown: string, code: string): UserError {
  return new UserError(
    `${shown} could not be written (${code}). Nothing was changed.\nFix: name a file in a folder that exists with --output.`,
  );
}
