import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { checkPrinted } from "../report/json-document";

/** The project's folder. */
export const root = join(__dirname, "..", "..");
/** A pack that reports what it is told. */
export const witnessPack = "test/cli/fixtures/witness-pack";

/** What a run of the command line left behind. */
export interface CliResult {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `strongroom` as a user does, in a process of its own; JSON has to be as described. It takes the time out of what is printed. */
export function runCli(argumentList: string[], environment: Record<string, string> = {}): CliResult {
  const result = spawnSync(process.execPath, ["bin/strongroom.js", ...argumentList], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, FORCE_COLOR: undefined, ...environment },
  });
  checkPrinted(argumentList, result.stdout);
  return {
    status: result.status,
    stdout: result.stdout.replace(/\d+\.\d s\b/g, "N s"),
    stderr: result.stderr,
  };
}

/** Previews a fixture program. */
export function previewFixture(name: string, ...more: string[]): CliResult {
  return runCli(["preview", "--program", `test/cli/fixtures/${name}`, "--policy-pack", witnessPack, ...more]);
}

/** 32 hex digits: the shape that Apple issues, never the same. */
export function makeSharedSecret(): string {
  return randomBytes(16).toString("hex");
}
