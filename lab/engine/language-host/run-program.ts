import { spawn } from "node:child_process";
import { RunResponse, type RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { locateRunner } from "./locate-runner";
import { runtimeEnvironment, runtimeOptions } from "./messages";

/** What the host was started with. */
export interface Host {
  /** Where the engine takes log messages, e.g. `"127.0.0.1:40111"`. */
  engineAddress: string;
  /** Where traces go; empty for nowhere. */
  tracing: string;
}

/** The SDK's runner ends with this status once it has told the user what went wrong. Source: cmd/run/index.js of the SDK. */
const alreadyTold = 32;

/**
 * Runs a program and answers once it has ended. Every failure is an answer, not an error: the engine prints it.
 *
 * @param signal Interrupts the program.
 */
export function runProgram(host: Host, request: RunRequest, signal: AbortSignal): Promise<RunResponse> {
  const info = request.getInfo();
  if (!info) return Promise.resolve(failed("The engine named no program."));
  const options = runtimeOptions(info);
  let runner: string;
  try {
    runner = locateRunner(info.getProgramDirectory(), "run");
  } catch (error) {
    return Promise.resolve(failed((error as Error).message));
  }
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...options.nodeArguments, runner, ...runnerArguments(host, request)], {
      env: {
        ...process.env,
        ...runtimeEnvironment(options),
        PULUMI_CONFIG: configText(request),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      },
      stdio: ["ignore", "pipe", "pipe"],
      signal,
      killSignal: "SIGINT",
    });
    child.stdout.pipe(process.stdout, { end: false });
    child.stderr.pipe(process.stderr, { end: false });
    child.once("error", (error) => resolve(failed(`The program could not be run: ${error.message}`)));
    // After "close" everything that it wrote has arrived.
    child.once("close", (status, killedBy) => resolve(response(status, killedBy)));
  });
}

/** As the vendor's host calls the runner (`constructArguments`); the monitor is the engine's own, not a proxy of it. */
function runnerArguments(host: Host, request: RunRequest): string[] {
  const info = request.getInfo();
  const named: [name: string, value: string][] = [
    ["monitor", request.getMonitorAddress()],
    ["engine", host.engineAddress],
    ["organization", request.getOrganization()],
    ["project", request.getProject()],
    ["root-directory", info?.getRootDirectory() ?? ""],
    ["stack", request.getStack()],
    ["pwd", info?.getProgramDirectory() ?? ""],
  ];
  const later: [name: string, value: string][] = [
    ["parallel", String(request.getParallel())],
    ["tracing", host.tracing],
  ];
  const flags = (pairs: typeof named): string[] =>
    pairs.flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value]));
  const dryRun = request.getDryrun() ? ["--dry-run"] : [];
  return [...flags(named), ...dryRun, ...flags(later), info?.getEntryPoint() || ".", ...request.getArgsList()];
}

/** Keys in the spelling that every version of the SDK reads: `package:config:name`. */
function configText(request: RunRequest): string {
  const entries = request
    .getConfigMap()
    .toObject(false)
    .map(([key, value]) => [key.replace(/^([^:]+):(?!config:)/, "$1:config:"), value] as const);
  return JSON.stringify(Object.fromEntries(entries));
}

function response(status: number | null, killedBy: NodeJS.Signals | null): RunResponse {
  if (status === 0) return new RunResponse();
  if (status === alreadyTold) {
    const bail = new RunResponse();
    bail.setBail(true);
    return bail;
  }
  return failed(
    status === null
      ? `Program exited unexpectedly: signal ${String(killedBy)}`
      : `Program exited with non-zero exit code: ${status}`,
  );
}

function failed(message: string): RunResponse {
  const answer = new RunResponse();
  answer.setError(message);
  return answer;
}
