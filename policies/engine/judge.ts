import { covers, isAbout, isExpired, parseExemption, type Exemption } from "./exemptions";
import { openProps } from "./open-props";
import type { Finding, FindingLevel, Resource, Rule, StackResource } from "./rule";
import { isMap, type ValueMap } from "./value";

/** What a rule says about a resource or a stack, ready to be printed. */
export type Verdict = Record<FindingLevel, Report[]>;

/** One violation. */
export interface Report {
  message: string;
  urn: string;
}

/** What decides over a finding, beside the rule. */
export interface Settings {
  /** From the policy's config: checked again here, because it may come from `--policy-pack-config`. */
  exemptions: unknown;
  /** `YYYY-MM-DD`. */
  today: string;
}

/** The part of the SDK's arguments that is read here. */
export interface PolicyResourceArgs {
  urn: string;
  type: string;
  name: string;
  props: Record<string, unknown>;
}

/** The part of the SDK's PolicyResource that is read here. */
export interface PolicyStackResource extends PolicyResourceArgs {
  propertyDependencies: Record<string, readonly { urn: string }[]>;
  opts: { ignoreChanges: readonly string[] };
}

/** Judges one resource. It never throws: an exception would fail the whole call, other rules included. */
export function judgeResource(rule: Rule, args: PolicyResourceArgs, settings: Settings): Verdict {
  try {
    const resource: Resource = { urn: args.urn, type: args.type, name: args.name, props: openProps(args.props) };
    const findings = rule.resource!.check(resource).map((finding) => ({ ...finding, urn: resource.urn }));
    return sort(rule, findings, [resource], settings);
  } catch (error) {
    return couldNotJudge(rule, args.urn, error);
  }
}

/** Judges a stack. It never throws. */
export function judgeStack(rule: Rule, args: readonly PolicyStackResource[], settings: Settings): Verdict {
  try {
    const resources = stackResources(args);
    const judged = resources.filter(({ type }) => rule.stack!.types.includes(type));
    return sort(rule, rule.stack!.check(resources, settings.today), judged, settings);
  } catch (error) {
    return couldNotJudge(rule, "", error);
  }
}

/** Most rules look at few types, so properties are opened on first use. */
function stackResources(args: readonly PolicyStackResource[]): StackResource[] {
  const byUrn = new Map<string, StackResource>();
  for (const { urn, type, name, props, propertyDependencies, opts } of args) {
    let opened: ValueMap | undefined;
    byUrn.set(urn, {
      urn,
      type,
      name,
      get props() {
        return (opened ??= openProps(props));
      },
      ignoreChanges: opts.ignoreChanges,
      sourcesOf: (property) => (propertyDependencies[property] ?? []).flatMap((source) => byUrn.get(source.urn) ?? []),
    });
  }
  return [...byUrn.values()];
}

function sort(
  rule: Rule,
  findings: readonly (Finding & { urn: string })[],
  judged: readonly Resource[],
  { exemptions, today }: Settings,
): Verdict {
  const verdict: Verdict = { mandatory: [], advisory: [] };
  const names = new Map(judged.map((resource) => [resource.urn, namesOf(resource)]));
  const given = Array.isArray(exemptions) ? (exemptions as unknown[]).map(parseExemption) : [];
  const valid = given.filter((exemption): exemption is Exemption => !Array.isArray(exemption));
  for (const finding of findings) {
    const exemption = valid.find(
      (candidate) =>
        !isExpired(candidate, today) &&
        isAbout(candidate, names.get(finding.urn) ?? [finding.urn]) &&
        covers(candidate, finding),
    );
    if (exemption) verdict.advisory.push({ message: exempted(finding, exemption), urn: finding.urn });
    else verdict[finding.level].push({ message: messageOf(finding), urn: finding.urn });
  }
  for (const exemption of valid.filter((candidate) => isExpired(candidate, today))) {
    const urn = judged.find((resource) => isAbout(exemption, names.get(resource.urn)!))?.urn;
    if (urn !== undefined) verdict.advisory.push({ message: expired(exemption), urn });
  }
  const invalid = given.length - valid.length;
  if (invalid > 0 && judged[0]) {
    const message = `${invalid} of the exemptions of ${rule.id} are not valid, so they exempt nothing.\nFix: ${exemptionFix}`;
    verdict.advisory.push({ message, urn: judged[0].urn });
  }
  return verdict;
}

const exemptionFix = "give each one rule, resource, reason, owner and expires (YYYY-MM-DD).";

/** Every name that a person knows a resource by: its URN, its name in the program, in AWS and in Kubernetes. */
function namesOf({ urn, name, props }: Resource): string[] {
  const metadata = isMap(props.metadata) ? props.metadata : {};
  return [urn, name, props.name, metadata.name].filter((known) => typeof known === "string");
}

function messageOf({ text, fix }: Finding): string {
  return fix === undefined ? text : `${text}\nFix: ${fix.replace(/\n/g, "\n     ")}`;
}

function exempted({ text }: Finding, { expires, owner, reason }: Exemption): string {
  return `${text}\nExempted until ${expires} by ${owner}: ${reason}`;
}

function expired({ rule, resource, owner, expires }: Exemption): string {
  return (
    `The exemption of ${resource} from ${rule} (owner ${owner}) expired on ${expires} and exempts nothing.\n` +
    "Fix: remove it from strongroom:guard.exemptions in the stack file, or renew it with a new date and reason."
  );
}

/** The error's class only: its message may hold a value. */
function couldNotJudge(rule: Rule, urn: string, error: unknown): Verdict {
  const kind = error instanceof Error ? error.constructor.name : typeof error;
  const message = `The rule ${rule.id} could not judge ${urn || "the stack"}: ${kind}.`;
  return { mandatory: [], advisory: [{ message, urn }] };
}
