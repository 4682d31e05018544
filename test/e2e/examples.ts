import { writeFileSync } from "node:fs";
import { isList, isMap, unknown, type Value } from "../../policies/engine/value";
import { discoverRules } from "../../policies/engine/discover-rules";
import type { Example, ExampleResource } from "../../policies/engine/rule";

/** One example of a rule, to be run as a program. */
export interface Row {
  rule: string;
  kind: "bad" | "good";
  example: Example;
}

/** Packages that the stand-in provider answers for. */
const packages = ["aws", "kubernetes", "random"];

/**
 * Of every rule the first bad and the first good example that a program can repeat at a preview: only resources of these
 * packages, no files, and no property that is both known and made from another resource, which no preview knows.
 */
export function rows(): Row[] {
  return discoverRules().flatMap(({ id, examples }) =>
    (["bad", "good"] as const).flatMap((kind) => {
      const example = examples[kind].find(({ resources }) => resources.every(canRun));
      return example === undefined ? [] : [{ rule: id, kind, example }];
    }),
  );
}

function canRun({ type, props, propertyDependencies = {} }: ExampleResource): boolean {
  const ofPackage = packages.includes(type.split(":")[0]!);
  return ofPackage && isPlain(props) && Object.keys(propertyDependencies).every((key) => props[key] === undefined);
}

function isPlain(value: Value | undefined): boolean {
  if (isList(value)) return value.every(isPlain);
  if (isMap(value)) return Object.values(value).every(isPlain);
  return typeof value !== "object" || value === null;
}

/** Writes an example for programs/example, which reads the file that STRONGROOM_EXAMPLE names. */
export function writeExample(file: string, { resources }: Example): void {
  const sorted = [...resources].sort((one, other) => depth(one, resources) - depth(other, resources));
  const written = sorted.map(({ type, name, props, propertyDependencies = {}, ignoreChanges = [], marks = [] }) => {
    const marked = new Set(marks.map((path) => JSON.stringify(path)));
    return { type, name, props: write(props, [], marked), sources: propertyDependencies, ignoreChanges };
  });
  writeFileSync(file, JSON.stringify(written));
}

/** How many resources stand behind a resource: those come first. */
function depth({ propertyDependencies = {} }: ExampleResource, all: readonly ExampleResource[]): number {
  const sources = Object.values(propertyDependencies).flat();
  return Math.max(
    0,
    ...sources.map(
      (name) =>
        1 +
        depth(
          all.find((other) => other.name === name)!,
          all,
        ),
    ),
  );
}

function write(value: Value | undefined, path: (string | number)[], marked: Set<string>): unknown {
  const written = writeBare(value, path, marked);
  return marked.has(JSON.stringify(path)) ? { $secret: written } : written;
}

function writeBare(value: Value | undefined, path: (string | number)[], marked: Set<string>): unknown {
  if (value === unknown) return { $unknown: true };
  if (isList(value)) return value.map((item, index) => write(item, [...path, index], marked));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, write(item, [...path, key], marked)]));
}
