import { describeCondition, evaluateCondition, type Truth } from "./condition";
import type { Document, Statement } from "./document";
import { reachOf, type Reach } from "./principals";
import { fits, fitsArn, type Pattern, resolve, type Resolved } from "./pattern";
import type { RequestContext } from "./request";

/** Who asks, with all that gives and bounds their rights. */
export interface Principal {
  /** ARN of the role; or of an OIDC provider, or the name of a service, where one asks for a role. */
  id: string;
  kind: "AWS" | "Federated" | "Service";
  /** Twelve digits; empty for a service. */
  account: string;
  policies: readonly Document[];
  /** Absent: nothing bounds them. */
  boundary?: Document;
}

/** One call to AWS. */
export interface Call {
  /** For example `"secretsmanager:GetSecretValue"`. */
  action: string;
  /** ARN. */
  resource: string;
  /** The account that the resource belongs to, twelve digits. */
  account: string;
  context: RequestContext;
  resourcePolicy?: Document;
  /**
   * Whether the resource's own policy has to let the caller in, as a role's trust and the policy of a key have to. Elsewhere
   * either side is enough within an account. Default false.
   */
  resourceDecides?: boolean;
}

/** How AWS answers. `sometimes`: it depends on what the request holds. */
export interface Decision {
  outcome: "allowed" | "sometimes" | "denied" | "not allowed";
  /** For `sometimes`: what decides, each as it stands in a document. */
  conditions: string[];
}

/**
 * Decides a call as IAM does: an explicit Deny first; then within an account the policies of either side, within the boundary,
 * and across accounts those of both.
 *
 * It does not know policies of the organization, of sessions and of VPC endpoints: they only ever take away.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function decide(principal: Principal, call: Call): Decision {
  const identity = principal.policies.flatMap((document) => matching(document, call));
  const bounding = principal.boundary && matching(principal.boundary, call);
  const resource = call.resourcePolicy ? matching(call.resourcePolicy, call, principal) : [];

  const denying = [...identity, ...(bounding ?? []), ...resource].filter(({ effect }) => effect === "Deny");
  if (denying.some(({ open }) => open.length === 0)) return { outcome: "denied", conditions: [] };

  const bounded = bounding ? allowed(bounding) : always;
  const own = both(allowed(identity), bounded);
  const named = either(
    both(allowed(resource.filter(({ reach }) => reach === "principal")), bounded),
    // A boundary does not take back what anyone is given.
    allowed(resource.filter(({ reach }) => reach === "anyone")),
  );
  const letIn = both(own, allowed(resource));
  const sameAccount = call.resourceDecides ? either(named, letIn) : either(own, named);
  const granted = principal.account === call.account ? sameAccount : letIn;
  if (granted === never) return { outcome: "not allowed", conditions: [] };
  const unless = denying.flatMap(({ open }) => `unless ${open.join(" and ")}`);
  const conditions = [...new Set([...granted, ...unless])];
  return { outcome: conditions.length > 0 ? "sometimes" : "allowed", conditions };
}

/** The conditions that have to hold and that depend on the request: none, where it is always so. */
type Answer = readonly string[] | typeof never;

const never = undefined;
const always: Answer = [];

function both(one: Answer, other: Answer): Answer {
  return one && other && [...one, ...other];
}

/** The one with fewer conditions: it is enough. */
function either(one: Answer, other: Answer): Answer {
  if (one === never || other === never) return one ?? other;
  return one.length <= other.length ? one : other;
}

function allowed(matched: readonly Matched[]): Answer {
  return matched
    .filter(({ effect }) => effect === "Allow")
    .map(({ open }): Answer => open)
    .reduce(either, never);
}

/** A statement that is about a call. */
interface Matched {
  effect: Statement["effect"];
  /** How its principals name the caller. */
  reach: Reach;
  /** Its conditions that depend on the request. */
  open: string[];
}

/** @param principal Given for a resource's policy, whose statements name principals. */
function matching(document: Document, call: Call, principal?: Principal): Matched[] {
  return document.statements.flatMap((statement) => {
    const reach = principal ? reachOf(statement, principal) : "principal";
    if (reach === "none" || !coversAction(statement, call.action)) return [];
    const context = document.hasVariables ? call.context : undefined;
    const resource = coversResource(statement, call.resource, context);
    if (resource === "no") return [];
    const open =
      resource === "open" ? [`the resource is ${(statement.resources ?? statement.notResources)?.join(" or ")}`] : [];
    for (const condition of statement.conditions) {
      const truth = evaluateCondition(condition, call.context, document.hasVariables);
      if (truth === "no") return [];
      if (truth === "open") open.push(describeCondition(condition));
    }
    return [{ effect: statement.effect, reach, open }];
  });
}

/** Whether a statement is about an action, e.g. `"secretsmanager:GetSecretValue"`. */
export function coversAction({ actions, notActions }: Statement, action: string): boolean {
  const fitsOne = (texts: readonly string[]) =>
    texts.some(
      (text) =>
        isFit(resolve(text.toLowerCase(), undefined), (pattern) => fits(pattern, action.toLowerCase())) === "yes",
    );
  return actions ? fitsOne(actions) : notActions !== undefined && !fitsOne(notActions);
}

/** A trust has no resource: it is about the role that carries it. */
function coversResource(
  { resources, notResources }: Statement,
  arn: string,
  context: RequestContext | undefined,
): Truth {
  if (!resources && !notResources) return "yes";
  const found = (resources ?? notResources ?? []).map((text) => resolve(text, context));
  const truths = found.map((resolved) => isFit(resolved, (pattern) => fitsArn(pattern, arn)));
  const covered = truths.includes("yes") ? "yes" : truths.includes("open") ? "open" : "no";
  if (resources) return covered;
  // AWS does not say whether everything differs from what a variable without a value stands for.
  if (covered === "no") return found.includes("absent") ? "open" : "yes";
  return covered === "yes" ? "no" : "open";
}

function isFit(resolved: Resolved, fitsIt: (pattern: Pattern) => boolean): Truth {
  if (typeof resolved === "string") return resolved === "open" ? "open" : "no";
  return fitsIt(resolved.pattern) ? "yes" : "no";
}
