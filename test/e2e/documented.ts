import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { checkout, writeProject } from "../../lab/engine/project";
import { engineEnvironment } from "../../lab/engine/run-pulumi";
import type { Stage } from "../../lab/stage/stage";
import { record } from "./said";

/** The page that most of these tests follow. */
const recovery = "docs/recover-an-update.md";

/** How the commands ended. */
export interface Ran {
  status: number | null;
  /** Everything printed, in the order in which it came. */
  text: string;
}

/** How a page's commands are run. */
export interface DocumentedOptions {
  /** Folder of the program. Default: this checkout. */
  program?: string;
  /** The page, from the project's root. Default: docs/recover-an-update.md. */
  page?: string;
  /** Variables that the page leaves to its reader, e.g. `{ VERSION: "2.10.0" }`. */
  variables?: Record<string, string>;
  /** A folder of executables that come first on PATH. */
  tools?: string;
}

/**
 * Runs commands of a page on a stage as they stand there: whoever follows the page types what was tried. `policies` is the checkout's.
 *
 * @param name What the comment before the block says, e.g. `"unlock"` for `<!-- run: unlock -->`.
 */
export async function runDocumented(stage: Stage, name: string, options: DocumentedOptions = {}): Promise<Ran> {
  const { program = checkout, page = recovery, variables = {}, tools } = options;
  const environment = { ...(await engineEnvironment(stage, "111122223333")), ...variables };
  if (tools !== undefined) environment["PATH"] = [tools, environment["PATH"]].join(path.delimiter);
  const { folder } = writeProject(stage, program, environment["PATH"] ?? "");
  const link = path.join(folder, "policies");
  if (!fs.existsSync(link)) fs.symlinkSync(path.join(checkout, "policies"), link);
  const child = spawn("bash", ["-euo", "pipefail", "-c", documentedCommands(name, page)], {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding("utf8").on("data", (more: string) => (text += more));
  }
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  record(`${page}: ${name}`, text);
  return { status, text };
}

/** The lines of a block of a page, without what they are indented by in a list. */
export function documentedCommands(name: string, page: string = recovery): string {
  const text = fs.readFileSync(path.join(checkout, page), "utf8");
  const block = new RegExp(`<!-- run: ${name} -->\\n+ *\`\`\`sh\\n([^]*?)\`\`\``).exec(text);
  if (block === null) throw new Error(`${page} has no block after <!-- run: ${name} -->`);
  return block[1]!;
}
