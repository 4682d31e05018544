import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { stageEnvironment } from "../../lab/stage/environment";
import type { Stage } from "../../lab/stage/stage";
import { Cluster, until } from "./cluster";
import { engine } from "./engine";
import { bringUp, configure, takeDown } from "./environment";
import { sharedStage, startSeconds } from "./shared-stage";
import { apiValues, randomValue, strongroom } from "./strongroom";

/** A line of `strongroom doctor --json`. */
interface Line {
  group: string;
  check: string;
  state: string;
  found: string;
  fix: string | null;
}

/** Needs the engine, the API server, the operator and the emulator. */
describe("strongroom doctor", function () {
  this.timeout(600_000);
  let stage: Stage;
  let cluster: Cluster;

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    stage = await sharedStage();
    cluster = new Cluster(stage);
  });

  after(() => takeDown(stage, "dev"));

  /** Everything that it says, once its exit status agrees. */
  async function doctor(): Promise<Line[]> {
    const { status, stdout, stderr } = await strongroom(stage, ["doctor", "dev", "--json", "--timeout", "120"]);
    assert.equal(stderr, "");
    const { ready, checks } = JSON.parse(stdout) as { ready: boolean; checks: Line[] };
    assert.equal(status, ready ? 0 : 1, stdout);
    return checks;
  }

  /** What it says of all that is not right. */
  async function amiss(): Promise<Omit<Line, "group">[]> {
    const lines = (await doctor()).filter(({ state }) => state !== "ok");
    return lines.map(({ check, state, found, fix }) => ({ check, state, found, fix }));
  }

  const problem = (check: string, found: string, fix: string | null) => ({ check, state: "problem", found, fix });
  const notChecked = (check: string, found: string) => ({ check, state: "not-checked", found, fix: null });

  it("says what there is before the first update, and what to begin with", async () => {
    // Whatever the stage's backend holds of dev was destroyed, or was never there.
    const { status } = await engine(stage, "destroy", "dev");
    assert.equal(status, 0);
    const lines = await amiss();
    const up = "pulumi up --stack dev";
    const afresh = "pulumi up --refresh --stack dev";
    const of = (check: string) => lines.filter((line) => line.check === check);
    assert.deepEqual(of("stack"), [problem("stack", "dev has no resources: it was never brought up.", up)]);
    assert.deepEqual(of("operator"), [
      problem("operator", "there is no Deployment of external-secrets in external-secrets.", afresh),
    ]);
    assert.deepEqual(of("Reloader"), [problem("Reloader", "there is no Deployment reloader/reloader.", afresh)]);
    assert.deepEqual(of("admission policy"), [
      problem("admission policy", "strongroom-config-maps is not bound: no ConfigMap is judged.", afresh),
    ]);
    assert.equal(of("entries").length, 5);
    assert.deepEqual(
      of("entries").find(({ found }) => found.startsWith("dev/api/app ")),
      problem("entries", "dev/api/app does not exist in Secrets Manager.", afresh),
    );
  });

  it("names the values that are missing before the seed, and the ExternalSecrets that wait for them", async () => {
    await bringUp(stage, "dev");
    await until("the operator has tried", async () => {
      const all = await Promise.all(["api", "worker"].map((name) => cluster.externalSecret(name, `${name}-secrets`)));
      return all.every((condition) => condition?.status === "False");
    });
    const failed = "is not ready: could not get secret data from provider.";
    assert.deepEqual(await amiss(), [
      problem("ExternalSecrets", `api/api-secrets ${failed}`, "npx strongroom seed dev api"),
      problem("ExternalSecrets", `worker/worker-secrets ${failed}`, "npx strongroom seed dev worker"),
      problem(
        "values",
        "dev/api/database, dev/api/app, dev/api/apple await their values.",
        "npx strongroom seed dev api",
      ),
      problem("values", "dev/worker/tracking awaits its value.", "npx strongroom seed dev worker"),
    ]);
  });

  it("says that all is right after the seed and the next update", async () => {
    const worker = { tracking: { TRACKING_API_KEY: randomValue() } };
    for (const [service, input] of [
      ["api", apiValues()],
      ["worker", worker],
    ] as const) {
      const { status, stderr } = await strongroom(stage, ["seed", "dev", service], { input });
      assert.equal(status, 0, stderr);
      await cluster.forceSync(service, `${service}-secrets`);
    }
    assert.deepEqual(await amiss(), [
      problem("rotations", "dev/api/database has its rotation switched off.", "pulumi up --refresh --stack dev"),
    ]);
    const { status, text } = await engine(stage, "up", "dev");
    assert.equal(status, 0, text);
    const lines = await doctor();
    assert.deepEqual(
      lines.filter(({ state }) => state !== "ok"),
      [],
    );
    const found = (check: string): string[] => lines.filter((line) => line.check === check).map((line) => line.found);
    assert.deepEqual(found("identity"), [
      "arn:aws:sts::111122223333:assumed-role/lab-administrator/lab, of account 111122223333",
    ]);
    assert.deepEqual(found("rights"), ["may look at 6 entries in eu-west-1"]);
    assert.deepEqual(found("backend"), [`file://${path.join(stage.directory, "state")}`]);
    assert.deepEqual(found("secrets provider"), ["passphrase"]);
    assert.deepEqual(found("API server"), [`dev at ${clusterConfig().endpoint}, Kubernetes v1.34.4`]);
    assert.deepEqual(found("operator"), ["3 Deployments of external-secrets available"]);
    assert.deepEqual(found("store"), ["aws-secrets-manager is ready", "aws-parameter-store is ready"]);
    assert.deepEqual(found("ExternalSecrets"), ["6 ExternalSecrets, all ready"]);
    assert.deepEqual(found("admission policy"), ["strongroom-config-maps is bound: Warn, Audit"]);
    assert.deepEqual(found("rotations"), ["none of 6 is overdue"]);
  });

  it("names an operator that is scaled to zero, and its fix brings it back", async () => {
    const deployment = { namespace: "external-secrets", name: "external-secrets" };
    const found = await cluster.apps.readNamespacedDeploymentScale(deployment);
    await cluster.apps.replaceNamespacedDeploymentScale({ ...deployment, body: { ...found, spec: { replicas: 0 } } });
    const fix = "kubectl scale deployment external-secrets --namespace external-secrets --replicas 1";
    assert.deepEqual(await amiss(), [
      problem("operator", "Deployment external-secrets/external-secrets is scaled to zero.", fix),
    ]);
    const environment = await stageEnvironment(stage);
    execFileSync("bash", ["-c", fix], { env: environment, stdio: "pipe" });
    await until("the operator is back", async () => {
      const { status } = await cluster.apps.readNamespacedDeployment(deployment);
      return status?.availableReplicas === 1;
    });
    assert.deepEqual(await amiss(), []);
  });

  it("names a cluster that is not reached, and calls nothing in it right", async () => {
    const real = clusterConfig();
    configure(stage, "dev", { "strongroom:cluster": { ...real, endpoint: "https://127.0.0.1:9" } });
    try {
      assert.deepEqual(await amiss(), [
        problem(
          "API server",
          "The cluster dev (https://127.0.0.1:9) gave no answer on asking for its version (ECONNREFUSED).",
          "a private endpoint is reached from its network alone: connect to the VPN, then run this again.",
        ),
        ...["operator", "CRDs", "Reloader", "stores", "ExternalSecrets", "admission policy"].map((check) =>
          notChecked(check, "cluster dev was not reached."),
        ),
      ]);
    } finally {
      configure(stage, "dev", { "strongroom:cluster": real });
    }
  });

  /** `strongroom:cluster` of the stage's stack file. */
  function clusterConfig(): { endpoint: string } {
    const file = path.join(stage.directory, "project", "stacks", "Pulumi.dev.yaml");
    const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, { endpoint: string }> };
    return config["strongroom:cluster"]!;
  }
});
