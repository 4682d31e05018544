import type { Resource, StackResource } from "../engine/rule";
import { isList } from "../engine/value";

/** Types that attach a policy, and the properties that name it. */
const attachingTypes: Readonly<Record<string, readonly string[]>> = {
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": ["policyArn"],
  "aws:iam/policyAttachment:PolicyAttachment": ["policyArn"],
  "aws:iam/role:Role": ["managedPolicyArns"],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ["policyArn"],
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": ["policyArns"],
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": ["policyArn"],
};

/** Types that attach a policy to a user, group or role. */
export const attachmentTypes: readonly string[] = Object.keys(attachingTypes);

/** A property that names a policy, and the ARNs that are known. */
export interface Attached {
  property: string;
  arns: string[];
}

/** The policies that a resource attaches. */
export function attachedBy({ type, props }: Resource): Attached[] {
  return (attachingTypes[type] ?? []).map((property) => {
    const value = props[property];
    const arns = (isList(value) ? value : [value]).filter((arn) => typeof arn === "string");
    return { property, arns };
  });
}

/** Whether a resource attaches a policy of the stack. */
export function attaches(resource: StackResource, policy: StackResource): boolean {
  return attachedBy(resource).some(
    ({ property, arns }) => arns.some((arn) => isArnOf(arn, policy)) || comesFrom(resource, property, policy),
  );
}

/** Whether a resource has a policy of the stack as its permissions boundary, which gives nothing. */
export function isBoundedBy(resource: StackResource, policy: StackResource): boolean {
  const boundary = resource.props.permissionsBoundary;
  if (typeof boundary === "string" && isArnOf(boundary, policy)) return true;
  return comesFrom(resource, "permissionsBoundary", policy);
}

function comesFrom(resource: StackResource, property: string, policy: StackResource): boolean {
  return resource.sourcesOf(property).some(({ urn }) => urn === policy.urn);
}

/** The name of a policy that AWS itself keeps, e.g. `"AdministratorAccess"`. */
export function awsManagedName(arn: string): string | undefined {
  return /^arn:aws[a-z-]*:iam::aws:policy\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]+)$/.exec(arn)?.[1];
}

/** A policy's ARN may be written out before the policy exists: then path and name tell. */
function isArnOf(arn: string, { props }: StackResource): boolean {
  if (typeof props.arn === "string") return arn === props.arn;
  const path = typeof props.path === "string" ? props.path : "/";
  return typeof props.name === "string" && /^arn:[^*?]+$/.test(arn) && arn.endsWith(`:policy${path}${props.name}`);
}
