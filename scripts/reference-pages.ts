import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

const root = path.join(__dirname, "..");

/**
 * The pages of docs/api: what the packages export, as their doc comments say. typedoc.json says which files and how, and it runs as a
 * process of its own, because it holds half a gigabyte of other people's types.
 *
 * @param settings The file of typedoc's settings. Default: `typedoc.json` of this project.
 * @throws Error where a public declaration has no doc comment, names a type that is not exported, or links to nothing.
 */
export async function referencePages(
  settings = path.join(root, "typedoc.json"),
): Promise<{ file: string; text: string }[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-reference-"));
  try {
    await runTypedoc(["--options", settings, "--logLevel", "Warn", "--out", folder]);
    const pages = fs.readdirSync(folder, { recursive: true }) as string[];
    return pages
      .filter((page) => page.endsWith(".md"))
      .sort()
      .map((page) => ({
        file: path.posix.join("docs/api", ...page.split(path.sep)),
        text: fs.readFileSync(path.join(folder, page), "utf8"),
      }));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function runTypedoc(options: readonly string[]): Promise<void> {
  const typedoc = path.join(root, "node_modules", "typedoc", "bin", "typedoc");
  try {
    await promisify(execFile)(process.execPath, [typedoc, ...options], {
      cwd: root,
      env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: "1" },
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(
      `The API reference cannot be written:\n${`${stdout}${stderr}`.trim()}\n` +
        "Fix: write the doc comment that is missing. Export the type from the package's index.ts where its user meets it; a member that " +
        "is not for them is private, or marked @internal.",
      { cause: error },
    );
  }
}
