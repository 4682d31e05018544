import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { LabError } from "../../lab/lab-error";
import { ensureParts } from "../../lab/parts/parts";
import { kubeconfigFile } from "../../lab/stage/keys";
import { isRunning } from "../../lab/stage/processes";
import { stageDirectory, type Stage } from "../../lab/stage/stage";
import { stageParts } from "../../lab/stage/stage-parts";
import { startStage } from "../../lab/stage/start";
import { stageStatus } from "../../lab/stage/status";
import { restartPart, stopStage } from "../../lab/stage/stop";

const root = path.join(__dirname, "..", "..");

/** Seconds: a stage on a busy machine takes its time. */
const patience = 300;

const silent = (): void => undefined;

/** A stage of its own, because its parts are ended on purpose. */
describe("a stage of the lab", function () {
  this.timeout(patience * 1000);
  const name = `parts-${process.pid}`;
  const names = stageParts().map((part) => part.name);
  let stage: Stage;

  before(async () => {
    const started = await startStage(name, await ensureParts(silent), silent);
    stage = started.stage;
    assert.deepEqual(started.parts, names);
  });

  after(() => stopStage(name, silent, { wipe: true }));

  function kubectl(user: Parameters<typeof kubeconfigFile>[1], ...args: string[]): string {
    const command = ["--kubeconfig", kubeconfigFile(stage.directory, user), ...args];
    return execFileSync(path.join(stage.parts.cluster, "kubectl"), command, { encoding: "utf8", stdio: "pipe" }).trim();
  }

  async function states(): Promise<Record<string, string>> {
    return Object.fromEntries((await stageStatus(stage)).map((part) => [part.name, part.state]));
  }

  function all(state: string): Record<string, string> {
    return Object.fromEntries(names.map((part) => [part, state]));
  }

  it("has parts that all work, and nodes in three zones", async () => {
    assert.deepEqual(await states(), all("works"));
    const zones = kubectl("administrator", "get", "nodes", "-o", "jsonpath={.items[*].metadata.labels.*}");
    for (const zone of ["eu-west-1a", "eu-west-1b", "eu-west-1c"]) assert.match(zones, new RegExp(`\\b${zone}\\b`));
  });

  it("has a shell whose strongroom and pulumi work on the stage, and not on the accounts of the stack files", () => {
    const inShell = (line: string): string =>
      execFileSync(process.execPath, [path.join(root, "scripts", "lab.js"), "shell", "-c", line], {
        cwd: root,
        encoding: "utf8",
        env: { ...process.env, STRONGROOM_LAB: name, SHELL: "/bin/sh" },
      });
    assert.ok(inShell("npx strongroom kubeconfig dev").includes(`"server":"${stage.kubernetes.url}"`));
    const config =
      "pulumi stack init dev --no-select >&2 && pulumi config get --stack dev --path strongroom:cluster.endpoint";
    assert.equal(inShell(config), `${stage.kubernetes.url}\n`);
  });

  it("listens on this machine alone", () => {
    if (!fs.existsSync("/proc/net/tcp")) return;
    const listening = fs
      .readFileSync("/proc/net/tcp", "utf8")
      .split("\n")
      .map((line) => line.trim().split(/\s+/));
    for (const port of Object.values(stage.ports)) {
      const hexadecimal = port.toString(16).toUpperCase().padStart(4, "0");
      const addresses = listening
        .filter(([, local, , state]) => state === "0A" && local?.endsWith(`:${hexadecimal}`))
        .map(([, local]) => local);
      // 127.0.0.1, its bytes the other way round.
      assert.deepEqual(addresses, [`0100007F:${hexadecimal}`]);
    }
  });

  it("makes one administrator, and gives every other part its own rights only", () => {
    const may = (user: Parameters<typeof kubeconfigFile>[1], ...what: string[]): string => {
      try {
        return kubectl(user, "auth", "can-i", ...what);
      } catch (error) {
        return (error as { stdout: string }).stdout.trim();
      }
    };
    assert.equal(may("administrator", "create", "clusterrolebindings"), "yes");
    for (const user of ["kube-controller-manager", "kube-scheduler", "kwok", "kubelet"] as const) {
      assert.equal(may(user, "create", "clusterrolebindings"), "no", user);
    }
    assert.equal(may("kwok", "get", "secrets"), "no");
    assert.equal(may("kubelet", "update", "secrets"), "no");
  });

  it("runs pods: those without a program of ours are ready at once", () => {
    kubectl("administrator", "create", "deployment", "web", "--image=nginx", "--replicas=3");
    kubectl("administrator", "rollout", "status", "deployment/web", "--timeout=60s");
    const places = kubectl("administrator", "get", "pods", "-o", "jsonpath={.items[*].spec.nodeName}");
    assert.deepEqual(places.split(" ").sort(), ["node-a", "node-b", "node-c"]);
  });

  it("keeps what the cluster holds when the API server is restarted", async () => {
    await restartPart(stage, "kube-apiserver");
    assert.equal(kubectl("administrator", "get", "deployment", "web", "-o", "name"), "deployment.apps/web");
    await assert.rejects(restartPart(stage, "api"), (error: Error) => error instanceof LabError);
  });

  it("starts again what has ended, and nothing else", async () => {
    const before = new Map(stage.processes.map((part) => [part.name, part.pid]));
    for (const part of ["kwok", "kubelet"]) process.kill(before.get(part)!, "SIGKILL");
    while (stage.processes.some((part) => /kwok|kubelet/.test(part.name) && isRunning(part))) await sleep(20);
    assert.deepEqual(await states(), { ...all("works"), kwok: "ended", kubelet: "ended" });

    const again = await startStage(name, stage.parts, silent);
    stage = again.stage;
    assert.deepEqual(again.parts, ["kwok", "kubelet"]);
    assert.deepEqual(await states(), all("works"));
    const changed = stage.processes.filter((part) => before.get(part.name) !== part.pid).map((part) => part.name);
    assert.deepEqual(changed.sort(), ["kubelet", "kwok"]);
  });

  it("leaves no process and no file when it is taken down", async () => {
    const processes = stage.processes;
    assert.deepEqual((await stopStage(name, silent, { wipe: true })).sort(), [...names].sort());
    assert.deepEqual(processes.filter(isRunning), []);
    assert.equal(fs.existsSync(stageDirectory(name)), false);
    assert.deepEqual(await stopStage(name, silent), []);
  });
});
