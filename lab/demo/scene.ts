import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { parse, stringify } from "yaml";
import { copyProgram } from "../engine/program-copy";
import { checkout, writeProject } from "../engine/project";
import { engineEnvironment } from "../engine/run-pulumi";
import { clientSettings } from "../stage/environment";
import type { Stage } from "../stage/stage";
import { listPods, type Pod, provesValue } from "./pods";

/** The AWS account of dev, in which the demo plays. */
const account = "111122223333";

/** The entry that the demo's service gets. */
export const entry = "dev/orders/apple";

/** The namespace of the demo's service and of its neighbour. */
export const namespace = "orders";

/** The demo's manifests of workloads, as far as the demo changes them. */
interface Workload {
  metadata: { annotations?: Record<string, string> };
  spec: { template: { spec: { containers: [{ env: { name: string; value?: string }[] }] } } };
}

/**
 * Where the demo plays: a copy of the program, a project folder on the stage to type commands in, manifests, and values that are
 * made up for this run. Each has the shape of an Apple shared secret, 32 hex digits.
 */
export class Scene {
  /** What is made up: for the ConfigMap, and for the entry one after another. */
  readonly values = { incident: madeUp(), seeded: madeUp(), rotated: madeUp(), replaced: madeUp() };
  /** Where the report goes. It stays. Its folder is made with it. */
  readonly report = join(tmpdir(), `strongroom-demo-${randomBytes(4).toString("hex")}`, "strongroom-report-dev.html");
  readonly began = new Date();
  /** What `strongroom onboard` printed. */
  onboarded = "";

  private constructor(
    private readonly stage: Stage,
    /** The copy of the program. */
    readonly program: string,
    /** Where commands are typed. */
    readonly directory: string,
    /** The variables under which commands run. */
    readonly environment: Record<string, string>,
  ) {}

  /**
   * Sets the scene on a stage.
   *
   * @param program A folder for the copy of the program. It must not exist.
   */
  static async set(stage: Stage, program: string): Promise<Scene> {
    copyProgram(program);
    const environment = await engineEnvironment(stage, account);
    const { folder } = writeProject(stage, program, environment["PATH"] ?? "");
    const scene = new Scene(stage, program, folder, environment);
    for (const name of ["policies", "examples"]) {
      if (!existsSync(join(folder, name))) symlinkSync(join(checkout, name), join(folder, name));
    }
    cpSync(join(__dirname, "k8s"), join(folder, "k8s"), { recursive: true });
    const map = parse(readFileSync(scene.manifest("configmap"), "utf8")) as { data: Record<string, string> };
    map.data["APPLE_SHARED_SECRET"] = scene.values.incident;
    writeFileSync(scene.manifest("configmap"), stringify(map), { mode: 0o600 });
    return scene;
  }

  /** The report's folder and the stage stay: the first is the demo's result, the second has its own end. */
  clear(): void {
    for (const name of ["k8s", "policies", "examples"]) rmSync(join(this.directory, name), { recursive: true });
    rmSync(this.program, { recursive: true });
  }

  /** The text without the values of this run. */
  masked(text: string): string {
    return Object.values(this.values).reduce((rest, value) => rest.replaceAll(value, "(made up)"), text);
  }

  /** Whether a value of this run stands in a text. */
  isShownIn(text: string): boolean {
    return this.masked(text) !== text;
  }

  /** Path of a manifest, e.g. `scene.manifest("deployment")`. */
  manifest(name: string): string {
    return join(this.directory, "k8s", `${name}.yaml`);
  }

  /** Puts into the Deployment's manifest what `strongroom onboard` printed for it. */
  pasteSnippet(): void {
    const [, block = ""] = /Into the manifest of Deployment orders[^\n]*\n((?: {7}.*\n)+)/.exec(this.onboarded) ?? [];
    const snippet = parse(block) as Workload | null;
    const manifest = parse(readFileSync(this.manifest("deployment"), "utf8")) as Workload;
    const [container] = manifest.spec.template.spec.containers;
    const env = snippet?.spec.template.spec.containers[0].env ?? [];
    const names = new Set(env.map(({ name }) => name));
    container.env = [...container.env.filter(({ name }) => !names.has(name)), ...env];
    manifest.metadata.annotations = { ...manifest.metadata.annotations, ...snippet?.metadata.annotations };
    writeFileSync(this.manifest("deployment"), stringify(manifest));
  }

  /** Whether the API server would take a manifest. */
  wouldApply(name: string): Promise<boolean> {
    return this.succeeds("apply", "--dry-run=server", "--filename", this.manifest(name));
  }

  /** Whether an object is in the cluster, e.g. `scene.exists("configmap", "orders", "orders")`. */
  exists(kind: string, name: string, space: string): Promise<boolean> {
    return this.succeeds("get", kind, name, "--namespace", space);
  }

  private succeeds(...args: string[]): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const child = spawn("kubectl", args, { env: this.environment, stdio: "ignore" });
      child.once("error", reject);
      child.once("close", (status) => resolve(status === 0));
    });
  }

  pods(): Promise<Pod[]> {
    return listPods(namespace, this.environment);
  }

  /** Whether both pods of the service prove that they hold a value. */
  async podsHold(value: string): Promise<boolean> {
    const manifest = parse(readFileSync(this.manifest("deployment"), "utf8")) as Workload;
    const [{ env }] = manifest.spec.template.spec.containers;
    const proofKey = env.find(({ name }) => name === "PROOF_KEY")?.value ?? "";
    const pods = (await this.pods()).filter(({ app }) => app === "orders");
    const proofs = await Promise.all(pods.map((pod) => provesValue(pod, "APPLE_SHARED_SECRET", value, proofKey)));
    return pods.length === 2 && proofs.every(Boolean);
  }

  /** The staging labels of the entry's versions, e.g. `["AWSCURRENT", "AWSPREVIOUS"]`. */
  async stagingLabels(): Promise<string[]> {
    const client = new SecretsManagerClient(await clientSettings(this.stage, account));
    const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId: entry }));
    client.destroy();
    return Object.values(VersionIdsToStages).flat().sort();
  }
}

function madeUp(): string {
  return randomBytes(16).toString("hex");
}
