import { couldNotRead } from "../engine/detected";
import { formatNestedKeyPath } from "../engine/key-path";
import type { KeyPath } from "../engine/leaves";
import type { Finding, Resource } from "../engine/rule";
import { isList, isMap, type Value } from "../engine/value";
import { readDocument, type PolicyDocument, type Statement } from "./document";

/** A document of a resource, and the property that holds it. */
export interface HeldDocument extends PolicyDocument {
  property: KeyPath;
}

/** Types that give rights by a document of their own, and the property that holds it. */
const grantingTypes: Readonly<Record<string, string>> = {
  "aws:iam/groupPolicy:GroupPolicy": "policy",
  "aws:iam/rolePolicy:RolePolicy": "policy",
  "aws:iam/userPolicy:UserPolicy": "policy",
  "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": "inlinePolicy",
};

/** Types of policies that belong to one holder; a role is one of them because of its inline policies. */
export const inlinePolicyTypes: readonly string[] = [...Object.keys(grantingTypes), "aws:iam/role:Role"];

/** A policy of its own, which gives rights once it is attached. */
export const managedPolicyType = "aws:iam/policy:Policy";

/** The documents of a resource that give rights to its holder. */
export function grantsOf({ type, props }: Resource): HeldDocument[] {
  const property = type === managedPolicyType ? "policy" : grantingTypes[type];
  if (property !== undefined) return [held([property], props[property])];
  if (!isList(props.inlinePolicies)) return [];
  return props.inlinePolicies.flatMap((inline, index) =>
    isMap(inline) ? [held(["inlinePolicies", index, "policy"], inline.policy)] : [],
  );
}

/** Reads the document that a property holds. */
export function held(property: KeyPath, value: Value | undefined): HeldDocument {
  return { property, ...readDocument(value) };
}

/** Where a statement stands, as messages print it: `policy → Statement[0]`. */
export function placeOf({ property }: HeldDocument, { at }: Statement): string {
  return formatNestedKeyPath(property, at);
}

/** Says that a document is none. */
export function unreadable({ property, problem }: HeldDocument): Finding[] {
  return problem === undefined ? [] : [couldNotRead(property, problem)];
}
