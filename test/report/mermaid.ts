import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "../../lab/parts/cache-folder";

/** The version that the tests draw with. Its packages are not needed: one file of it holds everything. */
const version = "11.17.2";
const sha256 = "581ed7d74bd9048d0e3a91363927d72ef22942d7722546b27f7cc29e35390eb8";

/** Mermaid for a browser, as a script. It comes from the npm registry once and is kept beside the lab's parts. */
export function mermaidScript(): string {
  const file = join(cacheFolder(), "tools", `mermaid-${version}`, "mermaid.min.js");
  if (!existsSync(file)) fetchTo(file);
  const script = readFileSync(file);
  const found = createHash("sha256").update(script).digest("hex");
  if (found !== sha256) throw new Error(`${file} is not what it should be.\nFix: delete it and run the tests again.`);
  return script.toString("utf8");
}

function fetchTo(file: string): void {
  const tools = dirname(dirname(file));
  mkdirSync(tools, { recursive: true });
  const folder = mkdtempSync(join(tools, "mermaid-"));
  try {
    execFileSync("npm", ["pack", "--silent", `mermaid@${version}`], { cwd: folder });
    execFileSync("tar", ["-xzf", `mermaid-${version}.tgz`, "package/dist/mermaid.min.js"], { cwd: folder });
    mkdirSync(dirname(file), { recursive: true });
    renameSync(join(folder, "package", "dist", "mermaid.min.js"), file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
