import { groupVariables } from "./names";
import { rotationProblems } from "./rotation-rules";
import type { LooseGroup, RuleProblem } from "./rule-problem";
import type { Parameter, SecretGroup } from "./service";

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
  if ([group.keys, group.database, group.partner].filter((one) => one !== undefined).length !== 1) {
    report("wanted one of keys, database and partner: a database's or a partner's credential is an entry of its own");
  }
  if (group.keys && Object.keys(group.keys).length === 0) report("wanted at least one key", "keys");
  for (const [key, declared] of Object.entries(group.keys ?? {})) {
    if (typeof declared !== "object" || declared?.value === "generated") continue;
    if (declared?.length !== undefined || declared?.reason !== undefined) {
      report('length and reason belong to value: "generated"', "keys", key);
    }
  }
  return [...problems, ...rotationProblems(group)];
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
