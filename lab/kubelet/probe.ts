import { spawn } from "node:child_process";
import * as http from "node:http";
import * as https from "node:https";
import * as net from "node:net";
import type { V1Container, V1Probe } from "@kubernetes/client-node";

/** Where a probe asks. */
export interface ProbeTarget {
  container: V1Container;
  podIP: string;
  /** Runs a command as in the container. Whether it ended with 0. */
  execute(command: string[], seconds: number): Promise<boolean>;
}

/**
 * Asks once, as kubelet does.
 *
 * @returns Why it failed, or nothing where it succeeded. No content of an answer is in it.
 * Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-probes
 */
export async function askOnce(probe: V1Probe, target: ProbeTarget): Promise<string | undefined> {
  const seconds = probe.timeoutSeconds ?? 1;
  if (probe.exec) {
    return (await target.execute(probe.exec.command ?? [], seconds)) ? undefined : "the command failed";
  }
  if (probe.tcpSocket) {
    const { host, port } = probe.tcpSocket;
    return connects(host ?? target.podIP, portNumber(target.container, port), seconds);
  }
  if (!probe.httpGet) return "the lab's kubelet knows httpGet, tcpSocket and exec";
  const { host, port, path, scheme, httpHeaders } = probe.httpGet;
  const headers = Object.fromEntries((httpHeaders ?? []).map(({ name, value }) => [name, value]));
  const url = {
    host: host ?? target.podIP,
    port: portNumber(target.container, port),
    path: path ?? "/",
    headers: { "User-Agent": "kube-probe/1.34", ...headers },
  };
  const status = await (scheme === "HTTPS" ? statusOf(https, url, seconds) : statusOf(http, url, seconds));
  return typeof status === "number" && status >= 200 && status < 400 ? undefined : `HTTP probe: ${status}`;
}

/** A port by its number or by its name among the container's ports. 0 where there is none of that name. */
export function portNumber({ ports }: V1Container, port: number | string): number {
  if (typeof port === "number" || /^\d+$/.test(port)) return Number(port);
  return ports?.find(({ name }) => name === port)?.containerPort ?? 0;
}

function statusOf(
  { request }: Pick<typeof https, "request">,
  url: https.RequestOptions,
  seconds: number,
): Promise<number | string> {
  return new Promise((resolve) => {
    // Nobody vouches for a pod's own certificate: kubelet does not check it either.
    const options = { ...url, rejectUnauthorized: false, agent: false, timeout: seconds * 1000 };
    const asked = request(options, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on("timeout", () => asked.destroy());
    asked.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "no answer"));
    asked.end();
  });
}

function connects(host: string, port: number, seconds: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout: seconds * 1000 });
    const end = (reason: string | undefined) => (): void => {
      socket.destroy();
      resolve(reason);
    };
    socket.on("connect", end(undefined)).on("timeout", end("no connection in time")).on("error", end("no connection"));
  });
}

/** Whether a command ends with 0 in time. */
export function succeeds(
  command: string[],
  options: { env: NodeJS.ProcessEnv; cwd: string },
  seconds: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    const [executable = "", ...rest] = command;
    const child = spawn(executable, rest, {
      ...options,
      stdio: "ignore",
      timeout: seconds * 1000,
      killSignal: "SIGKILL",
    });
    child.on("error", () => resolve(false));
    child.on("exit", (status) => resolve(status === 0));
  });
}
