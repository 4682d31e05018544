import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Log } from "sarif";
import { makeSharedSecret, root } from "../cli/run-cli";
import { sarifErrors } from "../report/sarif-schema";
import { tool, withTools } from "../tools";
import { Evaluation } from "./expressions";
import { type JobResult, readWorkflow, runJob } from "./run-job";

const workflow = readWorkflow("preview");
const repository = "acme/platform";
const pullRequest = (from: string) => ({
  event_name: "pull_request",
  repository,
  token: "token",
  event: { pull_request: { number: 7, head: { repo: { full_name: from } } } },
});

/** A repository whose main branch is this checkout with the environment dev alone, and a folder for the runner. */
class Sandbox {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-pull-request-"));
  readonly origin = path.join(this.folder, "origin");
  readonly workspace = path.join(this.folder, "workspace");

  constructor() {
    const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
    for (const file of files.toString().split("\0").filter(Boolean)) {
      const isOther = /^stacks\/Pulumi\.(?!dev\.)/.test(file);
      if (!isOther && fs.existsSync(path.join(root, file))) {
        fs.cpSync(path.join(root, file), path.join(this.origin, file));
      }
    }
    this.git("init", "--quiet", "--initial-branch=main");
    this.commit("what is there");
  }

  git(...args: string[]): string {
    const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
    return execFileSync("git", [...identity, ...args], { cwd: this.origin, encoding: "utf8" });
  }

  commit(message: string): void {
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", message);
  }

  /** Changes files on a branch, and merges it as GitHub does to try a pull request. */
  propose(files: Record<string, (text: string) => string>): void {
    this.git("switch", "--quiet", "--create", "change");
    for (const [file, change] of Object.entries(files)) {
      const target = path.join(this.origin, file);
      fs.writeFileSync(target, change(fs.existsSync(target) ? fs.readFileSync(target, "utf8") : ""));
    }
    this.commit("the change");
    this.git("switch", "--quiet", "--create", "merge", "main");
    this.git("merge", "--quiet", "--no-ff", "--message", "the pull request", "change");
  }

  /** What actions/checkout does: a clone of the merge and of as many commits as were asked for. The packages are this checkout's. */
  checkout(inputs: Record<string, unknown>): void {
    assert.equal(inputs["persist-credentials"], false);
    const depth = `--depth=${String(inputs["fetch-depth"])}`;
    const clone = ["clone", "--quiet", depth, "--branch=merge", `file://${this.origin}`, this.workspace];
    execFileSync("git", clone, { stdio: "pipe" });
    const modules = path.join(this.workspace, "node_modules");
    fs.mkdirSync(modules);
    for (const name of fs.readdirSync(path.join(root, "node_modules"))) {
      // What the compiler makes of the clone is kept there.
      if (name !== ".cache") fs.symlinkSync(path.join(root, "node_modules", name), path.join(modules, name));
    }
  }

  read(file: string): string {
    return fs.readFileSync(path.join(this.workspace, file), "utf8");
  }

  lineWith(file: string, text: string): number {
    return (
      this.read(file)
        .split("\n")
        .findIndex((line) => line.includes(text)) + 1
    );
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true });
  }
}

describe("a pull request that puts a secret into a ConfigMap and a parameter", function () {
  this.timeout(300_000);

  const secret = makeSharedSecret();
  let sandbox: Sandbox;
  let result: JobResult;
  let uploaded: string[];

  before(async () => {
    sandbox = new Sandbox();
    sandbox.propose({
      "services/checkout.ts": () =>
        fs
          .readFileSync(path.join(root, "services", "worker.ts"), "utf8")
          .replaceAll("worker", "checkout")
          .replaceAll("TRACKING_API_KEY", "CHECKOUT_API_KEY")
          .replace("  parameters: {", `  parameters: {\n    APPLE_SHARED_SECRET: "${secret}",`),
      "index.ts": (text) =>
        `${text}\nimport { ConfigMap } from "@pulumi/kubernetes/core/v1";\n` +
        `new ConfigMap(\n  "checkout",\n  { metadata: { namespace: "checkout" }, data: { APPLE_SHARED_SECRET: "${secret}" } },\n  { provider: providers[1] },\n);\n`,
      "services/api.ts": (text) => text.replace('"com.example.app"', '"com.example.shop"'),
    });
    result = await runJob(workflow, "preview", {
      workspace: sandbox.workspace,
      contexts: { github: pullRequest(repository) },
      actions: {
        "actions/checkout": (inputs) => sandbox.checkout(inputs),
        "actions/setup-node": () => undefined,
        "actions/upload-artifact": (inputs) => {
          uploaded = String(inputs["path"]).trim().split("\n");
        },
      },
    });
  });
  after(() => sandbox.remove());

  it("fails, and says so at the lines that did it", () => {
    assert.equal(result.status, "failure", result.log);
    const errors = result.log.split("\n").filter((line) => line.startsWith("::error "));
    const place = "services/checkout.ts";
    assert.deepEqual(
      errors.map((line) => line.slice(0, line.indexOf("%0A"))).sort(),
      [
        `::error file=index.ts,line=${sandbox.lineWith("index.ts", "new ConfigMap(")},title=configmap-secrets (mandatory)::` +
          "kubernetes:core/v1:ConfigMap checkout, in dev:",
        `::error file=${place},line=${sandbox.lineWith(place, "APPLE_SHARED_SECRET")},title=parameter-holds-secret (mandatory)::` +
          "aws:ssm/parameter:Parameter checkout-APPLE_SHARED_SECRET, in dev:",
      ],
      result.log,
    );
    assert.match(
      result.log,
      /^dev: Guard: blocked\. 2 mandatory violations\. 1 advisory\. \d+ rules, \d+ resources\.$/m,
    );
  });

  it("shows in the job's summary what changes, what is found and what is new", () => {
    assert.ok(result.summary.startsWith("## Preview: the guard blocks `dev`\n"), result.summary);
    assert.match(
      result.summary,
      /^\| `dev` +\| \*\*2 mandatory violations\*\*, 1 advisory \| \d+ created, \d+ changed \|/m,
    );
    assert.match(
      result.summary,
      /^\*\*mandatory, high\*\* `configmap-secrets` at `index\.ts:\d+`: .+\. \*\*New\.\*\*$/m,
    );
    // What main has as well is not new.
    assert.match(
      result.summary,
      /^\*\*advisory, high\*\* `secret-rotation` at `services\/api\.ts:\d+`: .+, in `dev`$/m,
    );
    for (const row of [
      "| created | `strongroom:index:ServiceSecrets` | `checkout` |  |",
      "| created | `kubernetes:core/v1:ConfigMap` | `checkout` |  |",
      "| changed | `aws:ssm/parameter:Parameter` | `api-APPLE_BUNDLE_ID` | `value` |",
    ]) {
      assert.ok(result.summary.includes(`\n${row}\n`), `${row} is not in:\n${result.summary}`);
    }
    assert.equal(result.summary, sandbox.read("preview.md"));
  });

  it("leaves SARIF for code scanning, which fits the official schema and points into the sources", () => {
    const log = JSON.parse(sandbox.read("preview.sarif")) as Log;
    assert.deepEqual(sarifErrors(log), []);
    const places = log.runs[0]!.results!.map(({ ruleId, locations }) => {
      const { artifactLocation, region } = locations![0]!.physicalLocation!;
      return `${ruleId} ${artifactLocation!.uri}:${region!.startLine}`;
    });
    assert.deepEqual(places.sort(), [
      `configmap-secrets index.ts:${sandbox.lineWith("index.ts", "new ConfigMap(")}`,
      `parameter-holds-secret services/checkout.ts:${sandbox.lineWith("services/checkout.ts", "APPLE_SHARED_SECRET")}`,
      `secret-rotation services/api.ts:${sandbox.lineWith("services/api.ts", "database: {")}`,
    ]);
    assert.deepEqual(uploaded, ["preview.md", "preview.sarif"]);
  });

  it("repeats the secret nowhere", () => {
    for (const text of [result.log, result.summary, sandbox.read("preview.md"), sandbox.read("preview.sarif")]) {
      assert.ok(!text.includes(secret));
    }
  });

  withTools("the comment on a pull request", ["gojq"], () => {
    it("is commented on once, by a job that runs none of its code", async () => {
      const bin = path.join(sandbox.folder, "bin");
      const job = path.join(sandbox.folder, "comment");
      const state = path.join(sandbox.folder, "github.json");
      for (const folder of [bin, job]) fs.mkdirSync(folder);
      fs.copyFileSync(path.join(__dirname, "fake-gh.js"), path.join(bin, "gh"));
      fs.chmodSync(path.join(bin, "gh"), 0o755);
      const others = [{ id: 1, user: { login: "mallory" }, body: "<!-- strongroom preview -->\nnot ours" }];
      fs.writeFileSync(state, JSON.stringify({ comments: others, issues: [] }));
      const comments = () => (JSON.parse(fs.readFileSync(state, "utf8")) as { comments: { body: string }[] }).comments;
      for (const text of [result.summary, "## Preview: clean\n"]) {
        fs.writeFileSync(path.join(job, "preview.md"), text);
        const { status, log } = await runJob(workflow, "comment", {
          workspace: job,
          contexts: { github: pullRequest(repository) },
          actions: { "actions/download-artifact": () => undefined },
          path: [bin],
          env: { GH_STATE: state, GH_JQ: tool("gojq") },
        });
        assert.equal(status, "success", log);
        assert.equal(comments().length, 2);
        assert.equal(comments()[0]?.body, others[0]?.body);
        assert.equal(comments()[1]?.body, `<!-- strongroom preview -->\n${text}`);
      }
    });
  });
});

describe("the jobs that may write", () => {
  const needs = { preview: { result: "failure", outputs: { reported: "true" } } };

  it("run for branches of the repository, and not for forks, whose token cannot write", async () => {
    const evaluation = await Evaluation.load();
    const runs = (job: string, github: object, more: object = {}): boolean =>
      evaluation.condition(workflow.jobs[job]!.if, { github, needs, vars: {}, ...more }, "failure");
    assert.equal(runs("comment", pullRequest(repository)), true);
    assert.equal(runs("comment", pullRequest("mallory/platform")), false);
    assert.equal(runs("comment", { event_name: "push", repository, event: {} }), false);
    assert.equal(runs("code-scanning", pullRequest(repository)), true);
    assert.equal(runs("code-scanning", pullRequest("mallory/platform")), false);
    assert.equal(runs("code-scanning", { event_name: "push", repository, event: {} }), true);
    assert.equal(runs("code-scanning", pullRequest(repository), { vars: { STRONGROOM_CODE_SCANNING: "off" } }), false);
    const nothing = { needs: { preview: { result: "failure", outputs: {} } } };
    assert.equal(runs("comment", pullRequest(repository), nothing), false);
  });
});
