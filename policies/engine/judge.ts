import type { ExemptionLedger } from "./exemption-ledger";
import { covers, isAbout, isExpired, type Exemption } from "./exemptions";
import type { KeyPath } from "./leaves";
import { typeFilter } from "./name-pattern";
import { openProps } from "./open-props";
import type { Finding, FindingLevel, Resource, Rule, StackResource } from "./rule";
import { isMap, type ValueMap } from "./value";

/** What a rule says about a resource or a stack, ready to be printed. */
export type Verdict = Record<FindingLevel, Report[]>;

/** One violation. */
export interface Report {
  message: string;
  urn: string;
  keyPath?: string;
}

/** What decides over a finding, beside the rule. */
export interface Settings {
  /** From the policy's config. */
  exemptions: unknown;
  ledger: ExemptionLedger;
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

/**
 * Judges one resource. It never throws: an exception would fail the whole call, other rules included.
 *
 * @param marks What the program marked as secret, for a rule that asks for it.
 */
export function judgeResource(
  rule: Rule,
  args: PolicyResourceArgs,
  settings: Settings,
  marks: readonly KeyPath[] = [],
): Verdict {
  try {
    const resource = openOnUse(args);
    const findings = rule.resource!.check(resource, marks).map((finding) => ({ ...finding, urn: resource.urn }));
    return sort(findings, [resource], settings);
  } catch (error) {
    return couldNotJudge(rule, args.urn, error);
  }
}

/** Judges a stack. It never throws. */
export function judgeStack(rule: Rule, args: readonly PolicyStackResource[], settings: Settings): Verdict {
  try {
    const resources = stackResources(args);
    const fits = typeFilter(rule.stack!.types);
    const judged = resources.filter(({ type }) => fits(type));
    return sort(rule.stack!.check(resources, settings.today), judged, settings);
  } catch (error) {
    return couldNotJudge(rule, "", error);
  }
}

/** Most rules look at few types, so properties are opened on first use. */
function openOnUse({ urn, type, name, props }: PolicyResourceArgs): Resource {
  let opened: ValueMap | undefined;
  return {
    urn,
    type,
    name,
    get props() {
      return (opened ??= openProps(props));
    },
  };
}

function stackResources(args: readonly PolicyStackResource[]): StackResource[] {
  const byUrn = new Map<string, StackResource>();
  for (const { propertyDependencies, opts, ...resource } of args) {
    const more = {
      ignoreChanges: opts.ignoreChanges,
      sourcesOf: (property: string) =>
        (propertyDependencies[property] ?? []).flatMap((source) => byUrn.get(source.urn) ?? []),
    };
    byUrn.set(resource.urn, Object.assign(openOnUse(resource), more));
  }
  return [...byUrn.values()];
}

function sort(
  findings: readonly (Finding & { urn: string })[],
  judged: readonly Resource[],
  { exemptions, ledger, today }: Settings,
): Verdict {
  const verdict: Verdict = { mandatory: [], advisory: [] };
  const inForce = ledger.read(exemptions).filter((exemption) => !isExpired(exemption, today));
  if (inForce.length === 0) {
    for (const finding of findings) verdict[finding.level].push(reportOf(finding));
    return verdict;
  }
  // Only an exemption asks for names, and names open every resource's properties.
  const names = new Map(judged.map((resource) => [resource.urn, namesOf(resource)]));
  for (const finding of findings) {
    const known = names.get(finding.urn) ?? [finding.urn];
    const exemption = inForce.find((candidate) => isAbout(candidate, known) && covers(candidate, finding));
    if (exemption) {
      ledger.use(exemption);
      verdict.advisory.push({ ...reportOf(finding), message: exempted(finding, exemption) });
    } else {
      verdict[finding.level].push(reportOf(finding));
    }
  }
  return verdict;
}

/** Every name that a person knows a resource by: its URN, its name in the program, in AWS and in Kubernetes. */
function namesOf({ urn, name, props }: Resource): string[] {
  const metadata = isMap(props.metadata) ? props.metadata : {};
  return [urn, name, props.name, metadata.name].filter((known) => typeof known === "string");
}

function reportOf({ text, fix, keyPath, urn }: Finding & { urn: string }): Report {
  const message = fix === undefined ? text : `${text}\nFix: ${fix.replace(/\n/g, "\n     ")}`;
  return { message, urn, ...(keyPath !== undefined && { keyPath }) };
}

function exempted({ text }: Finding, { expires, owner, reason }: Exemption): string {
  return `${text}\nExempted until ${expires} by ${owner}: ${reason}`;
}

/**
 * What was not judged must not pass: the failure counts as the rule's own finding. Of the error only the class is told, since
 * its message may hold a value.
 */
function couldNotJudge(rule: Rule, urn: string, error: unknown): Verdict {
  const kind = error instanceof Error ? error.constructor.name : typeof error;
  const fix = `report it; until the rule is mended, pulumi config set --path 'strongroom:guard.rules.${rule.id}' advisory`;
  const message = `The rule ${rule.id} could not judge ${urn || "the stack"}: ${kind}.\nFix: ${fix}.`;
  return { mandatory: [{ message, urn }], advisory: [] };
}
