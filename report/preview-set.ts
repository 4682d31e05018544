import type { Changes } from "./documents/preview";
import type { InventoryRow } from "./inventory-report";
import {
  isBlocked,
  ruleOf,
  type GuardFinding,
  type GuardRule,
  type LocatedProblem,
  type PreviewReport,
} from "./preview-report";

/** What an environment's preview came to. */
export interface EnvironmentPreview {
  environment: string;
  /** Absent where the preview failed. */
  report?: PreviewReport;
  /** Why it failed, with every problem's fix. Absent where it did not. */
  failure?: string;
  /** The same, one by one where they have places. */
  problems: LocatedProblem[];
  /** Against the program as it was. Absent where nothing was compared. */
  changes?: Changes;
  /** Why nothing was compared although that was asked for, in a sentence. */
  notCompared?: string;
  /** Findings that the program as it was has too, as `findingKey` names them. Absent where nothing was compared. */
  known?: string[];
  /** Rotations that are overdue or due soon, sorted by urgency. Absent where the program has no services. */
  rotations?: InventoryRow[];
}

/** What the guard says of one place, once for every environment that it holds in. */
export interface SharedFinding {
  finding: GuardFinding;
  /** The rule without the mark of its advisory half. */
  rule: string;
  environments: string[];
  /** Whether the program as it was has it in none of these environments. Absent where nothing was compared. */
  isNew?: boolean;
}

/** What a finding is about, and what it says. */
export function findingKey({ policy, level, urn, message }: GuardFinding): string {
  return JSON.stringify([policy, level, urn, message]);
}

/** Every finding once, those that block first. Environments that say the same of the same declaration are put together. */
export function sharedFindings(previews: readonly EnvironmentPreview[]): SharedFinding[] {
  const shared = new Map<string, SharedFinding>();
  for (const { environment, report, known } of previews) {
    for (const finding of report?.findings ?? []) {
      const { level, type, name, message, location } = finding;
      const rule = ruleOf(finding.policy, report!.rules);
      const key = JSON.stringify([rule, level, type, name, message, location]);
      const isNew = known && !known.includes(findingKey(finding));
      const found = shared.get(key);
      if (found === undefined) {
        shared.set(key, { finding, rule, environments: [environment], ...(isNew !== undefined && { isNew }) });
      } else {
        if (!found.environments.includes(environment)) found.environments.push(environment);
        if (isNew === false) found.isNew = false;
      }
    }
  }
  const order = ["mandatory", "remediate", "advisory"];
  return [...shared.values()].sort(
    (one, other) => order.indexOf(one.finding.level) - order.indexOf(other.finding.level),
  );
}

/** What made previews fail, once for every environment that it holds in. */
export function sharedProblems(
  previews: readonly EnvironmentPreview[],
): { problem: LocatedProblem; environments: string[] }[] {
  const shared = new Map<string, { problem: LocatedProblem; environments: string[] }>();
  for (const { environment, problems } of previews) {
    for (const problem of problems) {
      const key = JSON.stringify(problem);
      const found = shared.get(key) ?? { problem, environments: [] };
      if (!found.environments.includes(environment)) found.environments.push(environment);
      shared.set(key, found);
    }
  }
  return [...shared.values()];
}

/** Exit status of a set: 2 where a preview failed, else 1 where the guard blocks, else 0. */
export function exitStatusOf(previews: readonly EnvironmentPreview[]): 0 | 1 | 2 {
  if (previews.some(({ report }) => report === undefined)) return 2;
  return previews.some(({ report }) => isBlocked(report!)) ? 1 : 0;
}

/** The rules that found something, each once, by id. */
export function rulesThatFound(previews: readonly EnvironmentPreview[]): GuardRule[] {
  const all = previews.flatMap(({ report }) => report?.rules ?? []);
  const ids = [...new Set(sharedFindings(previews).map(({ rule }) => rule))].sort();
  return ids.map((id) => all.find((rule) => rule.id === id) ?? { id, description: id });
}
