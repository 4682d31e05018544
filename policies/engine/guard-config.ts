import type { PolicyPackConfig } from "@pulumi/policy";
import { RunError } from "@pulumi/pulumi/errors";
import { exemptionsPolicy } from "./exemption-ledger";
import { parseExemption, type Exemption, type FieldProblem } from "./exemptions";
import type { Rule } from "./rule";

/** How strictly a rule is held: `disabled` switches it off, advice included. */
export type Strictness = "mandatory" | "advisory" | "disabled";

/** What stands under `strongroom:guard` in the stack file. */
export interface GuardConfig {
  /** Of every rule that `rules` does not name. Default `"mandatory"`, except for rules that advise by themselves. */
  enforcementLevel?: Strictness;
  /** Rule id to its own strictness. */
  rules?: Record<string, Strictness>;
  /** Findings that somebody accepts for a while. Each is listed on every preview. Default: none. */
  exemptions?: Exemption[];
}

/** The guard's config is not what it should be. The message holds every problem and its fix; a RunError prints without a stack. */
export class GuardConfigError extends RunError {
  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(`${configKey} is not valid (${count}), so the guard does not start.\n${problems.join("\n")}`);
  }
}

const configKey = "strongroom:guard";
const strictnesses: readonly unknown[] = ["mandatory", "advisory", "disabled"];
const strictnessWanted = { wanted: "mandatory, advisory or disabled", example: "mandatory" };

/**
 * Reads `strongroom:guard` and no other key.
 *
 * @param stackConfig The environment variable PULUMI_CONFIG: a JSON object of the stack's config, in which the engine writes
 *   every value as a string and structured ones as JSON (`constructConfig` in the engine's analyzer_plugin.go).
 * @param ruleIds The rules that exist.
 * @throws GuardConfigError with all problems at once.
 */
export function readGuardConfig(stackConfig: string | undefined, ruleIds: readonly string[]): GuardConfig {
  const given = guardValue(stackConfig);
  if (given === undefined) return {};
  if (!isObject(given)) throw new GuardConfigError([describe("", { field: "", given, wanted: "an object" })]);
  const known = ["enforcementLevel", "rules", "exemptions"];
  const problems = Object.keys(given)
    .filter((field) => !known.includes(field))
    .map((field) => describe("", { field, given: given[field], wanted: known.join(", ") }));
  if (given.enforcementLevel !== undefined && !strictnesses.includes(given.enforcementLevel)) {
    problems.push(describe("", { field: "enforcementLevel", given: given.enforcementLevel, ...strictnessWanted }));
  }
  problems.push(...ruleProblems(given.rules, ruleIds));
  const exemptions = readExemptions(given.exemptions, ruleIds, problems);
  if (problems.length > 0) throw new GuardConfigError(problems);
  return { ...(given as GuardConfig), exemptions };
}

/**
 * Turns the guard's config into the pack's: each rule `<id>` has a second policy, `<id>-advisory`, for what it only advises.
 * The engine puts `--policy-pack-config` on top of it.
 *
 * @param stackConfig As `readGuardConfig` takes it.
 * @param rules Every rule of the pack.
 * @throws GuardConfigError with all problems at once.
 */
export function packConfig(stackConfig: string | undefined, rules: readonly Rule[]): PolicyPackConfig {
  const ids = rules.map(({ id }) => id);
  const config = readGuardConfig(stackConfig, ids);
  const configs: PolicyPackConfig = {};
  const { exemptions: all = [] } = config;
  if (all.length > 0) configs[exemptionsPolicy] = { enforcementLevel: "advisory", exemptions: all };
  for (const { id, resource, enforcementLevel } of rules) {
    const { enforcementLevel: ofAll = "mandatory" } = config;
    // A level for all rules may weaken a rule; only its own name makes one mandatory that advises.
    const level = config.rules?.[id] ?? (ofAll === "mandatory" ? (enforcementLevel ?? ofAll) : ofAll);
    const own = all.filter(({ rule }) => rule === id);
    const exemptions = own.length > 0 ? { exemptions: own } : {};
    configs[id] = { enforcementLevel: level, ...exemptions };
    configs[`${id}-advisory`] = { enforcementLevel: level === "disabled" ? "disabled" : "advisory", ...exemptions };
    // The policy that notes marks is told of them at this level only. It changes nothing, whatever the name says.
    if (resource?.needsMarks) {
      configs[`${id}-marks`] = { enforcementLevel: level === "disabled" ? "disabled" : "remediate" };
    }
  }
  return configs;
}

function guardValue(stackConfig: string | undefined): unknown {
  if (stackConfig === undefined || stackConfig === "") return undefined;
  const value = (JSON.parse(stackConfig) as Record<string, unknown>)[configKey];
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function ruleProblems(given: unknown, ruleIds: readonly string[]): string[] {
  if (given === undefined) return [];
  if (!isObject(given)) return [describe("", { field: "rules", given, wanted: "an object of rule id to strictness" })];
  return Object.entries(given).flatMap(([id, level]) => {
    if (!ruleIds.includes(id)) return [describe(".rules", { field: id, given: level, wanted: ruleIds.join(", ") })];
    if (strictnesses.includes(level)) return [];
    return [describe(".rules", { field: id, given: level, ...strictnessWanted })];
  });
}

function readExemptions(given: unknown, ruleIds: readonly string[], problems: string[]): Exemption[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) {
    problems.push(describe("", { field: "exemptions", given, wanted: "a list" }));
    return [];
  }
  return given.flatMap((item: unknown, index) => {
    const exemption = parseExemption(item);
    const found: FieldProblem[] = Array.isArray(exemption) ? exemption : [];
    const rule = isObject(item) ? item.rule : undefined;
    if (typeof rule === "string" && rule !== "" && !ruleIds.includes(rule)) {
      found.push({ field: "rule", given: rule, wanted: ruleIds.join(" or "), example: ruleIds[0] });
    }
    problems.push(...found.map((problem) => describe(`.exemptions[${index}]`, problem)));
    return Array.isArray(exemption) ? [] : [exemption];
  });
}

/** Says key, given, wanted and the line to type. */
function describe(parent: string, { field, given, wanted, example }: FieldProblem): string {
  const key = `${configKey}${parent}${field && `.${field}`}`;
  if (example !== undefined) {
    const state = given === undefined ? "is missing" : `is ${show(given)}`;
    return `  ${key} ${state}; wanted ${wanted}.\n    Fix: pulumi config set --path '${key}' '${example}'`;
  }
  return `  ${key} is ${show(given)}; wanted ${wanted}.\n    Fix: pulumi config rm --path '${key}'`;
}

/** A config value may be anything, a credential that was pasted into the wrong place included: only short words are shown. */
function show(given: unknown): string {
  if (typeof given === "string") {
    return /^[\w.:* -]{0,24}$/.test(given) ? `"${given}"` : `a text of ${given.length} characters`;
  }
  if (Array.isArray(given)) return "a list";
  if (typeof given === "object" && given !== null) return "an object";
  return String(given);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
