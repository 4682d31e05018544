import type { CheckLine } from "../../report/doctor-report";
import type { Failed } from "./reading";

/** All is well. */
export function ok(check: string, found: string): CheckLine {
  return { check, state: "ok", found };
}

/** Something that can wait. */
export function warning(check: string, found: string, fix: string): CheckLine {
  return { check, state: "warning", found, fix };
}

/** Something that keeps a part from working. */
export function problem(check: string, found: string, fix: string): CheckLine {
  return { check, state: "problem", found, fix };
}

/**
 * A check that could not be made.
 *
 * @param because What kept it. An earlier line has the fix where this one has none.
 */
export function notChecked(check: string, because: Failed | string): CheckLine {
  if (typeof because === "string") return { check, state: "not-checked", found: because };
  return { check, state: "not-checked", ...because };
}
