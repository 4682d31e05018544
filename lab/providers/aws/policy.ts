import { isDeepStrictEqual } from "node:util";
import { equal } from "../core/diff";
import type { Problem } from "../core/resource-type";
import { isObject, type Properties, type Value } from "../core/values";

/** Parts of a statement that may be one text or a list, and whose order means nothing. */
const lists = ["Action", "NotAction", "Resource", "NotResource"];

/**
 * Whether two IAM documents grant the same: spaces, the order of keys, statements and list items, and one text in place of a
 * list with one item make no difference. IAM gives documents back in its own spelling.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function samePolicy(one: Value, other: Value): boolean {
  if (typeof one !== "string" || typeof other !== "string") return equal(one, other);
  try {
    return isDeepStrictEqual(normalize(JSON.parse(one) as Value), normalize(JSON.parse(other) as Value));
  } catch {
    return one === other;
  }
}

/** What the vendor refuses of a document: text that is no JSON. */
export function policyProblems(property: string): (inputs: Properties) => Problem[] {
  return (inputs) => {
    const document = inputs[property];
    if (typeof document !== "string") return [];
    try {
      JSON.parse(document);
      return [];
    } catch {
      return [{ property, reason: `${property} is no JSON: write it with JSON.stringify` }];
    }
  };
}

/** A document without the spaces that the service counts. */
export function compactPolicy(document: Value): string {
  return JSON.stringify(JSON.parse(document as string));
}

function normalize(document: Value): Value {
  if (!isObject(document)) return document;
  const statements = asList(document["Statement"]).map(normalizeStatement);
  return { ...document, Statement: sorted(statements) };
}

function normalizeStatement(statement: Value): Value {
  if (!isObject(statement)) return statement;
  const entries = Object.entries(statement).map(([key, value]): [string, Value] => {
    if (lists.includes(key)) return [key, sorted(asList(value))];
    if (key === "Principal" || key === "NotPrincipal") return [key, ofLists(value === "*" ? { AWS: "*" } : value)];
    if (key === "Condition" && isObject(value)) {
      return [key, Object.fromEntries(Object.entries(value).map(([operator, keys]) => [operator, ofLists(keys)]))];
    }
    return [key, value];
  });
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function ofLists(value: Value): Value {
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, items]): [string, Value] => [
    key,
    sorted(asList(items).map(String)),
  ]);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function asList(value: Value): Value[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function sorted(values: Value[]): Value[] {
  return [...values].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}
