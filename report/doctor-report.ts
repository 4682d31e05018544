/** What was looked at, in the order in which it is read: each is of use only where the ones before it are right. */
export const doctorGroups = ["machine", "environments", "account", "state", "cluster", "secrets"] as const;

/**
 * How a check came out: `ok`; `warning`, which can wait; `problem`, which keeps something from working; `not-checked`, where the look
 * itself failed: that is no pass.
 */
export type CheckState = "ok" | "warning" | "problem" | "not-checked";

/** A line: what was looked at, what was found, and the way out. */
export interface CheckLine {
  /** What was looked at, in a word or two, e.g. `"Pulumi CLI"`. */
  check: string;
  state: CheckState;
  /** What was found, never a value. Several lines where a message has them. */
  found: string;
  /** What to type or to do. Absent where all is well, and where an earlier line has it. */
  fix?: string;
}

/** What `strongroom doctor` found. */
export interface DoctorReport {
  /** Absent where only the machine was looked at. */
  environment?: string;
  /** Group to its lines; a group that was not looked at is absent. */
  groups: Partial<Record<(typeof doctorGroups)[number], CheckLine[]>>;
}

/** Every line with its group, in the order in which they are read. */
export function doctorLines({ groups }: DoctorReport): (CheckLine & { group: (typeof doctorGroups)[number] })[] {
  return doctorGroups.flatMap((group) => (groups[group] ?? []).map((line) => ({ group, ...line })));
}

/** Whether everything was looked at and nothing is wrong. A warning does not stand in the way. */
export function isReady(report: DoctorReport): boolean {
  return doctorLines(report).every(({ state }) => state === "ok" || state === "warning");
}
