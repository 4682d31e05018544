import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { root } from "./run-cli";
import type { SeedStage } from "./seed-stage";

/** What is waited for on the screen, and what is typed then. */
export type TerminalSteps = [waitFor: string, typed: string][];

/** How a session on a terminal ended. */
export interface TerminalSession {
  status: number;
  /** All that was shown and not erased. */
  screen: string;
  /** Steps that did not come to pass. */
  left: number;
}

/**
 * Runs strongroom on a pseudo-terminal; no value of the stage's may show on it, and every step has to come to pass.
 *
 * @param args For example `["seed", "dev", "api"]`.
 * @param variables Of the environment, beside the stage's own.
 */
export async function onTerminal(
  stage: SeedStage,
  args: string[],
  steps: TerminalSteps,
  variables: Record<string, string> = {},
): Promise<TerminalSession> {
  const child = spawn("python3", ["test/cli/fixtures/terminal.py"], {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const command = [process.execPath, path.join(root, "bin/strongroom.js"), ...args];
  child.stdin.end(JSON.stringify({ command, cwd: stage.folder, env: { ...stage.variables(), ...variables }, steps }));
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  await once(child, "close");
  const session = JSON.parse(output) as TerminalSession;
  stage.refuseValues(session.screen);
  assert.equal(session.left, 0, session.screen);
  // Progress is gone from the screen when something else is shown.
  const lines = session.screen.replaceAll("\r\n", "\n").split("\n");
  const left = lines.map((line) => line.split("\r\u001b[K").at(-1)).join("\n");
  return { ...session, screen: left };
}
