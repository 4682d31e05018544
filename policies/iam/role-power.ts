import type { Resource, StackResource } from "../engine/rule";
import { attachedBy, attaches, awsManagedName } from "./attachments";
import type { Statement } from "./document";
import { grantsOf, managedPolicyType } from "./granting";
import { isKnown, known } from "./texts";

/** Whether a role can change anything: by its policies, or by what it is called. */
export type Power = "writes" | "keeps state" | "reads" | "unknown";

/** Verbs that change nothing. AssumeRole is none of them: the other role may write. */
const reading =
  /^(get|list|describe|head|view|search|lookup|query|scan|read|select|check|batchget|batchcheck|batchdescribe|decrypt$|verify|detect|estimate|simulate|preview|validate|test|filter)/i;

/** What a preview writes where Pulumi or Terraform keep their state and its lock. */
const keepingState =
  /^(s3:(put|delete)object|dynamodb:(put|delete|update)item|kms:(encrypt|generatedatakey|reencrypt))[a-z]*$/i;

/** What a role's own properties say. */
export function powerOf(role: Resource): Power {
  const byPolicies = strongest([
    ...grantsOf(role).map(({ statements, isUnknown }) => (isUnknown ? "unknown" : powerOfStatements(statements))),
    ...attachedBy(role).flatMap(({ arns }) => arns.map(powerOfArn)),
  ]);
  return withName(role, byPolicies);
}

/** What the stack says: policies that refer to the role by a property are its own too. */
export function powerInStack(role: StackResource, resources: readonly StackResource[]): Power {
  const linked = resources.filter((other) => other.urn !== role.urn && refersTo(other, role));
  const policies = resources.filter(({ type }) => type === managedPolicyType);
  const attached = [role, ...linked].flatMap((attachment) => policies.filter((policy) => attaches(attachment, policy)));
  return withName(
    role,
    strongest([
      ...[role, ...linked, ...attached]
        .flatMap(grantsOf)
        .map(({ statements, isUnknown }): Power => (isUnknown ? "unknown" : powerOfStatements(statements))),
      ...[role, ...linked].flatMap(attachedBy).flatMap(({ arns }) => arns.map(powerOfArn)),
    ]),
  );
}

function refersTo(other: StackResource, role: StackResource): boolean {
  return ["role", "roles", "roleName"].some((property) => {
    const value = other.props[property];
    if (typeof value === "string" && value !== "") return value === role.props.name || value === role.props.id;
    return other.sourcesOf(property).some(({ urn }) => urn === role.urn);
  });
}

function powerOfStatements(statements: readonly Statement[]): Power {
  return strongest(
    statements
      .filter(({ effect }) => effect === "Allow")
      .flatMap(({ actions, notActions }): Power[] => {
        if (!actions) return notActions ? ["writes"] : [];
        return [...known(actions).map(powerOfAction), ...(isKnown(actions) ? [] : (["unknown"] as const))];
      }),
  );
}

function powerOfAction(action: string): Power {
  if (keepingState.test(action)) return "keeps state";
  return reading.test(action.slice(action.indexOf(":") + 1)) ? "reads" : "writes";
}

/** AWS names its policies that only read; of a policy that stands elsewhere nothing is known. */
function powerOfArn(arn: string): Power {
  const name = awsManagedName(arn);
  if (name === undefined) return "unknown";
  return /ReadOnly|ViewOnly|SecurityAudit|Viewer/i.test(name) ? "reads" : "writes";
}

function strongest(powers: readonly Power[]): Power {
  const order: readonly Power[] = ["writes", "keeps state", "unknown", "reads"];
  return order.find((power) => powers.includes(power)) ?? "reads";
}

const deploying =
  /^(deploy(er|ers|ment|ments|s|ing)?|release(r|s)?|publish(er|ing)?|apply|admin|administrator|provision(er|ing)?)$/;
const looking = /^(preview(er|s)?|plan(ner|s)?|read(er|only)?|viewer|diff|drift|lint|pr|pull)$/;

/** A role that is called a deploy role is one. One that is called a preview role may keep state, and is no less for it. */
function withName({ name, props }: Resource, power: Power): Power {
  const given = typeof props.name === "string" ? props.name : name;
  const words = given
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const looks = words.some((word) => looking.test(word));
  if (power === "writes" || looks) return power === "keeps state" ? "reads" : power;
  return power === "keeps state" || words.some((word) => deploying.test(word)) ? "writes" : power;
}
