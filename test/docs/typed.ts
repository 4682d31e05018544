import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/**
 * The commands that a piece of shell would start, each with its arguments, as bash itself reads them: quotes, pipes, continued lines,
 * comments and commands within commands. None of them is started: no program is to be found, and what bash calls then writes down
 * what it was asked for. Files that are written to are written in a folder that goes away.
 *
 * @throws Error where bash does not understand it.
 */
export function commandsIn(shell: string): string[][] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-typed-"));
  try {
    const log = path.join(folder, "log");
    const script = `command_not_found_handle() { printf '%s\\0' "$#" "$@" >>"$LOG"; }\ncd() { :; }\n${shell}\n`;
    const { status, stderr } = spawnSync("/bin/bash", ["--norc", "--noprofile", "-c", script], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
      env: { LOG: log, PATH: path.join(folder, "nothing"), HOME: folder },
    });
    if (stderr !== "") throw new Error(`bash ended with ${status} and said: ${stderr}\nIt was given:\n${shell}`);
    return fs.existsSync(log) ? split(fs.readFileSync(log, "utf8")) : [];
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** Each command is its number of words, and then these. */
function split(log: string): string[][] {
  const words = log.split("\0").slice(0, -1);
  const commands: string[][] = [];
  for (let at = 0; at < words.length;) {
    const count = Number(words[at]);
    commands.push(words.slice(at + 1, at + 1 + count));
    at += 1 + count;
  }
  return commands;
}

/** What a person types in a block: all of it, or of a `console` the lines behind `$`. */
export function typedIn({ language, text }: { language: string; text: string }): string | undefined {
  if (language === "sh") return text;
  if (language !== "console") return undefined;
  const typed = text.split("\n").filter((line) => line.startsWith("$ "));
  return typed.map((line) => line.slice(2)).join("\n");
}

/** A command line of this project, as one of its parsers reads it. */
export interface OwnCommand {
  parser: "strongroom" | "lab";
  arguments: string[];
}

/**
 * What of a command is this project's own to parse; nothing where it is another program's.
 *
 * @throws Error for a script that package.json does not have.
 */
export function ownCommand(
  [program, ...rest]: string[],
  scripts: Readonly<Record<string, string>>,
): OwnCommand | undefined {
  if (program === "strongroom") return { parser: "strongroom", arguments: rest };
  if (program === "npx" && rest[0] === "strongroom") return { parser: "strongroom", arguments: rest.slice(1) };
  if (program !== "npm") return undefined;
  const [verb = "", ...more] = rest;
  if (verb === "start")
    return { parser: "strongroom", arguments: ["preview", ...more.filter((word) => word !== "--")] };
  if (verb !== "run") return undefined;
  const [script = "", ...given] = more;
  if (scripts[script] === undefined) throw new Error(`package.json has no script "${script}"`);
  if (script !== "lab") return undefined;
  const [first, ...others] = given[0] === "--" ? given.slice(1) : given;
  if (first === "strongroom") return { parser: "strongroom", arguments: others };
  return { parser: "lab", arguments: first === undefined ? [] : [first, ...others] };
}
