/**
 * A name as code: nothing in it is markup, a link or a mention.
 *
 * @param inTable Whether it stands in a table, where a bar would end the cell.
 * @example codeSpan("@acme/api") // "`@acme/api`"
 */
export function codeSpan(text: string, inTable = false): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line === "") return "";
  const fence = "`".repeat(longestRun(line) + 1);
  const padded = line.startsWith("`") || line.endsWith("`") ? ` ${line} ` : line;
  return `${fence}${inTable ? padded.replaceAll("|", "\\|") : padded}${fence}`;
}

/** Lines as they are: nothing in them ends the block. */
export function codeBlock(text: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}text\n${text}\n${fence}`;
}

/** A text as it is: nothing in it ends the cell of a table, or becomes a link, an emphasis or markup. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|~#]/g, "\\$&").replace(/\s*[\r\n]+\s*/g, " ");
}

/** The address of a page as a link, and any other text as it is. */
export function escapeOrLink(text: string): string {
  return /^https:\/\/[^\s<>|]+$/.test(text) ? `<${text}>` : escapeMarkdown(text);
}

/** A table of cells that are Markdown already. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, headings.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Length of the longest run of backticks. */
function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
