import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stageEnvironment } from "../../lab/stage/environment";
import type { Stage } from "../../lab/stage/stage";
import { tool } from "../tools";
import { Relay, type Call } from "./relay";
import { record } from "./said";
import type { Place } from "./sweep";

/** Where a run is ended: after AWS has answered a call, or once it has said something. */
export interface Cut {
  at: string | RegExp;
  signal: "SIGKILL" | "SIGTERM";
}

/** How a run ended, and what was seen while it ran. */
export interface WatchedRun {
  status: number | null;
  stdout: string;
  stderr: string;
  /** Calls of AWS, in their order. */
  calls: Call[];
  /** The arguments of every process of this machine, and the variables of the script's own. */
  places: Place[];
  /** Names of the files that stood in its private folder at some moment. */
  files: string[];
  /** What it has left there. */
  left: Place[];
}

/** Milliseconds between two looks at the processes: the AWS CLI takes several hundred to start. */
const betweenLooks = 50;

/**
 * Runs a shell script on a stage, as a person does in its shell, with the vendor's AWS CLI and kubectl, and watches it.
 *
 * @param account The AWS account to be an administrator of.
 * @param cut Ends the script and what it started there.
 */
export async function runWatched(stage: Stage, account: string, script: string, cut?: Cut): Promise<WatchedRun> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-script-"));
  const runtime = path.join(folder, "run");
  fs.mkdirSync(runtime);
  fs.symlinkSync(tool("gojq"), path.join(folder, "jq"));
  const relay = await Relay.open(stage.aws.endpoint);
  const variables = await stageEnvironment(stage, { account });
  try {
    // A group of its own, so that what it started ends with it.
    const child = spawn("bash", [], {
      detached: true,
      env: {
        ...variables,
        PATH: `${variables["PATH"]}${path.delimiter}${folder}`,
        AWS_ENDPOINT_URL: relay.endpoint,
        XDG_RUNTIME_DIR: runtime,
      },
    });
    const end = (): void => void process.kill(-child.pid!, cut!.signal);
    const said = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said.stdout += text;
      if (cut?.at instanceof RegExp && cut.at.test(text)) end();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
    relay.onAnswered = (name) => {
      if (cut?.at === name) end();
    };
    child.stdin.end(script);
    const seen = await watch(child, runtime);
    record("the script for an RDS entry", `${said.stdout}\n${said.stderr}`);
    return { status: child.exitCode, ...said, calls: relay.calls, ...seen, left: filesIn(runtime) };
  } finally {
    relay.close();
    fs.rmSync(folder, { recursive: true });
  }
}

/** Looks at processes and files until the script has ended. */
async function watch(child: ChildProcess, runtime: string): Promise<Pick<WatchedRun, "places" | "files">> {
  let hasEnded = false;
  child.once("close", () => (hasEnded = true));
  const places = new Map<string, Place>();
  const files = new Set<string>();
  while (!hasEnded) {
    for (const place of processPlaces(runtime)) places.set(`${place.name} ${place.text}`, place);
    for (const { name } of filesIn(runtime)) files.add(path.basename(name));
    await sleep(betweenLooks);
  }
  return { places: [...places.values()], files: [...files] };
}

function processPlaces(runtime: string): Place[] {
  const pids = fs.readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  return pids.flatMap((pid) => {
    const [commandLine, variables] = [readIfThere(`/proc/${pid}/cmdline`), readIfThere(`/proc/${pid}/environ`)];
    const command = commandLine.replaceAll("\0", " ").trim();
    const isOurs = variables.includes(`XDG_RUNTIME_DIR=${runtime}\0`);
    return [
      { name: `the arguments of ${command}`, text: commandLine },
      ...(isOurs ? [{ name: `the variables of ${command}`, text: variables }] : []),
    ];
  });
}

function filesIn(folder: string): Place[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(folder, name))
    .filter((file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile())
    .map((name) => ({ name, text: readIfThere(name) }));
}

/** Nothing of a process or file that is gone, or is somebody else's. */
function readIfThere(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
