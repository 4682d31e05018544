import { daysBetween, type Day } from "../../components/model/days";
import { isExpired, parseExemption } from "../../policies/engine/exemptions";
import type { ReportExemption, ReportGuard } from "../../report/documents/report";
import { countResources, isBlocked, ruleOf } from "../../report/preview-report";
import { buildTree } from "../preview/tree";
import type { JudgedStack } from "./judge-stacks";

/** Days ahead that an exemption's end is called near. */
const soonDays = 30;

/**
 * The guard's verdict on the stacks of an environment, its rules, and the exemptions that the stack files grant.
 *
 * @param stacks The environment's own before those of its teams: what is said of a team's names it.
 * @param today The day that exemptions are counted from.
 */
export function guardReport(stacks: readonly JudgedStack[], today: Day): ReportGuard {
  const [own] = stacks;
  const named = ({ stack }: JudgedStack) => (stack === own!.stack ? {} : { stack });
  return {
    blocked: stacks.some(({ verdict }) => isBlocked(verdict)),
    resources: stacks.reduce((sum, { resources }) => sum + countResources(buildTree(resources)), 0),
    findings: stacks.flatMap((one) =>
      one.verdict.findings.map(({ level, severity = null, policy, type, name, message }) => {
        return { ...named(one), level, severity, rule: ruleOf(policy, one.verdict.rules), type, name, message };
      }),
    ),
    rules: stacks.flatMap((one) => rulesOf(one, stacks).map((rule) => ({ ...named(one), ...rule }))),
    exemptions: stacks
      .flatMap((one) => readExemptions(one.guardConfig, today).map((exemption) => ({ ...named(one), ...exemption })))
      .sort((one, other) => one.days - other.days),
    notOpened: stacks
      .flatMap(({ notOpened }) => notOpened)
      .filter(({ subject }, index, all) => all.findIndex((other) => other.subject === subject) === index),
  };
}

/** Every rule of the environment's own stack with the findings of all; of a team's those alone that its file gives another level. */
function rulesOf(of: JudgedStack, [own, ...teams]: readonly JudgedStack[]): ReportGuard["rules"] {
  const levelIn = ({ verdict }: JudgedStack, id: string) => verdict.rules.find((rule) => rule.id === id)?.level;
  return of.verdict.rules
    .filter(({ id, level }) => of === own || level !== levelIn(own!, id))
    .map(({ id, description, level, severity = null }) => {
      const same = of === own ? [of, ...teams.filter((team) => levelIn(team, id) === level)] : [of];
      const findings = same.flatMap(({ verdict }) =>
        verdict.findings.filter(({ policy }) => ruleOf(policy, verdict.rules) === id),
      );
      return { id, description, level, severity, findings: findings.length };
    });
}

/** The guard refuses to start with one that is not valid, so none is left out here. */
function readExemptions(guard: string | undefined, today: Day): ReportExemption[] {
  const { exemptions = [] } = JSON.parse(guard ?? "{}") as { exemptions?: unknown[] };
  return exemptions.flatMap((given): ReportExemption[] => {
    const exemption = parseExemption(given);
    if (Array.isArray(exemption)) return [];
    const { rule, resource, keyPath = null, reason, owner, expires } = exemption;
    const days = daysBetween(today, expires);
    const state = isExpired(exemption, today) ? "expired" : days <= soonDays ? "expires soon" : "in force";
    return [{ rule, resource, keyPath, reason, owner, expires, days, state }];
  });
}
