import { spawn } from "node:child_process";
import { join } from "node:path";
import { checkout } from "../engine/project";
import { LabError } from "../lab-error";

/** Milliseconds that an interrupted command may take to end by itself. */
const grace = 10_000;

/** How a command is run. */
export interface CommandOptions {
  directory: string;
  /** All variables that it gets. */
  environment: Record<string, string>;
  /** What goes to its standard input. Default: nothing. */
  input?: string;
  /** Hears each line as it comes, of both outputs. */
  onLine: (line: string) => void;
  /** Ends the command, as Ctrl-C does. */
  signal: AbortSignal;
}

/** How a command ended. */
export interface Ended {
  /** Exit status; nothing where a signal ended it. */
  status: number | null;
  text: string;
}

/**
 * Runs a command to its end.
 *
 * @param words For example `["kubectl", "get", "pods"]`; `strongroom` is the checkout's.
 * @throws LabError when it cannot be started; the signal's reason when it is aborted.
 */
export async function runCommand(words: readonly string[], options: CommandOptions): Promise<Ended> {
  const { directory, environment, input = "", onLine, signal } = options;
  signal.throwIfAborted();
  const [program = "", ...args] = words;
  const [file, before] =
    program === "strongroom" ? [process.execPath, [join(checkout, "bin", "strongroom.js")]] : [program, []];
  const child = spawn(file, [...before, ...args], { cwd: directory, env: environment, stdio: "pipe" });
  const lines: string[] = [];
  const hear = (line: string): void => {
    lines.push(line);
    onLine(line);
  };
  const endings = [child.stdout, child.stderr].map((output) => splitLines(output, hear));
  // One that ends without having read is told so by its exit status.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const status = await new Promise<number | null>((resolve, reject) => {
    const interrupt = (): void => {
      child.kill("SIGINT");
      setTimeout(() => child.kill("SIGKILL"), grace).unref();
      // What it started itself may keep its outputs open.
      child.once("exit", () => reject(signal.reason as Error));
    };
    signal.addEventListener("abort", interrupt, { once: true });
    child.once("error", (error) => reject(new LabError(`${program} could not be started: ${error.message}`)));
    child.once("close", (code) => {
      signal.removeEventListener("abort", interrupt);
      resolve(code);
    });
  });
  for (const end of endings) end();
  return { status, text: lines.join("\n") };
}

/** Hands over each line. What is returned hands over a last one without an end. */
function splitLines(output: NodeJS.ReadableStream, hear: (line: string) => void): () => void {
  let rest = "";
  output.setEncoding("utf8");
  output.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    lines.forEach(hear);
  });
  return () => {
    if (rest !== "") hear(rest);
  };
}
