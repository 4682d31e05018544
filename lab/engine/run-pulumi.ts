import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { standInCharts } from "../charts/stand-ins";
import { LabError } from "../lab-error";
import { stageEnvironment, stageVariables } from "../stage/environment";
import { databasesFolder } from "../stage/folders";
import type { Stage } from "../stage/stage";
import { type EngineCommand, judges, makesStack, readCommand } from "./command-line";
import { checkout, type LabProject, writeProject } from "./project";

/** How the engine is run. */
export interface EngineOptions {
  /** Folder of the program. Default: the checkout. A program of another name has a project and state of its own. */
  program?: string;
  /** Folder of the policy pack that judges `preview` and `up`, or `false` for none. Default: the checkout's guard. */
  policies?: string | false;
  /** Folder of the provider plugins. Default: the lab's. */
  plugins?: string;
  /** Variables on top, such as `PULUMI_CONFIG_PASSPHRASE`. */
  environment?: Record<string, string>;
  /** Hears of the engine's process once it runs: to interrupt or kill it. */
  onStart?: (engine: ChildProcess) => void;
}

/** How a run of the engine ended. */
export interface EngineResult {
  /** Exit status; 137 and the like, as a shell says it, when a signal ended it. */
  status: number;
  stdout: string;
  stderr: string;
}

/** One engine event, as `--event-log` writes it. Source: sdk/go/common/apitype/events.go of Pulumi. */
export type EngineEvent = { sequence: number; timestamp: number } & Record<string, unknown>;

/**
 * Runs the real engine against a stage, attached to this terminal.
 *
 * The stack is made when it does not exist, and `preview` and `up` are judged by the guard. What the engine keeps (state,
 * passphrase, plugins) stands in the stage's folder, so nothing of the user's own Pulumi is read or changed.
 *
 * @param stage A stage that is up.
 * @param args As a user types them behind `pulumi`, e.g. `["up", "--stack", "dev"]`.
 * @returns The exit status of the engine.
 * @throws LabError when the program or a part of the stage is missing.
 */
export async function runPulumi(stage: Stage, args: readonly string[], options: EngineOptions = {}): Promise<number> {
  const { child } = await start(stage, args, options, "inherit");
  // Ctrl-C reaches the engine by itself; it ends in good order, and so must we wait for it.
  const wait = (): void => undefined;
  process.on("SIGINT", wait);
  try {
    return await exitStatus(child);
  } finally {
    process.off("SIGINT", wait);
  }
}

/**
 * Runs the real engine as `runPulumi` does and collects what it says.
 *
 * @example const { status, stdout } = await pulumi(stage, ["up", "--stack", "dev", "--yes"]);
 */
export async function pulumi(
  stage: Stage,
  args: readonly string[],
  options: EngineOptions = {},
): Promise<EngineResult> {
  const { child } = await start(stage, args, options, "pipe");
  const output = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  return { status: await exitStatus(child), ...output };
}

/**
 * Runs `preview`, `up`, `refresh` or `destroy` as `pulumi` does and reads the engine's events, too.
 *
 * @example const { events } = await pulumiEvents(stage, ["preview", "--stack", "dev"]);
 */
export async function pulumiEvents(
  stage: Stage,
  args: readonly string[],
  options: EngineOptions = {},
): Promise<EngineResult & { events: EngineEvent[] }> {
  const file = join(stage.directory, `events-${randomUUID()}.jsonl`);
  // The flag is the engine's own for its tests: without the variable it does not exist.
  const environment = { ...options.environment, PULUMI_DEBUG_COMMANDS: "true" };
  try {
    const result = await pulumi(stage, [...args, "--event-log", file], { ...options, environment });
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
    return { ...result, events: lines.filter((line) => line !== "").map((line) => JSON.parse(line) as EngineEvent) };
  } finally {
    rmSync(file, { force: true });
  }
}

/** The variables under which the engine runs on a stage, for a stack's account. */
export async function engineEnvironment(stage: Stage, account?: string): Promise<Record<string, string>> {
  const inherited = Object.entries(await stageEnvironment(stage, account === undefined ? {} : { account }));
  return {
    // The user's own settings, a token for Pulumi's service among them, have no place here.
    ...Object.fromEntries(inherited.filter(([name]) => !name.startsWith("PULUMI_"))),
    PULUMI_HOME: makeFolder(join(stage.directory, "pulumi-home")),
    PULUMI_BACKEND_URL: `file://${makeFolder(join(stage.directory, "state"))}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: makePassphrase(join(stage.directory, "passphrase")),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // The tests check types. On the way of every preview that would take longer than the preview.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    // Where the program names a chart's repository, the lab's Kubernetes provider takes these.
    STRONGROOM_LAB_CHARTS: JSON.stringify({ ...standInCharts(), ...stage.parts.charts }),
    // Where the rotation functions that the lab's AWS provider makes find their databases.
    STRONGROOM_LAB_DATABASES: databasesFolder(stage.directory),
  };
}

async function start(
  stage: Stage,
  args: readonly string[],
  options: EngineOptions,
  output: "inherit" | "pipe",
): Promise<{ child: ChildProcess }> {
  const command = readCommand(args);
  const project = writeProject(
    stage,
    options.program ?? checkout,
    stageVariables(stage)["PATH"] ?? "",
    options.plugins,
  );
  const account = command.stack === undefined ? undefined : project.accounts[command.stack];
  const environment = { ...(await engineEnvironment(stage, account)), ...options.environment };
  await ensureStack(stage, project, command, environment);
  const policies = options.policies ?? join(checkout, "policies");
  const guard = judges(command) && !command.namesPolicies && policies !== false ? ["--policy-pack", policies] : [];
  const child = spawn("pulumi", [...args, ...guard], {
    cwd: project.folder,
    env: environment,
    stdio: output === "inherit" ? "inherit" : ["ignore", "pipe", "pipe"],
  });
  options.onStart?.(child);
  return { child };
}

/** Makes the stack that a command names, unless the command does. */
async function ensureStack(
  stage: Stage,
  project: LabProject,
  command: EngineCommand,
  environment: Record<string, string>,
): Promise<void> {
  const { stack } = command;
  if (stack === undefined || makesStack(command)) return;
  if (existsSync(join(stage.directory, "state", ".pulumi", "stacks", project.name, `${stack}.json`))) return;
  const child = spawn("pulumi", ["stack", "init", stack, "--no-select"], {
    cwd: project.folder,
    env: environment,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const status = await exitStatus(child);
  if (status !== 0)
    throw new LabError(`The stack "${stack}" could not be made (exit status ${status}).\n${said.trim()}`);
}

const signals: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

function exitStatus(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) =>
      reject(new LabError(`The Pulumi CLI could not be run: ${error.message}\nFix: type npm run lab -- up`)),
    );
    child.once("close", (status, signal) => resolve(status ?? 128 + (signals[signal ?? ""] ?? 0)));
  });
}

function makeFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** State is encrypted with it. A file, because variables and arguments can be read by others. */
function makePassphrase(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
  return file;
}
