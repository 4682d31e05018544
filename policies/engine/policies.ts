import type { Policies, PolicyConfigSchema, ResourceValidation, StackValidation } from "@pulumi/policy";
import { exemptionSchema } from "./exemptions";
import { judgeResource, judgeStack, type Settings, type Verdict } from "./judge";
import { fitsPattern } from "./name-pattern";
import type { FindingLevel, Rule } from "./rule";

const configSchema: PolicyConfigSchema = { properties: { exemptions: { type: "array", items: exemptionSchema } } };

/**
 * Turns rules into policies. CrossGuard has one enforcement level a policy, so a rule becomes two: `<id>` says what is
 * mandatory; `<id>-advisory` says what is advice, what is exempted, and what the rule could not judge.
 *
 * @param rules The rules, e.g. of `discoverRules()`.
 * @param today The day on which exemptions are judged, `YYYY-MM-DD`.
 */
export function policiesOf(rules: readonly Rule[], today: string): Policies {
  return rules.flatMap((rule) => {
    const verdicts = new SharedVerdicts();
    return [policyOf(rule, "mandatory", verdicts, today), policyOf(rule, "advisory", verdicts, today)];
  });
}

function policyOf(rule: Rule, level: FindingLevel, verdicts: SharedVerdicts, today: string): Policies[number] {
  const common = {
    name: level === "mandatory" ? rule.id : `${rule.id}-advisory`,
    description: rule.description,
    enforcementLevel: level,
    severity: rule.severity,
    remediationSteps: rule.fix,
    url: rule.references[0],
    configSchema,
  };
  const validateResource = rule.resource && resourceValidation(rule, level, verdicts, today);
  const validateStack = rule.stack && stackValidation(rule, level, verdicts, today);
  if (!validateStack) return { ...common, validateResource };
  return { ...common, validateStack, ...(validateResource && { validateResource }) };
}

function resourceValidation(
  rule: Rule,
  level: FindingLevel,
  verdicts: SharedVerdicts,
  today: string,
): ResourceValidation {
  const { types } = rule.resource!;
  return withFastPath(types, (args, report) => {
    if (!types.some((type) => fitsPattern(type, args.type))) return;
    const judge = () => judgeResource(rule, args, settingsOf(args, today));
    for (const { message } of verdicts.of(level, args.urn, judge)) report(message);
  });
}

function stackValidation(rule: Rule, level: FindingLevel, verdicts: SharedVerdicts, today: string): StackValidation {
  const { types } = rule.stack!;
  return withFastPath(types, (args, report) => {
    if (!args.resources.some(({ type }) => types.includes(type))) return;
    const judge = () => judgeStack(rule, args.resources, settingsOf(args, today));
    for (const { message, urn } of verdicts.of(level, "", judge)) report(message, urn || undefined);
  });
}

/**
 * The SDK reads `__pulumiType` off a validation function and skips other types before it unpacks their properties
 * (`getPulumiType` in @pulumi/policy/server.js).
 */
function withFastPath<T extends object>(types: readonly string[], validation: T): T {
  const [only, ...more] = types;
  return only === undefined || more.length > 0 || only.includes("*")
    ? validation
    : Object.assign(validation, { __pulumiType: only });
}

function settingsOf(args: { getConfig<T extends object>(): T }, today: string): Settings {
  return { exemptions: args.getConfig<{ exemptions?: unknown }>().exemptions, today };
}

/**
 * Lets a rule's two policies share one run of the rule. The SDK asks them one after the other for the same resource, the
 * mandatory one first; the advisory one takes what that left, or judges on its own where the mandatory one is disabled.
 */
class SharedVerdicts {
  private readonly left = new Map<string, Verdict>();

  of(level: FindingLevel, key: string, judge: () => Verdict): Verdict[FindingLevel] {
    if (level === "mandatory") {
      const verdict = judge();
      this.left.set(key, verdict);
      return verdict.mandatory;
    }
    const verdict = this.left.get(key) ?? judge();
    this.left.delete(key);
    return verdict.advisory;
  }
}
