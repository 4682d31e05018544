import { dayOf, isDay } from "../../components/model/days";
import { chooseColors } from "../../report/colors";
import { renderInventoryCsv, renderInventoryJson, renderInventoryMarkdown } from "../../report/inventory-files";
import type { InventoryReport } from "../../report/inventory-report";
import { renderInventoryText } from "../../report/inventory-text";
import { exitStatus } from "../main";
import { withProgress } from "../progress";
import { UserError } from "../user-error";
import { loadPrograms } from "./load-programs";
import { readInventory } from "./read-inventory";

/** What may be typed behind `strongroom inventory`. */
export interface InventoryOptions {
  format: "table" | "markdown" | "json" | "csv";
  live: boolean;
  /** Folder of the program. */
  program?: string;
  /** `YYYY-MM-DD` in place of today. */
  today?: string;
  color: boolean;
}

/**
 * Prints every group of every service with its rotation.
 *
 * @param environment For example `"prod"`. Absent: all.
 * @returns The exit status: 0, or 1 when a rotation is overdue.
 * @throws UserError for everything else.
 */
export async function runInventory(environment: string | undefined, options: InventoryOptions): Promise<number> {
  const today = readToday(options.today);
  if (options.live && environment === undefined) {
    throw new UserError(
      "--live asks the account of one environment.\nFix: name it: strongroom inventory prod --live, with credentials of that account.",
    );
  }
  const report = await withProgress(
    options.live ? "Reading declarations, and asking AWS" : "Reading declarations",
    () => readInventory(loadPrograms(environment, options.program), today, options.live),
  );
  process.stdout.write(render(report, options));
  return report.rows.some(({ state }) => state.kind === "overdue") ? exitStatus.violation : exitStatus.clean;
}

/** The day that is counted from. @throws UserError when it is none. */
export function readToday(given: string | undefined): string {
  if (given === undefined || isDay(given)) return given ?? dayOf();
  throw new UserError(`--today is ${JSON.stringify(given)}; wanted a day as YYYY-MM-DD.\nFix: --today ${dayOf()}`);
}

function render(report: InventoryReport, options: InventoryOptions): string {
  switch (options.format) {
    case "json":
      return renderInventoryJson(report);
    case "csv":
      return renderInventoryCsv(report);
    case "markdown":
      return renderInventoryMarkdown(report);
    case "table":
      return renderInventoryText(report, chooseColors(options.color, process.stdout, process.env));
  }
}
