import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { UserError } from "../user-error";

/** A policy pack that runs in a process of its own. */
export interface PackProcess {
  /** Resolves to the port that the pack listens on. */
  port: Promise<number>;
  /** What the pack wrote to its error stream until now. */
  errorOutput: () => string;
  /** Absent when it could not be started. */
  processId: number | undefined;
  stop: () => void;
}

/** What the engine tells a pack in its environment. */
export interface PackEnvironment {
  project: string;
  stack: string;
  organization: string;
  /** `project:key` to the value. */
  config: Record<string, string>;
}

/** A pack that does not answer within this time, in seconds, never will: it usually takes two. */
const startLimit = 60;

/**
 * Starts a policy pack as the engine does (`NewPolicyAnalyzer` and `constructEnv` in pkg/resource/plugin/analyzer_plugin.go).
 *
 * @param folder The pack's folder, with its PulumiPolicy.yaml.
 * @throws UserError when the folder holds no pack.
 */
export function startPack(folder: string, { project, stack, organization, config }: PackEnvironment): PackProcess {
  const pack = resolve(folder);
  if (!existsSync(join(pack, "PulumiPolicy.yaml"))) {
    throw new UserError(
      `There is no policy pack in ${folder}: PulumiPolicy.yaml was not found.\nFix: name its folder with --policy-pack DIR.`,
    );
  }
  const child = start(pack, stack, {
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_ORGANIZATION: organization,
    PULUMI_NODEJS_ORGANIZATION: organization,
    PULUMI_PROJECT: project,
    PULUMI_NODEJS_PROJECT: project,
    PULUMI_STACK: stack,
    PULUMI_NODEJS_STACK: stack,
    PULUMI_DRY_RUN: "true",
    PULUMI_NODEJS_DRY_RUN: "true",
  });
  const stop = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", stop);
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  return { port: readPort(child, () => errors), errorOutput: () => errors, processId: child.pid, stop };
}

/** Linux takes 131,072 characters in one variable (MAX_ARG_STRLEN): a stack file that records thousands of entries is larger. */
function start(pack: string, stack: string, variables: Record<string, string>): ChildProcessWithoutNullStreams {
  try {
    return spawn(process.execPath, [findRunner(pack), "127.0.0.1:1", "."], {
      cwd: pack,
      env: { ...process.env, ...variables },
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "E2BIG") throw error;
    const size = variables["PULUMI_CONFIG"]?.length ?? 0;
    throw new UserError(
      `The configuration of ${stack} has ${size} characters, and the system takes no variable of that size: neither this preview nor ` +
        "the engine can hand it to a policy pack.\nFix: split the environment by team, as docs/scale.md says.",
    );
  }
}

/**
 * Gives up after a time in which this process listened. The time in which a program with thousands of resources keeps it busy does not
 * count: an answer may lie there meanwhile.
 *
 * @param ticks How often it looks up, e.g. `60`: seconds, unless `pause` says otherwise.
 * @param giveUp Called once, unless it is stopped before.
 * @param pause Milliseconds between two looks. Default 1000.
 * @returns Stops it.
 */
export function afterListening(ticks: number, giveUp: () => void, pause = 1000): () => void {
  let left = ticks;
  // A timer that is late fires once, however many times it should have.
  const timer = setInterval(() => {
    if (--left > 0) return;
    clearInterval(timer);
    giveUp();
  }, pause);
  return () => clearInterval(timer);
}

/** The pack's own SDK where it has one, else ours. */
function findRunner(pack: string): string {
  const runner = "@pulumi/pulumi/cmd/run-policy-pack";
  try {
    return createRequire(join(pack, "index.js")).resolve(runner);
  } catch {
    return createRequire(__filename).resolve(runner);
  }
}

/** The first line that a pack prints is its port. From then on it must not keep this process alive. */
function readPort(child: ChildProcessWithoutNullStreams, errors: () => string): Promise<number> {
  const port = new Promise<number>((resolvePort, reject) => {
    const fail = (reason: string): void => {
      const said = stripVTControlCharacters(errors()).trim();
      reject(new UserError(`The policy pack did not start: ${reason}.${said === "" ? "" : `\n${said}`}`));
    };
    const stopCounting = afterListening(startLimit, () => fail(`no answer within ${startLimit} s`));
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const line = /^(\d+)\s*\n/.exec(output);
      if (!line) return;
      stopCounting();
      child.unref();
      for (const stream of [child.stdout, child.stderr]) (stream as typeof stream & { unref?: () => void }).unref?.();
      resolvePort(Number(line[1]));
    });
    child.once("error", (error) => fail(error.message));
    child.once("close", (status, signal) => {
      stopCounting();
      fail(`it ended with ${signal ?? `exit status ${status}`}`);
    });
  });
  // The program may fail first; then nobody waits for the pack.
  port.catch(() => undefined);
  return port;
}
