import { spawn } from "node:child_process";

/** How a run of an executable ended. */
export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs an executable of PATH, without anything on its standard input. The Pulumi CLI asks nobody for newer versions of itself.
 *
 * @param options `folder`: where it runs. `signal`: ends it.
 * @returns Nothing where there is no such executable.
 */
export function runExecutable(
  name: string,
  args: readonly string[],
  { folder: cwd, signal }: { folder: string; signal: AbortSignal },
): Promise<Ran | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, {
      cwd,
      signal,
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
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
