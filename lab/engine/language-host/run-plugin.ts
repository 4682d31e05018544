import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import * as grpc from "@grpc/grpc-js";
import { type RunPluginRequest, RunPluginResponse } from "@pulumi/pulumi/proto/language_pb";
import { endTogether } from "./end-with-engine";
import { locateRunner } from "./locate-runner";
import { runtimeEnvironment, runtimeOptions } from "./messages";
import { PolicyProxy } from "./policy-proxy";

type Call = grpc.ServerWritableStream<RunPluginRequest, RunPluginResponse>;

/**
 * Runs a plugin that is a folder with a Node program: a policy pack (kind `analyzer`) or anything else. What it writes goes to
 * the engine, which reads the plugin's port from the first line.
 *
 * A policy pack reads the stack's configuration from PULUMI_CONFIG while it loads, but the engine tells it only after it has
 * connected. So the engine gets the port of a proxy, and the pack starts once the configuration has come. The vendor's host
 * does the same (`NewPolicyProxy`).
 *
 * @param call Ends when the plugin does; a cancelled call ends the plugin.
 * @param cancelled Ends the plugin, too.
 */
export async function runPlugin(call: Call, cancelled: AbortSignal): Promise<void> {
  try {
    if (call.request.getKind() === "analyzer") await runPolicyPack(call, cancelled);
    else await untilEnded(call, start(call, "run-plugin", {}), cancelled, true);
  } catch (error) {
    call.destroy(Object.assign(error as Error, { code: grpc.status.UNKNOWN, details: (error as Error).message }));
  }
}

async function runPolicyPack(call: Call, cancelled: AbortSignal): Promise<void> {
  const proxy = new PolicyProxy((environment) => start(call, "run-policy-pack", environment));
  const over = new Promise<void>((resolve) => {
    call.once("cancelled", resolve);
    cancelled.addEventListener("abort", () => resolve());
  });
  try {
    write(call, "stdout", Buffer.from(`${await proxy.listen()}\n`));
    await Promise.race([over, proxy.packEnded.then(() => over)]);
  } finally {
    proxy.stop();
  }
  call.end();
}

/** Starts the SDK's runner on the plugin's folder. */
function start(
  call: Call,
  runner: "run-plugin" | "run-policy-pack",
  environment: Record<string, string>,
): ChildProcessByStdio<null, Readable, Readable> {
  const info = call.request.getInfo();
  if (!info) throw new Error("The engine named no plugin.");
  const folder = info.getProgramDirectory();
  const options = runtimeOptions(info);
  const isPack = runner === "run-policy-pack";
  const args = isPack ? [...call.request.getArgsList(), folder] : [folder, ...call.request.getArgsList()];
  const child = spawn(process.execPath, [locateRunner(folder, runner), ...options.nodeArguments, ...args], {
    cwd: isPack ? folder : call.request.getPwd(),
    env: { ...readEnvironment(call.request.getEnvList()), ...runtimeEnvironment(options), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stderr.on("data", (chunk: Buffer) => write(call, "stderr", chunk));
  return endTogether(child);
}

async function untilEnded(
  call: Call,
  child: ChildProcessByStdio<null, Readable, Readable>,
  cancelled: AbortSignal,
  withOutput: boolean,
): Promise<void> {
  const stop = (): void => void child.kill("SIGTERM");
  call.once("cancelled", stop);
  cancelled.addEventListener("abort", stop);
  if (withOutput) child.stdout.on("data", (chunk: Buffer) => write(call, "stdout", chunk));
  const status = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
  const response = new RunPluginResponse();
  response.setExitcode(status);
  call.write(response);
  call.end();
}

function write(call: Call, stream: "stdout" | "stderr", chunk: Buffer): void {
  if (call.cancelled || call.destroyed) return;
  const response = new RunPluginResponse();
  if (stream === "stdout") response.setStdout(chunk);
  else response.setStderr(chunk);
  call.write(response);
}

/** The engine sends its environment as `NAME=value`. */
function readEnvironment(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
}
