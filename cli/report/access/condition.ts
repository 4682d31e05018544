import { BlockList, isIP } from "node:net";
import type { Condition } from "./document";
import { fits, fitsArn, isText, type Pattern, resolve } from "./pattern";
import type { RequestContext } from "./request";

/** Whether something is so; `open` where it depends on the request. */
export type Truth = "yes" | "no" | "open";

/** Compares a value of the request with one of the policy. */
type Comparison = (value: string, wanted: Pattern) => boolean;

/** The characters of a pattern, where wildcards are none. */
const plain = (wanted: Pattern): string =>
  wanted.map((part) => (typeof part === "string" ? part : part.description)).join("");
const lower = (wanted: Pattern): Pattern =>
  wanted.map((part) => (typeof part === "string" ? part.toLowerCase() : part));

const numeric =
  (holds: (one: number, other: number) => boolean): Comparison =>
  (value, wanted) =>
    holds(Number(value), Number(plain(wanted)));
const date =
  (holds: (one: number, other: number) => boolean): Comparison =>
  (value, wanted) =>
    holds(timeOf(value), timeOf(plain(wanted)));

/**
 * Every operator but `Null`. A negated one holds where its counterpart does not.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const comparisons: Readonly<Record<string, Comparison>> = {
  stringequals: (value, wanted) => isText(wanted, value),
  stringequalsignorecase: (value, wanted) => isText(lower(wanted), value.toLowerCase()),
  stringlike: (value, wanted) => fits(wanted, value),
  numericequals: numeric((one, other) => one === other),
  numericlessthan: numeric((one, other) => one < other),
  numericlessthanequals: numeric((one, other) => one <= other),
  numericgreaterthan: numeric((one, other) => one > other),
  numericgreaterthanequals: numeric((one, other) => one >= other),
  dateequals: date((one, other) => one === other),
  datelessthan: date((one, other) => one < other),
  datelessthanequals: date((one, other) => one <= other),
  dategreaterthan: date((one, other) => one > other),
  dategreaterthanequals: date((one, other) => one >= other),
  bool: (value, wanted) => value.toLowerCase() === plain(wanted).toLowerCase(),
  binaryequals: (value, wanted) => value === plain(wanted),
  ipaddress: (value, wanted) => isWithin(value, plain(wanted)),
  // Both read wildcards.
  arnequals: (value, wanted) => fitsArn(wanted, value),
  arnlike: (value, wanted) => fitsArn(wanted, value),
};
const negated: Readonly<Record<string, string>> = {
  stringnotequals: "stringequals",
  stringnotequalsignorecase: "stringequalsignorecase",
  stringnotlike: "stringlike",
  numericnotequals: "numericequals",
  datenotequals: "dateequals",
  notipaddress: "ipaddress",
  arnnotequals: "arnequals",
  arnnotlike: "arnlike",
};

/**
 * Whether a condition holds.
 *
 * @param hasVariables Whether `${...}` in its values stands for something.
 */
export function evaluateCondition(condition: Condition, context: RequestContext, hasVariables: boolean): Truth {
  const { operator, quantifier, ifExists, key, values } = condition;
  const found = context.get(key);
  if (found.state === "open") return "open";
  if (operator === "null") {
    return truth(values.some((value) => (value.toLowerCase() === "true") === (found.state === "absent")));
  }
  const isNegated = operator in negated;
  const comparison = comparisons[negated[operator] ?? operator];
  // AWS refuses a document with an operator that does not exist.
  if (comparison === undefined) return "no";
  if (found.state === "absent") {
    return truth(ifExists || quantifier === "forallvalues" || (isNegated && quantifier === undefined));
  }
  const wanted = values.map((value) => resolve(value, hasVariables ? context : undefined));
  if (wanted.includes("open")) return "open";
  const patterns = wanted.flatMap((one) => (typeof one === "string" ? [] : [one.pattern]));
  // AWS says that nothing equals what a variable without a value stands for, and not whether everything differs from it.
  const isMoot = isNegated && wanted.includes("absent");
  const holds = (value: string) => patterns.some((pattern) => comparison(value, pattern)) !== isNegated;
  const all = quantifier === "forallvalues" || (isNegated && quantifier === undefined);
  const decided = all ? found.values.every(holds) : found.values.some(holds);
  return decided && isMoot ? "open" : truth(decided);
}

/** A condition as a reader takes it in: `aws:SourceVpce StringEquals vpce-1`. */
export function describeCondition({ written, key, values }: Condition): string {
  return `${key} ${written} ${values.join(" or ")}`;
}

function truth(holds: boolean): Truth {
  return holds ? "yes" : "no";
}

/** Milliseconds. A date is ISO 8601, or seconds since 1970. */
function timeOf(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function isWithin(address: string, range: string): boolean {
  const [network = "", prefix] = range.split("/");
  const family = isIP(network);
  if (family === 0 || isIP(address) === 0) return false;
  const type = family === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(network, prefix === undefined ? (family === 4 ? 32 : 128) : Number(prefix), type);
  return list.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");
}
