import { parseEnv } from "node:util";
import { variableOf } from "../names";
import type { Found, FoundKey } from "./found";
import { isName, judgeKey } from "./judge-key";

/** The first line that says something looks like `KEY=value`, with or without `export`. */
const firstLine = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*(?:export[ \t]+)?[A-Za-z_][\w.]*[ \t]*=/;

/** Whether a text is a file of variables. */
export function isEnvFile(text: string): boolean {
  return firstLine.test(text.replace(/^\ufeff/, ""));
}

/** Reads a file of variables, such as `.env`. */
export function readEnvFile(text: string, label: string): Found {
  const notes: string[] = [];
  const keys = inOrder(text).flatMap(([key, value = ""]): FoundKey[] => {
    const variable = isName(key) ? variableOf(key) : undefined;
    if (variable !== undefined) {
      return [{ reads: key, variable, ...judgeKey(key, value, "environment"), place: { kind: "file", key } }];
    }
    notes.push(`A line of ${label} has no name that can be shown: it is left out.`);
    return [];
  });
  return { keys, workloads: [], labels: [label], notes: [...new Set(notes)] };
}

/** Node sorts them by name. */
function inOrder(text: string): [key: string, value: string | undefined][] {
  const line = (key: string): number => {
    const name = key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return text.search(new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=`, "m"));
  };
  return Object.entries(parseEnv(text)).sort(([one], [other]) => line(one) - line(other));
}
