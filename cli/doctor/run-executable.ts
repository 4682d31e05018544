import { spawn } from "node:child_process";

/** How a run of an executable ended. */
export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs an executable of PATH, without anything on its standard input.
 *
 * @param options `folder`: where it runs. `signal`: ends it. `environment`: variables on top.
 * @returns Nothing where there is no such executable.
 */
export function runExecutable(
  name: string,
  args: readonly string[],
  options: { folder: string; signal: AbortSignal; environment?: Record<string, string> },
): Promise<Ran | undefined> {
  const { folder: cwd, signal, environment } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, {
      cwd,
      signal,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
    child.once("error", (error: NodeJS.ErrnoException) => {
      // A file that may not be run counts as none, as it does for a shell.
      if (error.code === "ENOENT" || error.code === "EACCES") resolve(undefined);
      else reject(error);
    });
    child.once("close", (status) => resolve({ status, ...said }));
  });
}
