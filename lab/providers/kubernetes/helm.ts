import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { text } from "node:stream/consumers";
import type { KubeConfig } from "@kubernetes/client-node";
import { ProviderError } from "../core/errors";
import type { Properties } from "../core/values";

/** Helm said no; the message is Helm's. */
export class HelmError extends Error {
  override readonly name = "Error";
}

/** What a run of Helm is given. */
export interface HelmRun {
  arguments: string[];
  /** A chart's values, read from standard input: neither an argument nor a file. Default: none. */
  values?: Properties;
  /** Interrupts Helm, which then tidies up as if somebody had typed Ctrl-C. */
  signal?: AbortSignal;
}

/** Runs the helm on PATH against one cluster, with nothing of the user's own Helm: no repositories, no plugins. */
export class Helm {
  private readonly running = new Set<ChildProcess>();

  constructor(private readonly config: KubeConfig) {
    // A provider that ends leaves nothing running, as one with Helm inside it would.
    process.on("exit", () => this.running.forEach((child) => child.kill("SIGKILL")));
  }

  /**
   * @returns What Helm printed.
   * @throws HelmError with what Helm said.
   */
  async run({ arguments: args, values, signal }: HelmRun): Promise<string> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-helm-"));
    const remove = () => fs.rmSync(folder, { recursive: true, force: true });
    process.on("exit", remove);
    try {
      return await this.exchange(args, this.environment(folder), values, signal);
    } finally {
      process.off("exit", remove);
      remove();
    }
  }

  /** The kubeconfig is in a file for as long as Helm runs, readable for this user only: it may hold a token. */
  private environment(folder: string): NodeJS.ProcessEnv {
    const kubeconfig = path.join(folder, "kubeconfig");
    fs.writeFileSync(kubeconfig, this.config.exportConfig(), { mode: 0o600 });
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith("HELM_"));
    return {
      ...Object.fromEntries(own),
      KUBECONFIG: kubeconfig,
      HELM_CACHE_HOME: path.join(folder, "cache"),
      HELM_CONFIG_HOME: path.join(folder, "config"),
      HELM_DATA_HOME: path.join(folder, "data"),
    };
  }

  private async exchange(
    args: string[],
    env: NodeJS.ProcessEnv,
    values: Properties | undefined,
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const child = spawn("helm", args, { env, stdio: ["pipe", "pipe", "pipe"] });
    this.running.add(child);
    const interrupt = () => void child.kill("SIGINT");
    signal?.addEventListener("abort", interrupt, { once: true });
    try {
      const ended = new Promise<number | null>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", resolve);
      });
      // Helm may end before it has read everything.
      child.stdin.on("error", () => undefined);
      // JSON is YAML, too.
      child.stdin.end(values === undefined ? "" : JSON.stringify(values));
      const [output, complaint, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
      if (status === 0) return output;
      throw new HelmError(complaint.replace(/^Error: /m, "").trim() || `helm ${args[0]} ended with status ${status}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      throw new ProviderError("there is no helm on PATH: run this through npm run lab -- pulumi, which has it.");
    } finally {
      this.running.delete(child);
      signal?.removeEventListener("abort", interrupt);
    }
  }
}
