import { longestInterval, maximumIntervalDays } from "../../policies/rotation/interval";
import { groupVariables } from "./names";
import type { LambdaRotation, Parameter, SecretGroup } from "./service";

/** A rule's complaint: the keys from the service's root, and what was wanted. */
export interface RuleProblem {
  path: (string | number)[];
  message: string;
}

/** A group whose shape may still be wrong: the rules look at what is there, so that every problem is reported at once. */
type LooseGroup = { [Key in keyof SecretGroup]?: Partial<SecretGroup[Key]> };

/**
 * Rules that look at several values of a service at once.
 *
 * @param service The resolved service, right in shape or not: what has the wrong shape is left to the schema.
 */
export function ruleProblems(service: unknown): RuleProblem[] {
  const { groups, parameters } = service as {
    groups?: Record<string, LooseGroup>;
    parameters?: Record<string, unknown>;
  };
  const known = Object.entries(groups ?? {}).filter(([, group]) => typeof group === "object" && group !== null);
  return [
    ...known.flatMap(([name, group]) =>
      groupProblems(name, group).map(({ path, message }) => ({ path: ["groups", name, ...path], message })),
    ),
    ...sharedVariables(known, Object.keys(parameters ?? {})),
    ...parameterProblems(parameters ?? {}),
    ...nothingDeclared(groups, parameters),
  ];
}

/** Source: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html, parameter Value */
function parameterProblems(parameters: Record<string, unknown>): RuleProblem[] {
  return Object.entries(parameters).flatMap(([key, declared]) => {
    const value = typeof declared === "string" ? declared : (declared as Parameter | null)?.value;
    if (typeof value !== "string") return [];
    const path = ["parameters", key];
    const report = (message: string): RuleProblem[] => [{ path, message }];
    if (value === "") return report("is empty, which Parameter Store refuses: leave it out, or give it a value");
    if (value.length > 4096) return report(`has ${value.length} characters; Parameter Store takes 4096`);
    return value.includes("{{")
      ? report("holds {{, which Parameter Store reads as a reference: write it otherwise")
      : [];
  });
}

/** What is missing altogether, the schema says. */
function nothingDeclared(groups: object | undefined, parameters: object | undefined): RuleProblem[] {
  if (!groups || Object.keys(groups).length > 0 || Object.keys(parameters ?? {}).length > 0) return [];
  return [{ path: ["groups"], message: "the service keeps nothing: wanted a group, or parameters" }];
}

function groupProblems(name: string, group: LooseGroup): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const report = (message: string, ...path: string[]) => problems.push({ path, message });
  if (/-[A-Za-z0-9]{6}$/.test(name)) {
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html, parameter Name
    report("a hyphen before the last six characters looks like the suffix of an ARN to Secrets Manager: rename it");
  }
  if ((group.keys === undefined) === (group.database === undefined)) {
    report("wanted either keys or database: a database credential is an entry of its own");
  }
  if (group.keys && Object.keys(group.keys).length === 0) report("wanted at least one key", "keys");
  if (group.rotation?.mode === "rds-managed" && !group.database) {
    report("RDS owns database credentials only: write database, or choose another mode", "rotation");
  }
  if (group.rotation?.mode === "lambda" && !isScheduledOnce(group.rotation)) {
    report(
      'wanted either schedule, e.g. "rate(30 days)", or intervalDays, e.g. 30, which leaves the moment to us',
      "rotation",
    );
  }
  for (const [key, declared] of Object.entries(group.keys ?? {})) {
    if (typeof declared !== "object" || declared?.value === "generated") continue;
    if (declared?.length !== undefined || declared?.reason !== undefined) {
      report('length and reason belong to value: "generated"', "keys", key);
    }
  }
  return [...problems, ...intervalProblems(group)];
}

function isScheduledOnce({ schedule, intervalDays }: Partial<LambdaRotation>): boolean {
  return (schedule === undefined) !== (intervalDays === undefined);
}

/** The interval is judged by the guard's own table, so that what the schema accepts the guard accepts too. */
function intervalProblems({ rotation, database }: LooseGroup): RuleProblem[] {
  const { intervalDays, schedule } = (rotation ?? {}) as { intervalDays?: unknown; schedule?: unknown };
  const at = typeof schedule === "string" ? "schedule" : "intervalDays";
  const kind = database ? "database" : "application";
  const limit = maximumIntervalDays[kind];
  let interval;
  if (typeof schedule === "string") interval = longestInterval({ scheduleExpression: schedule });
  else if (typeof intervalDays === "number") interval = { days: intervalDays };
  else return [];
  if ("problem" in interval) return [{ path: ["rotation", at], message: interval.problem }];
  if (interval.days <= limit) return [];
  const what = kind === "database" ? "database credentials" : "credentials other than a database's";
  const message = `the longest interval is ${interval.days} days; wanted at most ${limit} for ${what}`;
  return [{ path: ["rotation", at], message }];
}

function sharedVariables(groups: [string, LooseGroup][], parameters: string[]): RuleProblem[] {
  const first = new Map<string, string>();
  const claims = [
    ...groups.flatMap(([name, group]) =>
      groupVariables(group as SecretGroup).map((variable) => ({
        variable,
        path: ["groups", name],
        shown: `groups.${name}`,
      })),
    ),
    ...parameters.map((variable) => ({ variable, path: ["parameters", variable], shown: "parameters" })),
  ];
  return claims.flatMap(({ variable, path, shown }) => {
    const other = first.get(variable);
    if (other === undefined) first.set(variable, shown);
    return other === undefined ? [] : [{ path, message: `${variable} is declared in ${other} too: rename one` }];
  });
}
