import type { KeyPath } from "../engine/leaves";
import { isList, isMap, unknown, type Value, type ValueMap } from "../engine/value";
import { conditionsOf, type Condition } from "./conditions";
import { textsOf, type Texts } from "./texts";

/** One principal: `{ kind: "AWS", id: "*" }`. The bare `"*"` has the kind `"*"`. */
export interface Principal {
  kind: string;
  id: string | typeof unknown;
}

/** One statement of an IAM document, with every element as a list. An element that is not there is absent. */
export interface Statement {
  /** Where it stands: `["Statement", 0]`. */
  at: KeyPath;
  effect: "Allow" | "Deny" | "other";
  principals?: readonly Principal[];
  notPrincipals?: readonly Principal[];
  actions?: Texts;
  notActions?: Texts;
  resources?: Texts;
  notResources?: Texts;
  conditions: readonly Condition[];
}

/** A document that was read: its statements, or why there are none. */
export interface PolicyDocument {
  statements: readonly Statement[];
  /** The document as a whole is not known yet. */
  isUnknown?: boolean;
  /** To be read after "could not be read: ". */
  problem?: string;
}

/**
 * Reads an IAM document: a JSON text, or the object that Pulumi's SDK also takes. It never throws. Where IAM is strict about
 * letters (`effect`, `ACTION`) it is not, so that an odd spelling hides nothing.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function readDocument(value: Value | undefined): PolicyDocument {
  if (value === unknown) return { statements: [], isUnknown: true };
  if (value === undefined || value === null || value === "") return { statements: [] };
  const given = typeof value === "string" ? parse(value) : value;
  if (!isMap(given)) return { statements: [], problem: "it is not a JSON object" };
  const block = element(given, "Statement");
  const statements = isList(block)
    ? block.map((item, index) => readStatement(item, ["Statement", index]))
    : [readStatement(block, ["Statement"])];
  return { statements: statements.filter((statement) => statement !== undefined) };
}

function parse(text: string): Value | undefined {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}

const effects: Readonly<Record<string, "Allow" | "Deny">> = { allow: "Allow", deny: "Deny" };

function readStatement(value: Value | undefined, at: KeyPath): Statement | undefined {
  if (!isMap(value)) return undefined;
  const effect = element(value, "Effect");
  const texts = {
    actions: textsOf(element(value, "Action")),
    notActions: textsOf(element(value, "NotAction")),
    resources: textsOf(element(value, "Resource")),
    notResources: textsOf(element(value, "NotResource")),
  };
  const principals = {
    principals: principalsOf(element(value, "Principal")),
    notPrincipals: principalsOf(element(value, "NotPrincipal")),
  };
  return {
    at,
    effect: typeof effect === "string" ? (effects[effect.toLowerCase()] ?? "other") : "other",
    ...withoutAbsent(texts),
    ...withoutAbsent(principals),
    conditions: conditionsOf(element(value, "Condition")),
  };
}

function principalsOf(value: Value | undefined): Principal[] | undefined {
  if (value === undefined) return undefined;
  if (!isMap(value)) return (textsOf(value) ?? []).map((id) => ({ kind: id === unknown ? "" : "*", id }));
  return Object.entries(value).flatMap(([kind, ids]) => (textsOf(ids) ?? []).map((id) => ({ kind, id })));
}

function element(map: ValueMap, name: string): Value | undefined {
  if (Object.hasOwn(map, name)) return map[name];
  const key = Object.keys(map).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : map[key];
}

function withoutAbsent<T extends Record<string, unknown>>(fields: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: NonNullable<T[Key]>;
  };
}
