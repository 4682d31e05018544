import { arn } from "../../components/model/iam";
import type { EnvironmentReport, ReportEntry } from "../../report/documents/report";
import type { InventoryReport } from "../../report/inventory-report";
import type { LoadedProgram } from "../load-program";
import { secretMasker } from "../preview/mask-secrets";
import { readables } from "./access/readable";
import { declaredRoles } from "./access/roles";
import { whoReads } from "./access/who-reads";
import { accessReport } from "./access-report";
import { Declared } from "./declared";
import { guardReport } from "./guard";
import type { JudgedStack } from "./judge-stacks";
import { picture } from "./picture";

/**
 * Puts together what a report says of an environment: metadata only, without what the program marked as secret.
 *
 * @param inventory Its rotations on the day that the report counts from.
 * @param stacks What the program registers in the environment's own stack, then in those of its teams, with the guard's verdicts.
 */
export function gatherReport(
  { environment }: LoadedProgram,
  inventory: InventoryReport,
  stacks: readonly JudgedStack[],
): EnvironmentReport {
  const { today, live, notes } = inventory;
  const { name, account, region } = environment;
  const resources = stacks.flatMap((stack) => stack.resources);
  const declared = new Declared(resources);
  const roles = declaredRoles(declared, arn("iam", environment, ""));
  const readers = whoReads(readables(declared, inventory.rows, environment), roles, environment);
  const entries = inventory.rows.map(({ state, lastRotated = null, due = null, ...item }): ReportEntry => {
    return { ...item, lastRotated, due, state: state.kind, days: "days" in state ? state.days : null };
  });
  const report: EnvironmentReport = {
    version: 1,
    program: stacks[0]!.program,
    environment: name,
    stacks: stacks.map(({ stack }) => stack),
    account,
    region,
    today,
    live,
    entries,
    access: accessReport(roles, readers),
    picture: picture({ declared, entries, roles, readers }),
    guard: guardReport(stacks, today),
    notes,
  };
  return masked(report, secretMasker(resources));
}

/** Masked before it is written: what HTML or JSON escapes would no longer be found. */
function masked<T>(value: T, mask: (text: string) => string): T {
  if (typeof value === "string") return mask(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => masked(item, mask)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [mask(key), masked(item as unknown, mask)]),
  ) as T;
}
