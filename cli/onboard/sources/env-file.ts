import { parseEnv } from "node:util";
import { variableOf } from "../names";
import { statementsOf } from "./env-statements";
import type { Found, FoundKey } from "./found";
import { isName, judgeKey } from "./judge-key";

/** The first line that says something looks like `KEY=value`, with or without `export`. */
const firstLine = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*(?:export[ \t]+)?[A-Za-z_][\w.]*[ \t]*=/;

/** Whether a text is a file of variables. */
export function isEnvFile(text: string): boolean {
  return firstLine.test(text);
}

/** Reads a file of variables, such as `.env`. No line is quoted that could be the rest of a value. */
export function readEnvFile(text: string, label: string): Found {
  const notes = new Set<string>();
  const values = new Map<string, string>();
  for (const { line, kind, text: statement } of statementsOf(text)) {
    if (kind === "bare") notes.add(`Line ${line} of ${label} is no NAME=VALUE: it is left out.`);
    else if (kind === "rest") {
      notes.add(
        `Line ${line} of ${label} may be the rest of a value that began above: it is left out. ` +
          "Put that value in quotes. If the line is a variable, put its value in quotes and an empty line above it.",
      );
    } else {
      // Node is given one variable at a time, because it sorts several by name; and a whole line, or it drops an open quote.
      for (const [key, value = ""] of Object.entries(parseEnv(`${statement}\n`))) values.set(key, value);
    }
  }
  const keys = [...values].flatMap(([key, value]): FoundKey[] => {
    const variable = isName(key) ? variableOf(key) : undefined;
    if (variable !== undefined) {
      return [{ reads: key, variable, ...judgeKey(key, value, "environment"), place: { kind: "file", key } }];
    }
    notes.add(`A line of ${label} has no name that can be shown: it is left out.`);
    return [];
  });
  return { keys, workloads: [], labels: [label], notes: [...notes] };
}
