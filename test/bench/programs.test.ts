import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import { readCorpus } from "../../bench/corpus";
import { measured, spread } from "../../bench/measured";
import { Random } from "../../bench/random";
import { share, table } from "../../bench/report";
import { makeStack, plantedKey } from "../../bench/scale/stack";
import { manifest, writeManifests } from "../../bench/throughput/files";
import { peers } from "../../bench/throughput/peers";

const script = path.join(__dirname, "..", "..", "scripts", "bench.js");

function run(args: string[], environment: Record<string, string> = {}) {
  const env = { ...process.env, STRONGROOM_CORPUS: "", ...environment };
  return spawnSync(process.execPath, [script, ...args], { encoding: "utf8", env });
}

/** A corpus of one row a file, in the form that docs/benchmarks.md describes. */
function writeCorpus(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-corpus-"));
  const write = (file: string, ...rows: unknown[]) =>
    fs.writeFileSync(path.join(folder, file), `${rows.map((row) => JSON.stringify(row)).join("\n")}\n`);
  write("configmaps-innocent.jsonl", { id: "1", name: "settings", namespace: "api", data: { LOG_LEVEL: "info" } });
  write("configmaps-leaking.jsonl", {
    id: "2",
    name: "leaky",
    data: { DB_PASSWORD: "n7Kq2v" + "Xw9LrT" },
    why: [{ key: "DB_PASSWORD", why: "a password" }],
  });
  write("configmaps-placeholder.jsonl", { id: "3", name: "empty", data: { DB_PASSWORD: "CHANGEME" }, why: [] });
  write("lines-secret-gitleaks.jsonl", { rule: "github-pat", line: `token = "${"ghp_"}${"x".repeat(36)}"` });
  write("lines-innocent-gitleaks.jsonl", { rule: "github-pat", line: "no token here" });
  return folder;
}

describe("the programs that measure", () => {
  it("say what to pass when there is no corpus", () => {
    const { status, stderr } = run(["accuracy"]);
    assert.equal(status, 2);
    assert.equal(
      stderr,
      "This measures on a corpus of real ConfigMaps, which is no part of the project.\n" +
        "Fix: name its folder with --corpus DIR or in STRONGROOM_CORPUS. docs/benchmarks.md describes its files.\n",
    );
  });

  it("read a corpus by its environment variable, and print no value of it", () => {
    const folder = writeCorpus();
    try {
      const { status, stdout, stderr } = run(["accuracy"], { STRONGROOM_CORPUS: folder });
      assert.equal(stderr, "");
      assert.equal(status, 0);
      assert.match(stdout, /^\| innocent ConfigMaps flagged, per 1,000 +\| 0\.0 \(0 of 1\) +\| 0 +\|$/m);
      assert.match(stdout, /^\| real credentials found +\| 100\.0 % \(1 of 1\) +\| at least 95 % +\|$/m);
      assert.doesNotMatch(stdout, /n7Kq2vX/);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it("refuse a row that is not as described, without repeating it", () => {
    const folder = writeCorpus();
    try {
      fs.appendFileSync(path.join(folder, "configmaps-innocent.jsonl"), '{"id":"4","name":"x","data":{"A":7}}\n');
      assert.throws(() => readCorpus(folder), {
        message:
          `${path.join(folder, "configmaps-innocent.jsonl")}:2 is no row of the corpus: ` +
          "data.A: Invalid input: expected string, received number.\nFix: docs/benchmarks.md describes the form.",
      });
      assert.throws(
        () => readCorpus(os.tmpdir()),
        /holds no corpus: configmaps-innocent\.jsonl was not found\.\nFix: /,
      );
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it("write a manifest for each ConfigMap and each made-up incident, which parses to what it was", () => {
    const folder = writeCorpus();
    const manifests = writeManifests(readCorpus(folder), 1);
    try {
      assert.equal(manifests.files, 1003);
      assert.equal(fs.readdirSync(manifests.folder).length, 1003);
      const first = parse(fs.readFileSync(path.join(manifests.folder, "00000.yaml"), "utf8")) as unknown;
      assert.deepEqual(first, {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "settings", namespace: "api" },
        data: { LOG_LEVEL: "info" },
      });
    } finally {
      manifests.remove();
      fs.rmSync(folder, { recursive: true });
    }
    assert.equal(fs.existsSync(manifests.folder), false);
    const tricky = { "a.sh": "one\n\ttwo\n", b: "yes", c: "0x1F" };
    assert.deepEqual((parse(manifest({ name: "x", data: tricky })) as { data: unknown }).data, tricky);
  });

  it("know how to install every scanner beside which they measure, as docs/benchmarks.md does, and leave out what is missing", () => {
    const page = fs.readFileSync(path.join(__dirname, "..", "..", "docs", "benchmarks.md"), "utf8");
    for (const { name, version, install, command } of peers) {
      assert.ok(
        install.some((line) => line.includes(version)),
        `${name} installs another version`,
      );
      for (const line of install) assert.ok(page.includes(`\n${line}\n`), `docs/benchmarks.md lacks: ${line}`);
      assert.equal(command("/nowhere", "/corpus", os.tmpdir()), undefined);
    }
  });
});

describe("the generated stack", () => {
  it("has as many resources as wanted, each under a name of its own, and comes again", () => {
    const stack = makeStack(1000, 1);
    assert.equal(stack.length, 1000);
    assert.equal(new Set(stack.map(({ urn }) => urn)).size, 1000);
    assert.deepEqual(makeStack(1000, 1), stack);
  });

  it("repeats the incident in every tenth service", () => {
    const planted = makeStack(1000, 1).filter(({ inputs }) => JSON.stringify(inputs.data ?? null).includes(plantedKey));
    assert.equal(planted.length, 10);
  });
});

describe("measurements", () => {
  it("are summed up by median, least and most", () => {
    assert.deepEqual(measured([5, 1, 3]), { median: 3, least: 1, most: 5 });
    assert.deepEqual(measured([4, 1, 2, 3]), { median: 2.5, least: 1, most: 4 });
    assert.equal(spread(measured([1.25, 1, 2]), 2), "1.25 (1.00–2.00)");
    assert.throws(() => measured([]), { message: "There is nothing to sum up: measure at least once." });
  });

  it("stand in a table, and in shares with their counts", () => {
    assert.equal(
      table(["tool", "s"], [["strongroom", 1.5]]),
      "| tool       | s   |\n| ---------- | --- |\n| strongroom | 1.5 |",
    );
    assert.equal(share(19, 20), "95.0 % (19 of 20)");
    assert.equal(share(0, 0), "none measured");
  });

  it("draw numbers that come again under the same seed", () => {
    const draw = (seed: number) =>
      Array.from(
        { length: 5 },
        (
          (random) => () =>
            random.between(0, 9)
        )(new Random(seed)),
      );
    assert.deepEqual(draw(1), draw(1));
    assert.notDeepEqual(draw(1), draw(2));
  });
});
