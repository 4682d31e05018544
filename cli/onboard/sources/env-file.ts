import { parseEnv } from "node:util";
import { variableOf } from "../names";
import type { Found, FoundKey } from "./found";
import { isName, judgeKey } from "./judge-key";

/** The first line that says something looks like `KEY=value`, with or without `export`. */
const firstLine = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*(?:export[ \t]+)?[A-Za-z_][\w.]*[ \t]*=/;

/** Whether a text is a file of variables. */
export function isEnvFile(text: string): boolean {
  return firstLine.test(text);
}

/** Reads a file of variables, such as `.env`. */
export function readEnvFile(text: string, label: string): Found {
  const notes = bareLines(text).map(({ at, name }) =>
    name === undefined
      ? `Line ${at} of ${label} is no NAME=VALUE: it is left out.`
      : `Line ${at} of ${label} gives ${name} no value: it is left out. If the application reads it, write ${name}= there.`,
  );
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

/** A variable with its value, which may be quoted over several lines. */
const assignment = /^[ \t]*[^\s#=][^=\n]*=[ \t]*(?:"[^"]*"|'[^']*'|`[^`]*`)?.*$/gm;

/**
 * Lines that give nothing a value. A name is told where it can be nothing else: a word alone may be the rest of a value.
 *
 * @returns The number of each, from 1 on.
 */
function bareLines(text: string): { at: number; name?: string }[] {
  const rest = text.replace(assignment, (found) => found.replace(/[^\n]/g, ""));
  return rest.split("\n").flatMap((line, index) => {
    const said = line.trim();
    if (said === "" || said.startsWith("#")) return [];
    const [, name] = /^(?:export[ \t]+)?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:[ \t]+#.*)?$/.exec(said) ?? [];
    return [{ at: index + 1, ...(name !== undefined && isName(name) && { name }) }];
  });
}

/**
 * Node sorts them by name. It is given nothing else than them: of a line without `=`, of an indented comment and of blanks some versions
 * make the beginning of the next name.
 */
function inOrder(text: string): [key: string, value: string | undefined][] {
  const line = (key: string): number => {
    const name = key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return text.search(new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=`, "m"));
  };
  return Object.entries(parseEnv((text.match(assignment) ?? []).join("\n"))).sort(
    ([one], [other]) => line(one) - line(other),
  );
}
