import { isMap, unknown, type Value } from "../engine/value";
import { textsOf, type Texts } from "./texts";

/** One condition: an operator, a key and the values it is compared with. Operator and key are in lower case: IAM does not mind. */
export interface Condition {
  /** Without qualifier and `IfExists`, e.g. `"stringequals"`. `""` stands for a part that is not known yet. */
  operator: string;
  /** For keys of many values. `forallvalues` passes when the key is missing. */
  qualifier?: "forallvalues" | "foranyvalue";
  /** Passes when the key is missing. */
  ifExists: boolean;
  key: string;
  values: Texts;
}

/** Reads the `Condition` element. A part that is not known yet becomes a condition without operator. */
export function conditionsOf(value: Value | undefined): Condition[] {
  if (value === unknown) return [notKnownYet];
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([written, keys]) => {
    if (keys === unknown) return [notKnownYet];
    if (!isMap(keys)) return [];
    const [, qualifier, operator, ifExists] = /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/.exec(
      written.trim().toLowerCase(),
    )!;
    return Object.entries(keys).map(([key, values]): Condition => ({
      operator: operator!,
      ...(qualifier !== undefined && { qualifier: qualifier as "forallvalues" | "foranyvalue" }),
      ifExists: ifExists !== undefined,
      key: key.trim().toLowerCase(),
      values: textsOf(values) ?? [],
    }));
  });
}

const notKnownYet: Condition = { operator: "", ifExists: false, key: "", values: [] };

/** Whether a part of the conditions is not known yet: nobody can say what they leave open. */
export function isUndecided(conditions: readonly Condition[]): boolean {
  return conditions.some(({ operator }) => operator === "");
}

const comparing = new Set([
  "stringequals",
  "stringequalsignorecase",
  "stringlike",
  "arnequals",
  "arnlike",
  "ipaddress",
]);
const excluding: Readonly<Record<string, string>> = {
  stringnotequals: "stringequals",
  stringnotequalsignorecase: "stringequalsignorecase",
  stringnotlike: "stringlike",
  arnnotequals: "arnequals",
  arnnotlike: "arnlike",
  notipaddress: "ipaddress",
};

/** Whether a condition lets through only some values of its key, so that a missing key is refused. */
export function demandsValue({ operator, qualifier, ifExists }: Condition): boolean {
  return comparing.has(operator) && qualifier !== "forallvalues" && !ifExists;
}

/**
 * What a condition of a Deny demands of whoever gets past it: "denied unless the key has one of these values". With
 * `IfExists` too, because a missing key is denied by the plain form and by this one.
 */
export function demandOfDeny(condition: Condition): Condition | undefined {
  const operator = excluding[condition.operator];
  return operator === undefined || condition.qualifier !== undefined
    ? undefined
    : { ...condition, operator, ifExists: false };
}

/** Whether the operator reads `*` and `?` in values as wildcards. */
export function takesWildcards({ operator }: Condition): boolean {
  return operator === "stringlike" || operator === "arnlike" || operator === "arnequals";
}

/** Whether a condition demands a value, and not any value: `*` demands nothing. Values that are not known yet count. */
export function narrows(condition: Condition): boolean {
  if (!demandsValue(condition) || condition.values.length === 0) return false;
  return condition.values.every((value) => value === unknown || !isAnything(condition, value));
}

function isAnything(condition: Condition, value: string): boolean {
  if (condition.operator === "ipaddress") return /^(0\.0\.0\.0|::)\/[01]$/.test(value);
  return takesWildcards(condition) && /^[*?:/]*$/.test(value);
}
