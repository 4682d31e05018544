import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { stageEnvironment } from "../../lab/stage/environment";
import type { Stage } from "../../lab/stage/stage";
import { Cluster, unlessMissing, until } from "./cluster";
import { engine } from "./engine";
import { sharedStage, startSeconds } from "./shared-stage";

const program = join(__dirname, "programs", "admission");

/** Needs the engine, the API server and kubectl. */
describe("the cluster's door", function () {
  this.timeout(300_000);
  let stage: Stage;
  let cluster: Cluster;

  before(async function () {
    this.timeout(startSeconds * 1000);
    stage = await sharedStage();
    cluster = new Cluster(stage);
    const { status, text } = await engine(stage, "up", "dev", { program });
    assert.equal(status, 0, text);
    // The API server takes a moment to compile a policy: until then it lets everything in.
    await until("the policy judges", async () => {
      const { status: denied } = await apply("api", "probe", { DB_PASSWORD: sample() });
      return denied !== 0;
    });
  });
  after(async () => {
    const { status, text } = await engine(stage, "destroy", "dev", { program });
    assert.equal(status, 0, text);
    for (const namespace of ["api", "worker"]) {
      for (const name of ["probe", "incident", "settings", "exempt"]) {
        await unlessMissing(cluster.core.deleteNamespacedConfigMap({ namespace, name }));
      }
    }
  });

  it("refuses the incident's kubectl apply, names the key and not the value", async () => {
    const value = sample();
    const { status, stderr } = await apply("api", "incident", { LOG_LEVEL: "info", APPLE_SHARED_SECRET: value });
    assert.equal(status, 1, stderr);
    assert.match(stderr, /ValidatingAdmissionPolicy 'deny-in-api' .*denied request: .*APPLE_SHARED_SECRET/);
    assert.ok(!stderr.includes(value), "the value is shown");
    const found = await unlessMissing(cluster.core.readNamespacedConfigMap({ namespace: "api", name: "incident" }));
    assert.equal(found, undefined);
  });

  it("warns where it shall only warn", async () => {
    const value = sample();
    const { status, stderr } = await apply("worker", "incident", { APPLE_SHARED_SECRET: value });
    assert.equal(status, 0, stderr);
    assert.match(stderr, /^Warning: .*APPLE_SHARED_SECRET/m);
    assert.ok(!stderr.includes(value), "the value is shown");
  });

  it("lets settings in, without a word", async () => {
    const data = { LOG_LEVEL: "info", PORT: "8080", PASSWORD_FILE: "/run/secrets/db", TOKEN_TTL_SECONDS: "900" };
    assert.deepEqual(await apply("api", "settings", data), { status: 0, stderr: "" });
  });

  it("lets in what is exempt until its last day, and no longer", async () => {
    const exempt = (until: string): Record<string, string> => ({
      "strongroom/exempt": "a sample of the vendor's documentation",
      "strongroom/exempt-owner": "api-team@example.com",
      "strongroom/exempt-until": until,
    });
    const data = { APPLE_SHARED_SECRET: sample() };
    assert.equal((await apply("api", "exempt", data, exempt("2001-01-01"))).status, 1);
    const nextMonth = new Date(Date.now() + 30 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
    const { status, stderr } = await apply("api", "exempt", data, exempt(nextMonth));
    assert.equal(status, 0, stderr);
  });

  /** As somebody in a hurry does it. The manifest goes through standard input. */
  async function apply(
    namespace: string,
    name: string,
    data: Record<string, string>,
    annotations: Record<string, string> = {},
  ): Promise<{ status: number | null; stderr: string }> {
    const manifest = { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace, annotations }, data };
    const child = spawn("kubectl", ["apply", "-f", "-"], { env: await stageEnvironment(stage) });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdin.end(JSON.stringify(manifest));
    const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { status, stderr };
  }
});

function sample(): string {
  return randomBytes(16).toString("hex");
}
