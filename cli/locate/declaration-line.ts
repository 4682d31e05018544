import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type * as TypeScript from "typescript";

const load = createRequire(__filename);

/**
 * Finds the line of a part of a declaration: `export default defineService({ groups: { app: { ... } } })`. The compiler reads the
 * file, so that comments, quotes and formatting do not matter. Values that differ by environment are looked into.
 *
 * @param file Absolute, e.g. of `services/api.ts`.
 * @param path Keys from the declaration on, e.g. `["groups", "app", "keys", "STRIPE_SECRET_KEY"]`.
 * @param environment For example `"prod"`: its own value is looked into before the default.
 * @returns The line of the last key that stands in the file, from 1; of the declaration where none does. Nothing where the file
 *   has no declaration.
 */
export function declarationLine(file: string, path: readonly PropertyKey[], environment: string): number | undefined {
  // The compiler takes a third of a second to load.
  const ts = load("typescript") as typeof TypeScript;
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const exported = source.statements.find(ts.isExportAssignment);
  if (exported === undefined) return undefined;
  const lineOf = (node: TypeScript.Node): number => source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
  let value: TypeScript.Expression | undefined = unwrap(ts, source, exported.expression);
  let line = lineOf(exported);
  for (const key of path) {
    const found: Found | undefined = value && child(ts, source, value, key, environment);
    if (found === undefined) break;
    line = lineOf(found.at);
    value = found.value && unwrap(ts, source, found.value);
  }
  return line;
}

interface Found {
  /** The property's name, or the element. */
  at: TypeScript.Node;
  value?: TypeScript.Expression;
}

/** A value without what stands around it: parentheses, types, a call that takes it first, a name of the same file. */
function unwrap(
  ts: typeof TypeScript,
  source: TypeScript.SourceFile,
  value: TypeScript.Expression,
): TypeScript.Expression {
  if (ts.isParenthesizedExpression(value) || ts.isAsExpression(value) || ts.isSatisfiesExpression(value)) {
    return unwrap(ts, source, value.expression);
  }
  const [first] = ts.isCallExpression(value) ? value.arguments : [];
  if (first !== undefined) return unwrap(ts, source, first);
  if (!ts.isIdentifier(value)) return value;
  const declared = source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find(({ name }) => ts.isIdentifier(name) && name.text === value.text)?.initializer;
  return declared === undefined ? value : unwrap(ts, source, declared);
}

function child(
  ts: typeof TypeScript,
  source: TypeScript.SourceFile,
  value: TypeScript.Expression,
  key: PropertyKey,
  environment: string,
): Found | undefined {
  if (ts.isArrayLiteralExpression(value)) {
    const element = typeof key === "number" ? value.elements[key] : undefined;
    return element && { at: element, value: element };
  }
  if (!ts.isObjectLiteralExpression(value)) return undefined;
  const own = property(ts, source, value, String(key));
  if (own !== undefined) return own;
  // perEnvironment({ prod: ..., default: ... }) stands where the value itself could.
  for (const branch of [environment, "default"]) {
    const inner = property(ts, source, value, branch)?.value;
    const found = inner && child(ts, source, unwrap(ts, source, inner), key, environment);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A property of an object, or of one that is spread into it. The last one counts, as at run time. */
function property(
  ts: typeof TypeScript,
  source: TypeScript.SourceFile,
  value: TypeScript.ObjectLiteralExpression,
  key: string,
): Found | undefined {
  for (const part of [...value.properties].reverse()) {
    if (ts.isSpreadAssignment(part)) {
      const spread = unwrap(ts, source, part.expression);
      const found = ts.isObjectLiteralExpression(spread) ? property(ts, source, spread, key) : undefined;
      if (found !== undefined) return found;
    } else if (part.name !== undefined && nameOf(ts, part.name) === key) {
      if (ts.isPropertyAssignment(part)) return { at: part.name, value: part.initializer };
      return { at: part.name, ...(ts.isShorthandPropertyAssignment(part) && { value: part.name }) };
    }
  }
  return undefined;
}

function nameOf(ts: typeof TypeScript, name: TypeScript.PropertyName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  const isText = ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression);
  return isText ? name.expression.text : undefined;
}
