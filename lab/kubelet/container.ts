import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import { constants } from "node:os";
import type { V1Container, V1ContainerState, V1ContainerStateTerminated } from "@kubernetes/client-node";
import { BackOff } from "./back-off";
import { succeeds } from "./probe";
import { watchHealth } from "./probes";
import { NotYet } from "./sources";

/** What a container's process is started with. */
export interface Launch {
  command: string[];
  variables: Record<string, string>;
  directory: string;
}

/** What a container needs of its pod. */
export interface ContainerPod {
  podIP: string;
  /** `Always`, `OnFailure` or `Never`. */
  restartPolicy: string;
  /** Milliseconds between being asked to end and being forced, for a container that its probes found ill. */
  grace: number;
  /** The file that gets what the process prints. */
  log: string;
  /** @throws NotYet when something is missing. */
  launch(): Launch;
  /** How a command of the image is run here. */
  placed(command: string[], launch: Launch): string[];
  /** Returns when something may have changed that was missing. */
  change(): Promise<void>;
  /** The container's state is another. */
  changed(): void;
  event(type: "Normal" | "Warning", reason: string, message: string): void;
}

/** One container of a pod: its process, started again as its pod says. */
export class Container {
  state: V1ContainerState = { waiting: { reason: "ContainerCreating" } };
  lastState: V1ContainerState | undefined;
  restarts = 0;
  ready = false;
  started = false;

  /** The process that runs or ran last. */
  process: number | undefined;

  private stopping = false;
  private child: ChildProcess | undefined;
  private wake: (() => void) | undefined;
  private readonly backOff = new BackOff();

  constructor(
    readonly spec: V1Container,
    private readonly pod: ContainerPod,
  ) {}

  /** Runs the container until it is stopped, or has ended and is not to be started again. */
  async run(): Promise<void> {
    while (!this.stopping) {
      const launch = this.launch();
      if (launch === undefined) {
        await this.pod.change();
        continue;
      }
      const began = Date.now();
      const end = await this.runOnce(launch);
      this.enter({ terminated: end });
      if (this.stopping || !this.restartsAfter(end.exitCode)) return;
      this.lastState = { terminated: end };
      await this.pause(this.backOff.after(Date.now() - began));
      this.restarts += 1;
    }
  }

  /**
   * Ends the container for good.
   *
   * @param grace Milliseconds until it is forced.
   */
  stop(grace: number): void {
    this.stopping = true;
    this.wake?.();
    this.end(grace);
  }

  private launch(): Launch | undefined {
    try {
      return this.pod.launch();
    } catch (error) {
      if (!(error instanceof NotYet)) throw error;
      this.pod.event("Warning", "Failed", `Error: ${error.message}`);
      this.enter({ waiting: { reason: "CreateContainerConfigError", message: error.message } });
      return undefined;
    }
  }

  private async runOnce(launch: Launch): Promise<V1ContainerStateTerminated> {
    const startedAt = new Date();
    const output = fs.openSync(this.pod.log, "a", 0o600);
    const printed = fs.fstatSync(output).size;
    const [executable = "", ...rest] = launch.command;
    const child = spawn(executable, rest, {
      cwd: launch.directory,
      env: launch.variables,
      stdio: ["ignore", output, output],
    });
    fs.closeSync(output);
    this.child = child;
    let unwatch = (): void => undefined;
    const exit = new Promise<{ status: number; reason?: string; message?: string }>((resolve) => {
      child.once("error", (error: NodeJS.ErrnoException) => {
        if (child.pid === undefined)
          resolve({ status: 128, reason: "StartError", message: `${executable}: ${error.code}` });
      });
      child.once("exit", (status, signal) =>
        resolve({ status: status ?? 128 + constants.signals[signal ?? "SIGKILL"] }),
      );
    });
    this.process = child.pid;
    if (child.pid !== undefined) {
      this.pod.event("Normal", "Started", `Started container ${this.spec.name}`);
      this.enter({ running: { startedAt } });
      unwatch = this.watch(launch);
    }
    const { status, reason, message } = await exit;
    unwatch();
    this.child = undefined;
    return {
      exitCode: status,
      reason: reason ?? (status === 0 ? "Completed" : "Error"),
      message: message ?? (status === 0 ? undefined : this.lastWords(printed)),
      startedAt,
      finishedAt: new Date(),
    };
  }

  /** What a container printed at its end, where it asks for that: as kubelet, at most 2048 bytes and 80 lines. */
  private lastWords(from: number): string | undefined {
    if (this.spec.terminationMessagePolicy !== "FallbackToLogsOnError") return undefined;
    const printed = fs.readFileSync(this.pod.log).subarray(from);
    return printed.subarray(-2048).toString("utf8").split("\n").slice(-81).join("\n") || undefined;
  }

  private watch(launch: Launch): () => void {
    const target = {
      container: this.spec,
      podIP: this.pod.podIP,
      execute: (command: string[], seconds: number) =>
        succeeds(this.pod.placed(command, launch), { env: launch.variables, cwd: launch.directory }, seconds),
    };
    return watchHealth(target, {
      changed: ({ ready, started }) => {
        this.ready = ready;
        this.started = started;
        this.pod.changed();
      },
      unhealthy: (message) => this.pod.event("Warning", "Unhealthy", message),
      failed: (message) => {
        this.pod.event("Normal", "Killing", `Container ${this.spec.name} ${message}`);
        this.end(this.pod.grace);
      },
    });
  }

  private end(grace: number): void {
    const child = this.child;
    if (child === undefined) return;
    child.kill("SIGTERM");
    const force = setTimeout(() => child.kill("SIGKILL"), grace);
    child.once("exit", () => clearTimeout(force));
  }

  private restartsAfter(status: number): boolean {
    if (this.pod.restartPolicy === "OnFailure") return status !== 0;
    return this.pod.restartPolicy !== "Never";
  }

  private async pause(wait: number): Promise<void> {
    if (wait === 0) return;
    const message = `back-off ${wait / 1000}s restarting failed container=${this.spec.name}`;
    this.pod.event("Warning", "BackOff", message);
    this.enter({ waiting: { reason: "CrashLoopBackOff", message } });
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, wait);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = undefined;
  }

  private enter(state: V1ContainerState): void {
    this.state = state;
    if (!state.running) this.ready = this.started = false;
    else this.started = this.spec.startupProbe === undefined;
    this.pod.changed();
  }
}
