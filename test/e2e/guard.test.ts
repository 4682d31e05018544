import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkout, writeProject } from "../../lab/engine/project";
import { stageVariables } from "../../lab/stage/environment";
import type { Stage } from "../../lab/stage/stage";
import { Cluster, unlessMissing } from "./cluster";
import { rows, writeExample } from "./examples";
import { sharedStage, startSeconds } from "./shared-stage";
import { embeddedVerdict, engineVerdict } from "./verdicts";

const programs = join(__dirname, "programs");

/** Needs the engine, and for some the API server. */
describe("the guard on the real engine", function () {
  this.timeout(600_000);
  let stage: Stage;
  let folder: string;

  before(async function () {
    this.timeout(startSeconds * 1000);
    stage = await sharedStage();
    folder = mkdtempSync(join(tmpdir(), "strongroom-guard-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  describe("judges the incident", () => {
    const program = join(checkout, "examples", "incident");
    const environment = { INCIDENT_VALUE: randomBytes(16).toString("hex") };

    it("as the embedded preview does, at preview and at update, and lets nothing through", async () => {
      const wanted = await embeddedVerdict(program, "dev", environment);
      assert.equal(wanted.blocked, true);
      for (const command of ["preview", "up"] as const) {
        const { blocked, findings, text } = await engineVerdict(stage, "dev", { program, command, environment });
        assert.equal(blocked, true, text);
        assert.deepEqual(findings, wanted.findings);
        assert.ok(!text.includes(environment.INCIDENT_VALUE), "the engine shows the value");
      }
      const { core } = new Cluster(stage);
      const found = await unlessMissing(core.readNamespacedConfigMap({ namespace: "api", name: "api" }));
      assert.equal(found, undefined);
    });
  });

  describe("says what the embedded preview says", () => {
    const table = rows();

    it("about an example of every rule, good and bad", () => {
      assert.ok(table.length >= 30, `${table.length} rows`);
    });

    for (const { rule, kind, example } of table) {
      it(`${rule}, ${kind}: ${example.title}`, async () => {
        const file = join(folder, `${rule}-${kind}.json`);
        writeExample(file, example);
        const environment = { STRONGROOM_EXAMPLE: file };
        const program = join(programs, "example");
        const options = { program, environment, plugins: join(__dirname, "stand-in-provider") };
        const [embedded, { blocked, findings, text }] = await Promise.all([
          embeddedVerdict(program, "prod", environment),
          engineVerdict(stage, "prod", options),
        ]);
        assert.deepEqual({ blocked, findings }, { blocked: embedded.blocked, findings: embedded.findings }, text);
        if (kind === "bad")
          assert.ok(
            findings.some((finding) => finding.includes(`] ${rule} (`)),
            text,
          );
        else assert.ok(!findings.some((finding) => finding.includes(`] ${rule} (`)), text);
      });
    }

    for (const environment of ["dev", "staging", "prod"]) {
      it(`about the program of ${environment}`, async () => {
        // The stage's own copy of the stack file: nothing is seeded there.
        const { folder: project } = writeProject(stage, checkout, stageVariables(stage)["PATH"]!);
        const embedded = await embeddedVerdict(project, environment);
        const { blocked, findings, text } = await engineVerdict(stage, environment);
        assert.equal(blocked, false, text);
        assert.deepEqual(findings, embedded.findings);
      });
    }
  });

  it("sees what only a provider expands, where the embedded preview says that it could not look", async () => {
    const program = join(programs, "expanded");
    const manifest = join(folder, "manifest.yaml");
    const environment = { MANIFEST: manifest };
    const write = (key: string, value: string): void => {
      const metadata = { name: "expanded", namespace: "api" };
      const data = { LOG_LEVEL: "info", [key]: value };
      writeFileSync(manifest, JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata, data }));
    };
    write("APPLE_SHARED_SECRET", randomBytes(16).toString("hex"));
    const embedded = await embeddedVerdict(program, "dev", environment);
    assert.deepEqual(
      { blocked: embedded.blocked, findings: embedded.findings, notOpened: embedded.notOpened },
      { blocked: false, findings: [], notOpened: ["kubernetes:yaml/v2:ConfigFile manifests"] },
    );
    const leaking = await engineVerdict(stage, "dev", { program, environment });
    assert.equal(leaking.blocked, true, leaking.text);
    assert.deepEqual(leaking.findings, [
      "[mandatory] configmap-secrets (kubernetes:core/v1:ConfigMap: manifests:api/expanded)\n" +
        "ConfigMaps hold no credentials.\n" +
        'data["APPLE_SHARED_SECRET"] holds a shared secret (named-credential, 32 characters, masked).\n' +
        "Fix: declare APPLE_SHARED_SECRET in a group of services/expanded.ts, and read it with secretKeyRef.",
    ]);
    write("PORT", "8080");
    const { blocked, findings, text } = await engineVerdict(stage, "dev", { program, environment });
    assert.deepEqual({ blocked, findings }, { blocked: false, findings: [] }, text);
  });
});
