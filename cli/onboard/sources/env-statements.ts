/** What a file of variables says in one place. It holds a value, so it goes no further than to whoever reads the file. */
export interface EnvStatement {
  /** The number of its first line, from 1 on. */
  line: number;
  /**
   * - `variable`: a variable with its value.
   * - `bare`: nothing is given a value.
   * - `rest`: it looks like a variable, and may be the rest of a value that has no quotes: base64 ends with `=`, too.
   */
  kind: "variable" | "bare" | "rest";
  /** Of a variable, as Node reads it: of a key in PEM that has no quotes, the first line alone. */
  text: string;
}

/** A variable with its value, which may be quoted over several lines; a comment; or anything else. */
const oneStatement =
  /^[ \t]*(?:(?<assigned>[^\s#=][^=\n]*=[ \t]*(?<quoted>"[^"]*"|'[^']*'|`[^`]*`)?.*)|(?<comment>#.*)|\S.*)$/gm;

/** From the beginning of a key in PEM to the end of the line that ends it. Another key's end is none of it. */
const pem = /-----BEGIN\b(?:(?!-----BEGIN\b)[^])*?-----END\b.*/y;

/** A line of base64, as long as tools wrap it. */
const wrapped = /=[ \t]*[A-Za-z0-9+/]{60,}[ \t]*$/;

/** Takes a file of variables apart. Blank lines and comments are left out. */
export function statementsOf(given: string): EnvStatement[] {
  const text = given.replace(/\r\n?/g, "\n");
  const statements: EnvStatement[] = [];
  // Where the line begins that continues what may be a value without quotes.
  let restAt = { any: -1, padding: -1 };
  oneStatement.lastIndex = 0;
  for (let match = oneStatement.exec(text); match !== null; match = oneStatement.exec(text)) {
    const { index, groups = {} } = match;
    const { assigned, quoted, comment } = groups;
    if (comment !== undefined) continue;
    const line = text.slice(0, index).split("\n").length;
    const isRest = assigned !== undefined && (index === restAt.any || isPadded(assigned, index === restAt.padding));
    statements.push({
      line,
      kind: assigned === undefined ? "bare" : isRest ? "rest" : "variable",
      text: match[0].trim(),
    });
    const begin = quoted === undefined ? text.indexOf("-----BEGIN", index) : -1;
    const isBegun = begin >= 0 && begin < oneStatement.lastIndex;
    pem.lastIndex = begin;
    if (isBegun && pem.test(text)) oneStatement.lastIndex = pem.lastIndex;
    const next = oneStatement.lastIndex + 1;
    const isOpen = isBegun ? pem.lastIndex === 0 : assigned === undefined;
    restAt = { any: isOpen ? next : -1, padding: wrapped.test(match[0]) ? next : -1 };
  }
  return statements;
}

/**
 * Whether what stands behind the name is padding of base64.
 *
 * @param isBelowBase64 Whether the line above may go on in this one: then a single `=` is, too.
 */
function isPadded(assigned: string, isBelowBase64: boolean): boolean {
  return /^[^=]+=[ \t]*=+[ \t]*$/.test(assigned) || (isBelowBase64 && /^[A-Za-z0-9+/]+=[ \t]*$/.test(assigned));
}
