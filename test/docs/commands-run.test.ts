import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { parseDocument } from "yaml";
import { reminders } from "../../components/model/reminder";
import { copyProgram } from "../cli/program-copy";
import { apple } from "../model/inventory-item";
import { tool, withTools } from "../tools";
import { type Block, readPage, root } from "./pages";
import { commandsIn, typedIn } from "./typed";

/** The block of a page that begins with a line. */
function block(page: string, line: string): Block {
  const found = readPage(page).blocks.find(({ text }) => text.split("\n")[0] === line);
  assert.ok(found, `${page} has no block that begins with: ${line}`);
  return found;
}

/** Node alone runs these: no account, no cluster, no engine. */
describe("commands that the pages show, run as they stand", function () {
  this.timeout(180_000);
  let program: string;
  let tools: string;
  // What the cluster of the pages holds: one ConfigMap of settings, and one with the incident's key.
  const configMaps = (data: object): string =>
    JSON.stringify({
      apiVersion: "v1",
      kind: "List",
      items: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "api", namespace: "api" }, data }],
    });
  const innocent = configMaps({ LOG_LEVEL: "info" });
  const leaking = configMaps({ APPLE_SHARED_SECRET: randomBytes(16).toString("hex") });

  before(() => {
    program = copyProgram();
    tools = path.join(program, "tools");
    fs.mkdirSync(tools);
    const strongroom = `exec "${process.execPath}" "${path.join(root, "bin", "strongroom.js")}"`;
    executable("npx", `shift; ${strongroom} "$@"`);
    // As package.json's script "start" does; npm itself would look for the package of this folder.
    executable("npm", `[ "$1" = start ] || exit 0\nshift; [ "$1" = -- ] && shift; ${strongroom} preview "$@"`);
    executable("kubectl", `cat "${path.join(program, "cluster.json")}"`);
    fs.mkdirSync(path.join(program, "k8s"));
    fs.mkdirSync(path.join(program, "charts"));
    fs.symlinkSync(path.join(root, "examples"), path.join(program, "examples"));
  });

  after(() => fs.rmSync(program, { recursive: true }));

  function executable(name: string, script: string): void {
    fs.writeFileSync(path.join(tools, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  /** Runs a block, or the changed text of it, in the copy of the program. */
  function run({
    page,
    line,
    change = (typed) => typed,
  }: {
    page: string;
    line: string;
    change?: (typed: string) => string;
  }) {
    const typed = typedIn(block(page, line));
    assert.ok(typed, `${page} types nothing there`);
    const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-uo", "pipefail", "-c", change(typed)], {
      cwd: program,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, PATH: [tools, process.env["PATH"]].join(path.delimiter), NO_COLOR: "1", CI: "" },
    });
    return { status, stdout, stderr, text: stdout + stderr };
  }

  /** What a page shows as printed, behind the line that is typed. */
  const shown = (page: string, line: string): string => `${block(page, line).text.split("\n").slice(1).join("\n")}\n`;

  it("README and CONTRIBUTING: a preview of dev, with the guard on, of as many resources as docs/lab.md shows", () => {
    const line = "npm start          # previews dev with the guard on; npm start prod previews prod";
    const { status, text } = run({ page: "README.md", line });
    assert.equal(status, 0, text);
    assert.match(text, /^Preview of strongroom, environment dev, account 111122223333, eu-west-1$/m);
    assert.match(text, /^Guard: clean\./m);
    // The engine counts the stack, too.
    const [, made, grouping] = /^(\d+) resources to create, grouped by (\d+) components\.$/m.exec(text)!.map(Number);
    const lab = block("docs/lab.md", "$ npm run lab -- pulumi up --stack dev --yes --skip-preview").text;
    assert.ok(
      lab.includes(`\n    + ${made! + grouping! + 1} created\n`),
      `docs/lab.md shows another number than ${text}`,
    );
    const same = block("CONTRIBUTING.md", "npm start          # previews dev with the guard on");
    assert.deepEqual(commandsIn(same.text), commandsIn(block("README.md", line).text));
  });

  it("README: what lies in the cluster, in files, and what is accepted", () => {
    fs.writeFileSync(path.join(program, "cluster.json"), innocent);
    fs.writeFileSync(path.join(program, "k8s", "api.json"), leaking);
    const line = "kubectl get configmaps -A -o json | npx strongroom scan -    # what lies in the cluster now";
    const { status, text } = run({ page: "README.md", line });
    assert.equal(status, 0, text);
    assert.match(text, /^Scan: clean\. 1 file, 1 object\.$/m);
    assert.match(text, /^Scan: 1 finding in 1 file\./m);
    assert.ok(fs.existsSync(path.join(program, ".strongroom-baseline.json")));
  });

  it("docs/scan.md: files and the cluster, then a baseline that is accepted and pruned", () => {
    fs.writeFileSync(path.join(program, "cluster.json"), leaking);
    fs.writeFileSync(path.join(program, "k8s", "api.json"), leaking);
    fs.writeFileSync(path.join(program, "charts", "rendered.yaml"), "{}\n");
    const found = run({ page: "docs/scan.md", line: "npx strongroom scan k8s/ charts/rendered.yaml" });
    assert.equal(found.status, 1, found.text);
    assert.equal(found.text.match(/^Scan: 1 finding in 1 file\./gm)?.length, 2);
    const accepted = run({ page: "docs/scan.md", line: "npx strongroom baseline k8s/" });
    assert.equal(accepted.status, 0, accepted.text);
    assert.match(accepted.text, /^Scan: clean\./m);
  });

  it("docs/delivery.md: the environments, exactly as shown", () => {
    const line = "$ npx strongroom environments";
    const { status, stdout } = run({ page: "docs/delivery.md", line });
    assert.deepEqual([status, stdout], [0, shown("docs/delivery.md", line)]);
  });

  it("docs/inventory.md: what is due on the day that is shown, exactly as shown", () => {
    const file = path.join(program, "stacks", "Pulumi.prod.yaml");
    const document = parseDocument(fs.readFileSync(file, "utf8"));
    const days = readPage("docs/inventory.md").blocks.find(({ language }) => language === "yaml")!;
    document.setIn(
      ["config", "strongroom:rotations"],
      parseDocument(days.text).getIn(["config", "strongroom:rotations"]),
    );
    fs.writeFileSync(file, document.toString());
    const line = "$ npx strongroom inventory prod";
    const { stdout } = run({ page: "docs/inventory.md", line, change: (typed) => `${typed} --today 2026-11-24` });
    assert.equal(stdout, shown("docs/inventory.md", line));
  });

  it("docs/inventory.md: the calendar", () => {
    const { status, text } = run({
      page: "docs/inventory.md",
      line: "npx strongroom calendar prod --output rotations.ics",
    });
    assert.equal(status, 0, text);
    assert.match(fs.readFileSync(path.join(program, "rotations.ics"), "utf8"), /^BEGIN:VCALENDAR\r\n/);
  });

  it("docs/reminders.md: the message, exactly as shown", () => {
    const line = "prod/api/apple has to be rotated by 2027-02-18.";
    const { text } = block("docs/reminders.md", line);
    const [first] = reminders([{ ...apple, runbook: "https://runbooks.example.com/apple-shared-secret" }], 9);
    assert.equal(text, first!.message);
  });

  it("docs/runtime.md: the application that ends without its keys, and whose manifests are clean", () => {
    const line = "node examples/app/main.js                      # ends, and names four keys";
    const { status, text } = run({ page: "docs/runtime.md", line });
    assert.equal(status, 0, text);
    assert.match(text, /^strongroom-runtime: 4 of 4 required secrets are missing:$/m);
    assert.match(text, /^Scan: clean\./m);
  });

  withTools("documents through jq", ["gojq"], () => {
    before(() => fs.symlinkSync(tool("gojq"), path.join(tools, "jq")));

    it("docs/json.md: entries and environments out of their documents", () => {
      const line =
        "npx strongroom inventory prod --json | jq -r '.entries[] | select(.state != \"ok\") | [.entry, .state, .owner] | @tsv'";
      const { status, stdout, text } = run({ page: "docs/json.md", line });
      assert.equal(status, 0, text);
      assert.match(stdout, /^prod\/billing\/invoicing\tawaiting-seed\tpayments <payments@example\.com>$/m);
      assert.match(stdout, /^prod\t333344445555\teu-west-1$/m);
    });

    it("docs/report.md: readers and exemptions out of the report's JSON", () => {
      const line =
        "npx strongroom report prod --json | jq -r '.access.values[] | [.name, (.readers[] | .role)] | @tsv'";
      const { status, stdout, text } = run({ page: "docs/report.md", line });
      assert.equal(status, 0, text);
      assert.match(stdout, /^prod\/api\/apple\tstrongroom-prod-store-aws-secrets-manager$/m);
      assert.match(stdout, /^\[\]$/m);
    });
  });
});
