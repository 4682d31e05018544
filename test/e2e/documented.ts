import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { checkout, writeProject } from "../../lab/engine/project";
import { engineEnvironment } from "../../lab/engine/run-pulumi";
import type { Stage } from "../../lab/stage/stage";
import { record } from "./said";

const page = path.join(checkout, "docs", "recover-an-update.md");

/** How the commands ended. */
export interface Ran {
  status: number | null;
  /** Everything printed, in the order in which it came. */
  text: string;
}

/**
 * Runs commands of docs/recover-an-update.md on a stage as they stand there: whoever follows the page types what was tried.
 * `policies` is the checkout's.
 *
 * @param name What the comment before the block says, e.g. `"unlock"` for `<!-- run: unlock -->`.
 * @param program Folder of the program.
 */
export async function runDocumented(stage: Stage, name: string, program: string = checkout): Promise<Ran> {
  const environment = await engineEnvironment(stage, "111122223333");
  const { folder } = writeProject(stage, program, environment["PATH"] ?? "");
  const link = path.join(folder, "policies");
  if (!fs.existsSync(link)) fs.symlinkSync(path.join(checkout, "policies"), link);
  const child = spawn("bash", ["-euo", "pipefail", "-c", documentedCommands(name)], {
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
  record(`docs/recover-an-update.md: ${name}`, text);
  return { status, text };
}

/** The lines of a block of the page. */
export function documentedCommands(name: string): string {
  const block = new RegExp(`<!-- run: ${name} -->\\n+\`\`\`sh\\n([^]*?)\`\`\``).exec(fs.readFileSync(page, "utf8"));
  if (block === null) throw new Error(`docs/recover-an-update.md has no block after <!-- run: ${name} -->`);
  return block[1]!;
}
