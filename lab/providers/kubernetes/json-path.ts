import { isObject, type Properties, type Value } from "../core/values";

/** One step of a path: a key, a position, everything, or what fits a condition. */
type Step =
  | { key: string }
  | { position: number }
  | { every: true }
  | { filter: { path: string[]; equals: string | number | boolean | undefined } };

const stepForms: [RegExp, (match: RegExpExecArray) => Step][] = [
  [/^\.?\*|^\[\*\]/, () => ({ every: true })],
  [/^\[\?\(@((?:\.[\w-]+)+)\s*(?:==\s*("[^"]*"|'[^']*'|[\w.-]+))?\s*\)\]/, filterOf],
  [/^\[['"]([^'"]+)['"]\]/, (match) => ({ key: match[1]! })],
  [/^\[(-?\d+)\]/, (match) => ({ position: Number(match[1]) })],
  [/^\.((?:[^.[\]\\*{}]|\\\.)+)/, (match) => ({ key: match[1]!.replaceAll("\\.", ".") })],
];

function filterOf(match: RegExpExecArray): Step {
  const written = match[2];
  const path = match[1]!.slice(1).split(".");
  if (written === undefined) return { filter: { path, equals: undefined } };
  return { filter: { path, equals: literal(written) } };
}

function literal(written: string): string | number | boolean {
  if (/^["']/.test(written)) return written.slice(1, -1);
  if (written === "true" || written === "false") return written === "true";
  return Number.isNaN(Number(written)) ? written : Number(written);
}

/** Selects values of an object. */
export type Selector = (object: Value) => Value[];

/**
 * Reads a JSONPath: keys, positions, `*`, and filters that compare one field.
 *
 * @param path For example `.status.conditions[?(@.type=="Ready")].status`.
 * @throws Error where it says anything else.
 */
export function parseJsonPath(path: string): Selector {
  const steps: Step[] = [];
  let rest = path.replace(/^\$/, "");
  while (rest !== "") {
    const found = stepForms.map(([form, make]) => [form.exec(rest), make] as const).find(([match]) => match !== null);
    if (!found) {
      throw new Error(
        `the lab does not read "${rest}" in the path "${path}"; it reads .key, ["key"], [0], [*] and [?(@.key=="value")]`,
      );
    }
    const [match, make] = found;
    steps.push(make(match!));
    rest = rest.slice(match![0].length);
  }
  return (object) => steps.reduce<Value[]>((values, step) => values.flatMap((value) => follow(value, step)), [object]);
}

function follow(value: Value, step: Step): Value[] {
  const inner: Value[] = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  if ("every" in step) return inner;
  if ("filter" in step) return inner.filter((item) => fits(item, step.filter));
  const found = "key" in step ? keyOf(value, step.key) : Array.isArray(value) ? value.at(step.position) : undefined;
  return found === undefined ? [] : [found];
}

function fits(item: Value, { path, equals }: { path: string[]; equals: Value }): boolean {
  const found = path.reduce<Value>(keyOf, item);
  return equals === undefined ? found !== undefined : found === equals;
}

function keyOf(value: Value, key: string): Value {
  const object: Properties = isObject(value) ? value : {};
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
