import type { ReportEntry, ReportGuard } from "./documents/report";
import { enumerate } from "./words";

/** States by urgency, as a reader takes them in. */
export const stateWords = {
  overdue: { one: "Overdue", plural: "Overdue" },
  due: { one: "Due", plural: "Due soon" },
  unknown: { one: "Unknown", plural: "Day unknown" },
  "awaiting-seed": { one: "Awaiting seed", plural: "Awaiting a value" },
  ok: { one: "OK", plural: "In order" },
} as const satisfies Record<ReportEntry["state"], { one: string; plural: string }>;

/** How urgent a state is: 0 comes first. */
export function urgencyOf({ state }: ReportEntry): number {
  return Object.keys(stateWords).indexOf(state);
}

/** A state in words: `Overdue by 14 days`. */
export function stateText({ state, days }: ReportEntry): string {
  if (days === null) return stateWords[state].one;
  const number = `${days} ${days === 1 ? "day" : "days"}`;
  if (state === "overdue") return `Overdue by ${number}`;
  if (state === "due") return days === 0 ? "Due today" : `Due in ${number}`;
  return stateWords[state].one;
}

/** The name that fits a line: an entry that RDS owns has an ARN, which does not. */
export function shortName({
  environment,
  service,
  group,
}: Pick<ReportEntry, "environment" | "service" | "group">): string {
  return `${environment}/${service}/${group}`;
}

/** Names that fit a line, by names in AWS. */
export function shortNames(entries: readonly ReportEntry[]): Map<string, string> {
  return new Map(entries.map((entry) => [entry.entry, shortName(entry)]));
}

/** Where the days of a report come from. */
export function daysText(live: boolean): string {
  return live ? "Days are AWS’s own where it knows them." : "Days are the recorded ones: AWS was not asked.";
}

/** What a report never says of who reads what, beside the gaps of a role or value. */
export const generalGaps = [
  "Roles and users that the program does not declare, such as administrators, are not in these tables; nor are policies of the " +
    "organization, which only ever take away.",
  "A key that is named by ARN counts as one whose policy leaves decrypting to the account’s own policies.",
];

/** The stacks of an environment that is split by team, as words of a line; of one that is not, nothing. */
export function stacksText(stacks: readonly string[]): string[] {
  return stacks.length > 1 ? [`stacks ${enumerate(stacks)}`] : [];
}

/** How many rules judged. One that a team's stack has at another level stands there twice. */
export function rulesAsked(rules: ReportGuard["rules"]): number {
  return new Set(rules.filter(({ level }) => level !== "disabled").map(({ id }) => id)).size;
}
