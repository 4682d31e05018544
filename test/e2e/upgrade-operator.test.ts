import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import type { Stage } from "../../lab/stage/stage";
import { readPage } from "../docs/pages";
import { tool } from "../tools";
import { type Ran, runDocumented } from "./documented";
import { type Fingerprints, SeededEnvironment } from "./seeded-environment";
import { startSeconds } from "./shared-stage";
import { strongroom } from "./strongroom";

/** A newer operator, whose definitions are published in its module. Its program cannot be built: the pods run the lab's own. */
const newer = {
  module: "github.com/external-secrets/external-secrets@v1.3.2",
  sum: "h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=",
};
const page = "docs/upgrade-operator.md";

/** Needs the engine, Helm, the API server, the operator and the emulator. */
describe("the operator, upgraded as docs/upgrade-operator.md says it", function () {
  this.timeout(600_000);
  let environment: SeededEnvironment;
  let kept: Fingerprints;
  let chart: { version: string; path: string };

  before(async function () {
    this.timeout((startSeconds + 600) * 1000);
    environment = await SeededEnvironment.bringUp();
    kept = await environment.fingerprints();
    chart = nextChart(environment.stage);
  });

  after(async () => {
    await environment.takeDown();
    fs.rmSync(path.dirname(chart.path), { recursive: true });
  });

  /** The stage with the newer chart in the place of its own, as a repository of charts has both. */
  function withNewer(): Stage {
    const { stage } = environment;
    return { ...stage, parts: { ...stage.parts, charts: { ...stage.parts.charts, "external-secrets": chart } } };
  }

  async function ran(
    name: string,
    stage: Stage = environment.stage,
    variables: Record<string, string> = {},
  ): Promise<Ran> {
    const result = await runDocumented(stage, name, { page, variables });
    assert.equal(result.status, 0, result.text);
    return result;
  }

  /** Whether the definition of ExternalSecrets is that of the newer chart. */
  async function hasNewerDefinition(): Promise<boolean> {
    const definition = await environment.cluster.objects.read({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "externalsecrets.external-secrets.io" },
    });
    // `spec.target.manifest` came with 1.0.
    return JSON.stringify(definition).includes("Manifest defines a custom Kubernetes resource");
  }

  it("is ready before, and nothing is stored in an old version", async () => {
    const { text } = await ran("before");
    assert.match(text, /^externalsecrets\.external-secrets\.io +\[v1\]$/m);
    assert.match(text, /^clustersecretstores\.external-secrets\.io +\[v1\]$/m);
    assert.equal(await hasNewerDefinition(), false);
  });

  it("changes by its release alone, definitions first, and every value stays", async () => {
    const stage = withNewer();
    const { text } = await ran("pin", stage, { VERSION: chart.version });
    assert.match(text, /^ +~ 1 to update$/m);
    assert.doesNotMatch(text, /to (create|replace|delete)/);
    await ran("up", stage);
    assert.equal(await hasNewerDefinition(), true);
    assert.deepEqual(await environment.fingerprints(), kept);
  });

  it("says that it worked: the release, its pods, and a value that was read again", async () => {
    const { text } = await ran("after", withNewer());
    assert.match(text, new RegExp(`deployed\\s+external-secrets-${chart.version.replaceAll(".", "\\.")}`));
    assert.match(text, /^externalsecret\.external-secrets\.io\/api-secrets condition met$/m);
    assert.deepEqual(await environment.fingerprints(), kept);
  });

  it("takes what was stored once more, and the word that nothing old is left", async () => {
    await ran("rewrite", withNewer());
    await ran("stored", withNewer());
    await environment.synced();
    assert.deepEqual(await environment.fingerprints(), kept);
  });

  it("goes back by the same commands", async () => {
    const before = environment.stage.parts.charts["external-secrets"]!.version;
    await ran("pin", environment.stage, { VERSION: before });
    await ran("up");
    assert.equal(await hasNewerDefinition(), false);
    await ran("after");
    assert.deepEqual(await environment.fingerprints(), kept);
  });

  describe("beside it, docs/vault.md", () => {
    const { blocks } = readPage("docs/vault.md");
    let jq: string;
    before(() => {
      jq = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-tools-"));
      fs.symlinkSync(tool("gojq"), path.join(jq, "jq"));
    });
    after(() => fs.rmSync(jq, { recursive: true }));

    const manifest = (name: string): string => blocks.find(({ marker }) => marker === `manifest: ${name}`)!.text;

    for (const name of ["egress", "store", "proof"]) {
      it(`shows a manifest that the API server and the operator's webhook take: ${name}`, () => {
        const { kind, metadata } = parse(
          kubectl(["apply", "--dry-run=server", "--output=yaml"], manifest(name)),
        ) as Manifest;
        assert.deepEqual([kind, metadata.name], [...kindAndName(manifest(name))]);
      });
    }

    it("would have one refused that is wrong", () => {
      const wrong = manifest("store").replace("version: v2", "version: v3");
      assert.throws(() => kubectl(["apply", "--dry-run=server"], wrong), /Unsupported value: "v3"/);
    });

    it("compares two Secrets without showing a value", async () => {
      const input = { TRACKING_API_KEY: randomBytes(16).toString("hex") };
      const { status: seeded, stderr } = await strongroom(environment.stage, ["seed", "dev", "worker"], { input });
      assert.equal(seeded, 0, stderr);
      await environment.cluster.forceSync("worker", "worker-secrets");
      // There is no Vault on a stage: the proof reads from where the service reads.
      kubectl(["apply"], manifest("proof").replace("vault-worker", "aws-secrets-manager").replaceAll("prod/", "dev/"));
      kubectl([
        "wait",
        "externalsecret/worker-secrets-proof",
        "--namespace=worker",
        "--for=condition=Ready",
        "--timeout=60s",
      ]);
      const { status, text } = await runDocumented(environment.stage, "compare", { page: "docs/vault.md", tools: jq });
      assert.equal(status, 0, text);
      const hashes = text.split("\n").filter((line) => / {2}-$/.test(line));
      assert.equal(hashes.length, 2, text);
      assert.equal(new Set(hashes).size, 1, text);
    });

    function kubectl(args: string[], input?: string): string {
      const { kubeconfig } = environment.stage.kubernetes;
      const executable = path.join(environment.stage.parts.cluster, "kubectl");
      const file = input === undefined ? [] : ["--filename", "-"];
      return execFileSync(executable, ["--kubeconfig", kubeconfig, ...args, ...file], { input, encoding: "utf8" });
    }
  });
});

interface Manifest {
  kind: string;
  metadata: { name: string };
}

function kindAndName(manifest: string): [string, string] {
  const { kind, metadata } = parse(manifest) as Manifest;
  return [kind, metadata.name];
}

/** The stage's chart as the next version, with the definitions of the newer operator in the place of its own. */
function nextChart(stage: Stage): { version: string; path: string } {
  const own = stage.parts.charts["external-secrets"]!;
  const version = own.version.replace(/\d+$/, (last) => String(Number(last) + 1));
  const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-chart-")), "external-secrets");
  fs.cpSync(own.path, folder, { recursive: true });
  const about = path.join(folder, "Chart.yaml");
  const text = parse(fs.readFileSync(about, "utf8")) as Record<string, unknown>;
  fs.writeFileSync(about, stringify({ ...text, version, appVersion: `v${version}` }));
  const templates = path.join(folder, "templates", "crds");
  for (const definition of newerDefinitions()) {
    const { singular } = (parse(definition) as { spec: { names: { singular: string } } }).spec.names;
    const file = path.join(templates, `${singular}.yaml`);
    if (!fs.existsSync(file)) continue;
    const [condition, ...rest] = fs.readFileSync(file, "utf8").split("\n");
    // The chart's own annotations stand behind the line that begins them, and are what keeps the definition.
    const annotations = rest.slice(
      rest.indexOf("  annotations:") + 1,
      rest.findIndex((line) => line.includes("controller-gen")),
    );
    const body = definition.replace(/^ {2}annotations:\n/m, (line) => `${line}${annotations.join("\n")}\n`);
    fs.writeFileSync(file, `${condition}\n${body}{{- end }}\n`);
  }
  return { version, path: folder };
}

/** The definitions of the newer operator, as its module holds them, by the checksum that was reviewed. */
function newerDefinitions(): string[] {
  const answer = execFileSync("go", ["mod", "download", "-json", newer.module], {
    cwd: os.tmpdir(),
    encoding: "utf8",
    env: { ...process.env, GOWORK: "off" },
  });
  const { Dir, Sum } = JSON.parse(answer) as { Dir: string; Sum: string };
  assert.equal(Sum, newer.sum);
  const bundle = fs.readFileSync(path.join(Dir, "deploy", "crds", "bundle.yaml"), "utf8");
  return bundle.split(/^---\n/m).filter((text) => text.trim() !== "");
}
