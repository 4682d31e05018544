/** A part of a TypeScript expression, laid out as the project's formatter lays it out: prettier, 120 columns. */
export type Expression = string | ObjectLiteral | ListLiteral | Call | Arrow;

/** An object. */
export interface ObjectLiteral {
  entries: readonly Entry[];
  /** Whether it takes several lines even where one would do. Default false. */
  expanded?: boolean;
}

/** A property of an object, with the lines that stand above it as a comment. */
export interface Entry {
  key: string;
  value: Expression;
  comment?: readonly string[];
}

/** A list. */
export interface ListLiteral {
  items: readonly ObjectLiteral[];
}

/** A call with one object. */
export interface Call {
  callee: string;
  argument: ObjectLiteral;
}

/** A function of one expression. */
export interface Arrow {
  /** In brackets. */
  parameters: string;
  body: string;
}

const width = 120;

/** Characters of a key below which the formatter leaves the value behind it, however long that is. */
const shortKey = 5;

/**
 * A text in the quotes that need fewer escapes, double ones if neither does. Characters whose width depends on who shows them are
 * written as escapes.
 */
export function text(value: string): string {
  const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const inside = JSON.stringify(value)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replace(/[\u0300-\uffff]/g, escaped);
  const [double, single] = [inside.split('"').length, inside.split("'").length];
  return double > single ? `'${inside.replaceAll("'", "\\'")}'` : `"${inside.replaceAll('"', '\\"')}"`;
}

/** @param properties Property to its value; what is undefined is left out. */
export function object(properties: Readonly<Record<string, Expression | undefined>>, expanded = false): ObjectLiteral {
  const entries = Object.entries(properties).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]));
  return { entries, expanded };
}

/**
 * Writes an expression.
 *
 * @param indent Columns at which its first line is indented.
 * @param before Characters that stand in front of it in that line, the indentation included.
 */
export function write(expression: Expression, indent: number, before = indent): string {
  const flat = flatten(expression);
  // A comma or semicolon stands behind it.
  if (flat !== undefined && before + flat.length + 1 <= width) return flat;
  if (typeof expression === "string") return expression;
  if ("parameters" in expression) return `${expression.parameters} =>\n${" ".repeat(indent + 2)}${expression.body}`;
  if ("callee" in expression) {
    return `${expression.callee}(${writeBroken(expression.argument, indent)})`;
  }
  if ("entries" in expression) return writeBroken(expression, indent);
  const inner = " ".repeat(indent + 2);
  const items = expression.items.map((item) => `${inner}${write(item, indent + 2)},\n`);
  return `[\n${items.join("")}${" ".repeat(indent)}]`;
}

function writeBroken({ entries }: ObjectLiteral, indent: number): string {
  const inner = " ".repeat(indent + 2);
  const lines = entries.flatMap(({ key, value, comment = [] }) => [
    ...comment.map((line) => `${inner}// ${line}`),
    writeProperty(`${inner}${keyOf(key)}:`, value, indent + 2),
  ]);
  return `{\n${lines.join("\n")}\n${" ".repeat(indent)}}`;
}

/** A value whose first line does not fit behind its key begins in the next one. */
function writeProperty(start: string, value: Expression, indent: number): string {
  const written = write(value, indent, start.length + 1);
  const [first = ""] = written.split("\n", 1);
  const fits = start.length + 1 + first.length + (first === written ? 1 : 0) <= width;
  const mayMove = typeof value !== "string" || (/^["']/.test(value) && start.trim().length > shortKey);
  if (fits || !mayMove) return `${start} ${written},`;
  return `${start}\n${" ".repeat(indent + 2)}${write(value, indent + 2)},`;
}

/** In one line, or nothing where it must take several. */
function flatten(expression: Expression): string | undefined {
  if (typeof expression === "string") return expression;
  if ("parameters" in expression) return `${expression.parameters} => ${expression.body}`;
  if ("callee" in expression) {
    const argument = flatten(expression.argument);
    return argument === undefined ? undefined : `${expression.callee}(${argument})`;
  }
  if ("items" in expression) {
    // Several objects of several properties stand below each other, whatever their length.
    const [item] = expression.items;
    const only = item === undefined || expression.items.length > 1 ? undefined : flatten(item);
    return only === undefined ? undefined : `[${only}]`;
  }
  if (expression.entries.length === 0) return "{}";
  if (expression.expanded || expression.entries.some(({ comment = [] }) => comment.length > 0)) return undefined;
  const entries = expression.entries.map(({ key, value }) => [keyOf(key), flatten(value)] as const);
  if (entries.some(([, value]) => value === undefined)) return undefined;
  return `{ ${entries.map(([key, value]) => `${key}: ${value}`).join(", ")} }`;
}

function keyOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
