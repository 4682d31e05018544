import type { Policies, PolicyConfigSchema, ResourceValidation, StackValidation } from "@pulumi/policy";
import { ExemptionLedger } from "./exemption-ledger";
import { exemptionSchema } from "./exemptions";
import { judgeResource, judgeStack, type Report, type Settings, type Verdict } from "./judge";
import { typeFilter } from "./name-pattern";
import type { FindingLevel, Rule } from "./rule";
import { SecretMarks } from "./secret-marks";
import { readTextAssets } from "./text-assets";

const configSchema: PolicyConfigSchema = { properties: { exemptions: { type: "array", items: exemptionSchema } } };

/**
 * Turns rules into policies. CrossGuard has one enforcement level a policy, so a rule becomes two: `<id>` says what is
 * mandatory, and what the rule could not judge; `<id>-advisory` says what is advice and what is exempted. A third one,
 * `<id>-marks`, stands beside a rule that asks for the marks of secrets; it reports nothing. The last of all answers for the
 * exemptions.
 *
 * @param rules The rules, e.g. of `discoverRules()`.
 * @param today The day on which exemptions are judged, `YYYY-MM-DD`.
 */
export function policiesOf(rules: readonly Rule[], today: string): Policies {
  const ledger = new ExemptionLedger();
  const policies = rules.flatMap((rule) => {
    const run: Run = { rule, verdicts: new SharedVerdicts(), marks: new SecretMarks(), ledger, today };
    const marking = rule.resource?.needsMarks ? [run.marks.policy(rule.id, typeFilter(rule.resource.types))] : [];
    return [policyOf(run, "mandatory"), policyOf(run, "advisory"), ...marking];
  });
  // The SDK asks policies in their order, so the last one knows what the others did.
  return [...policies, ledger.policy(today)];
}

/** What the policies of one rule share. */
interface Run {
  rule: Rule;
  verdicts: SharedVerdicts;
  marks: SecretMarks;
  ledger: ExemptionLedger;
  today: string;
}

function policyOf(run: Run, level: FindingLevel): Policies[number] {
  const { rule } = run;
  const common = {
    name: level === "mandatory" ? rule.id : `${rule.id}-advisory`,
    description: rule.description,
    enforcementLevel: level === "mandatory" ? (rule.enforcementLevel ?? level) : level,
    severity: rule.severity,
    remediationSteps: rule.fix,
    url: rule.references[0],
    configSchema,
  };
  const validateResource = rule.resource && resourceValidation(run, level);
  const validateStack = rule.stack && stackValidation(run, level);
  if (!validateStack) return { ...common, validateResource };
  return { ...common, validateStack, ...(validateResource && { validateResource }) };
}

function resourceValidation({ rule, verdicts, marks, ...run }: Run, level: FindingLevel): ResourceValidation {
  const { types, needsTexts } = rule.resource!;
  const fits = typeFilter(types);
  const validate: ResourceValidation = (args, report) => {
    const judge = () => judgeResource(rule, args, settingsOf(args, run), marks.of(args.urn));
    for (const { message } of verdicts.ofResource(level, args.urn, judge)) report(message);
  };
  return withFastPath(types, (args, report) => {
    if (!fits(args.type)) return undefined;
    return needsTexts ? readTextAssets(args.props).then(() => validate(args, report)) : validate(args, report);
  });
}

function stackValidation({ rule, verdicts, ...run }: Run, level: FindingLevel): StackValidation {
  const { types } = rule.stack!;
  const fits = typeFilter(types);
  return withFastPath(types, (args, report) => {
    if (!args.resources.some(({ type }) => fits(type))) return;
    const judge = () => judgeStack(rule, args.resources, settingsOf(args, run));
    for (const { message, urn } of verdicts.ofStack(level, judge)) report(message, urn || undefined);
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

function settingsOf(
  args: { getConfig<T extends object>(): T },
  { ledger, today }: Pick<Run, "ledger" | "today">,
): Settings {
  return { exemptions: args.getConfig<{ exemptions?: unknown }>().exemptions, ledger, today };
}

/**
 * Lets a rule's two policies share one run of the rule. The SDK asks them one after the other for the same resource, the
 * mandatory one first; the advisory one takes what that left, or judges on its own where the mandatory one is disabled.
 */
class SharedVerdicts {
  private readonly left = new Map<string, Verdict>();
  /** URN and key path of what was said about single resources: the stack's verdict does not repeat it. */
  private readonly said = new Set<string>();

  ofResource(level: FindingLevel, urn: string, judge: () => Verdict): Verdict[FindingLevel] {
    return this.take(level, urn, () => {
      const verdict = judge();
      for (const report of [...verdict.mandatory, ...verdict.advisory]) this.said.add(nameOf(report));
      return verdict;
    });
  }

  ofStack(level: FindingLevel, judge: () => Verdict): Verdict[FindingLevel] {
    return this.take(level, "", () => {
      const { mandatory, advisory } = judge();
      const isNew = (report: Report) => report.keyPath === undefined || !this.said.has(nameOf(report));
      const verdict = { mandatory: mandatory.filter(isNew), advisory: advisory.filter(isNew) };
      this.said.clear();
      return verdict;
    });
  }

  private take(level: FindingLevel, key: string, judge: () => Verdict): Verdict[FindingLevel] {
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

function nameOf({ urn, keyPath }: Report): string {
  return `${urn} ${keyPath}`;
}
