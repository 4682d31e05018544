import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { LabError } from "../../lab/lab-error";
import { buildOnce, folderOf } from "../../lab/parts/build-once";
import { cacheFolder, partsFolder } from "../../lab/parts/cache-folder";
import { cluster } from "../../lab/parts/cluster";
import { engine, engineOnPath } from "../../lab/parts/engine";
import { modulesFolder } from "../../lab/parts/go-toolchain";
import { helm } from "../../lab/parts/helm";
import { manifests } from "../../lab/parts/manifests";
import type { Part } from "../../lab/parts/part";
import { partNames, whatIsLeftOut } from "../../lab/parts/parts";
import { promtool } from "../../lab/parts/promtool";
import { isAtLeast } from "../../lab/parts/versions";

/** A process id that no process has: Linux gives none above four million. */
const deadPid = 99_999_999;

describe("the lab's parts", () => {
  const saved = { ...process.env };
  let lines: string[];
  let built: number;

  beforeEach(() => {
    process.env["STRONGROOM_CACHE"] = fs.mkdtempSync(path.join(os.tmpdir(), "parts-"));
    process.env["PATH"] = saved["PATH"];
    lines = [];
    built = 0;
  });

  afterEach(() => {
    fs.rmSync(process.env["STRONGROOM_CACHE"]!, { recursive: true });
    process.env = { ...saved };
  });

  function part(more: Partial<Part> = {}): Part {
    return {
      name: "helm",
      version: "1.2.3",
      title: "a part",
      cold: "a second",
      inputs: { files: [__filename], settings: [] },
      missing: () => undefined,
      build: async (folder) => {
        built += 1;
        await new Promise((resolve) => setTimeout(resolve, 50));
        fs.writeFileSync(path.join(folder, "content"), "built");
      },
      ...more,
    };
  }

  const build = (one: Part): Promise<string> => buildOnce(one, (line) => lines.push(line));

  it("builds once, says so, and is silent afterwards", async () => {
    const folder = await build(part());
    assert.match(path.basename(folder), /^helm-1\.2\.3-[0-9a-f]{12}$/);
    assert.equal(path.dirname(folder), partsFolder());
    assert.equal(fs.readFileSync(path.join(folder, "content"), "utf8"), "built");
    assert.equal(lines[0], "Building a part: once, about a second where nothing is cached.");
    assert.match(lines[1]!, /^Built a part in \d+ s\.$/);
    assert.equal(await build(part()), folder);
    assert.deepEqual([built, lines.length], [1, 2]);
  });

  it("builds anew where a setting or a version differs", () => {
    const folders = [part(), part({ version: "1.2.4" }), part({ inputs: { files: [], settings: ["-trimpath"] } })];
    assert.equal(new Set(folders.map(folderOf)).size, 3);
  });

  it("builds once for two that want it at the same time", async () => {
    const [one, other] = await Promise.all([build(part()), build(part())]);
    assert.deepEqual([built, one], [1, other]);
    assert.ok(lines.includes(`Waiting for process ${process.pid}, which builds a part.`));
  });

  it("takes over the lock of a process that is gone, and removes what it left half", async () => {
    const folder = folderOf(part());
    fs.mkdirSync(`${folder}.building-${deadPid}`, { recursive: true });
    fs.writeFileSync(`${folder}.lock`, `${deadPid}\n`);
    await build(part());
    assert.deepEqual(fs.readdirSync(partsFolder()), [path.basename(folder)]);
  });

  it("leaves nothing of a build that failed, and can be tried again", async () => {
    const failing = part({ build: () => Promise.reject(new LabError("no such module")) });
    await assert.rejects(build(failing), { name: "LabError", message: "Could not build a part.\nno such module" });
    assert.deepEqual(fs.readdirSync(partsFolder()), []);
    await build(part());
    assert.equal(built, 1);
  });

  it("builds nothing where something to build it with is missing", async () => {
    await assert.rejects(build(part({ missing: () => "Go was not found." })), new LabError("Go was not found."));
    assert.equal(built, 0);
  });

  it("names a missing Go with what to install", () => {
    process.env["PATH"] = "/nowhere";
    assert.equal(
      helm.missing(),
      "Go was not found, or does not work here: the lab builds its parts with Go 1.26.0 or newer.\n" +
        "Fix: install it from https://go.dev/dl/ and put it on the PATH.",
    );
  });

  it("takes an engine on the PATH that is new enough, and no other", () => {
    const folder = path.join(process.env["STRONGROOM_CACHE"]!, "bin");
    fs.mkdirSync(folder);
    process.env["PATH"] = `${folder}${path.delimiter}${saved["PATH"] ?? ""}`;
    const found = (prints: string): string | undefined => {
      fs.writeFileSync(path.join(folder, "pulumi"), `#!/bin/sh\n${prints}\n`, { mode: 0o755 });
      return engineOnPath()?.folder;
    };
    assert.equal(found("echo v3.248.0"), folder);
    assert.equal(found("echo v4.0.1"), folder);
    assert.equal(found("echo v3.247.9"), undefined);
    assert.equal(found("exit 1"), undefined);
  });

  it("compares versions by number", () => {
    const pairs = [
      ["v3.259.0", "3.248.0", true],
      ["v3.248.0", "3.248.0", true],
      ["3.99.0", "3.248.0", false],
      ["go1.26.8", "1.26.0", true],
      ["go1.9", "1.26.0", false],
      ["3.11", "3.10", true],
      ["4", "3.10", true],
      ["", "3.10", false],
    ] as const;
    for (const [version, least, expected] of pairs) assert.equal(isAtLeast(version, least), expected, version);
  });

  it("keeps its cache where the environment says", () => {
    process.env["STRONGROOM_CACHE"] = "";
    process.env["XDG_CACHE_HOME"] = "/cache";
    assert.equal(cacheFolder(), "/cache/strongroom");
    process.env["XDG_CACHE_HOME"] = "";
    assert.equal(cacheFolder(), path.join(os.homedir(), ".cache", "strongroom"));
    process.env["STRONGROOM_CACHE"] = fs.mkdtempSync(path.join(os.tmpdir(), "parts-"));
  });

  it("says in one line what is left out, and leaves nothing out with CI=true", () => {
    process.env["PATH"] = "/nowhere";
    process.env["CI"] = "";
    assert.equal(
      whatIsLeftOut("the emulator's tests", ["emulator", "helm"]),
      "Left out: the emulator's tests, because the lab's emulator, helm is not built. " +
        "Fix: npm run lab -- up, or CI=true npm test",
    );
    process.env["CI"] = "true";
    assert.equal(whatIsLeftOut("the emulator's tests"), undefined);
  });

  it("pins in go.mod what each part says that it is", () => {
    const modules = { engine: "pulumi", cluster: "cluster", helm: "helm", manifests: "sources", promtool: "promtool" };
    const wanted = {
      engine: `github.com/pulumi/pulumi/pkg/v3 v${engine.version}`,
      cluster: `k8s.io/kubernetes v${cluster.version}`,
      helm: `helm.sh/helm/v3 v${helm.version}`,
      manifests: `github.com/external-secrets/external-secrets v${manifests.version}`,
      promtool: `github.com/prometheus/prometheus v${promtool.version}`,
    };
    for (const [name, module] of Object.entries(modules)) {
      const text = fs.readFileSync(path.join(modulesFolder, module, "go.mod"), "utf8");
      assert.ok(
        text.includes(wanted[name as keyof typeof wanted]),
        `${module}/go.mod: ${wanted[name as keyof typeof wanted]}`,
      );
    }
    assert.deepEqual([...partNames].sort(), ["aws-cli", "cluster", "emulator", "engine", "helm", "manifests"]);
  });
});
