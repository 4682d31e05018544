import { daysBetween, type Day } from "../../components/model/days";
import { isExpired, parseExemption } from "../../policies/engine/exemptions";
import type { ReportExemption, ReportGuard } from "../../report/environment-report";
import { isBlocked, ruleOf } from "../../report/preview-report";
import type { JudgedProgram } from "../preview/judge-program";

/** Days ahead that an exemption's end is called near. */
const soonDays = 30;

/**
 * The guard's verdict, its rules, and the exemptions that the stack file grants.
 *
 * @param today The day that exemptions are counted from.
 */
export function guardReport({ verdict, monitor, config }: JudgedProgram, today: Day): ReportGuard {
  const { findings, rules } = verdict;
  return {
    blocked: isBlocked(verdict),
    resources: monitor.resources.length,
    findings: findings.map(({ level, severity = null, policy, type, name, message }) => {
      return { level, severity, rule: ruleOf(policy, rules), type, name, message };
    }),
    rules: rules.map(({ id, description, level, severity = null }) => ({
      id,
      description,
      level,
      severity,
      findings: findings.filter(({ policy }) => ruleOf(policy, rules) === id).length,
    })),
    exemptions: readExemptions(config.values["strongroom:guard"], today),
    notOpened: [
      ...config.encryptedKeys.map((subject) => ({ subject, reason: "encrypted in the stack file" })),
      ...monitor.notOpened,
    ].filter(({ subject }, index, all) => all.findIndex((other) => other.subject === subject) === index),
  };
}

/** The guard refuses to start with one that is not valid, so none is left out here. */
function readExemptions(guard: string | undefined, today: Day): ReportExemption[] {
  const { exemptions = [] } = JSON.parse(guard ?? "{}") as { exemptions?: unknown[] };
  return exemptions
    .flatMap((given): ReportExemption[] => {
      const exemption = parseExemption(given);
      if (Array.isArray(exemption)) return [];
      const { rule, resource, keyPath = null, reason, owner, expires } = exemption;
      const days = daysBetween(today, expires);
      const state = isExpired(exemption, today) ? "expired" : days <= soonDays ? "expires soon" : "in force";
      return [{ rule, resource, keyPath, reason, owner, expires, days, state }];
    })
    .sort((one, other) => one.days - other.days);
}
