import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import { listEnvironments, readProject } from "../../cli/preview/project";
import { deploymentOrder } from "../../components/model/production";
import { engine } from "../../lab/parts/engine";
import { root } from "../cli/run-cli";
import { tool, withTools } from "../tools";
import { type Job, type Step, readWorkflow } from "./run-job";

const folder = path.join(root, ".github", "workflows");
const names = fs.readdirSync(folder).map((file) => path.basename(file, ".yml"));
const actionFile = path.join(root, ".github", "actions", "environment", "action.yml");
const texts = [...names.map((name) => path.join(folder, `${name}.yml`)), actionFile].map((file) =>
  fs.readFileSync(file, "utf8"),
);
const jobs = names.flatMap((name) =>
  Object.entries(readWorkflow(name).jobs).map(([id, job]): [string, Job] => [`${name}/${id}`, job]),
);

describe("the workflows", () => {
  it("name every action by a commit, with its version beside it, and the same one everywhere", () => {
    const uses = texts.flatMap((text) => [...text.matchAll(/^\s*(?:- )?uses: (.+)$/gm)].map(([, used]) => used!));
    const pinned = new Map<string, string>();
    assert.ok(uses.length > 10);
    for (const used of uses.filter((used) => !used.startsWith("./"))) {
      const [, action, pin] = /^([\w-]+\/[\w/-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)$/.exec(used) ?? [];
      assert.ok(action && pin, `${used} is not pinned`);
      assert.equal(pinned.get(action) ?? pin, pin, action);
      pinned.set(action, pin);
    }
  });

  it("hold no secret, give no job more than it asks for, and are never started by pull_request_target", () => {
    for (const text of texts) assert.doesNotMatch(text, /secrets\.|secrets: inherit|pull_request_target|workflow_run/);
    for (const name of names) assert.deepEqual(readWorkflow(name).permissions, {}, name);
    for (const [id, job] of jobs) assert.ok(job.permissions, `${id} says nothing of its permissions`);
  });

  it("run the code of a pull request with nothing but the right to read it", () => {
    const preview = readWorkflow("preview");
    assert.deepEqual(Object.keys(preview.on).sort(), ["pull_request", "push"]);
    assert.deepEqual(preview.jobs["preview"]?.permissions, { contents: "read" });
  });

  it("check nothing out, and run nothing of the repository, where a job may write", () => {
    const writing = jobs.filter(([, { permissions = {} }]) =>
      Object.entries(permissions).some(([name, value]) => value === "write" && name !== "id-token"),
    );
    assert.deepEqual(writing.map(([id]) => id).sort(), ["nightly/issue", "preview/code-scanning", "preview/comment"]);
    for (const [id, { steps = [] }] of writing) {
      for (const { uses = "", run = "" } of steps) {
        assert.doesNotMatch(`${uses}\n${run}`, /actions\/checkout|^\.\/|npm|node|strongroom\.js/m, id);
      }
    }
  });

  it("take roles only on main, by OIDC, once everything is installed", () => {
    const taking = jobs.filter(([, { permissions = {} }]) => permissions["id-token"] === "write").map(([id]) => id);
    assert.ok(taking.length > 0);
    for (const id of taking) assert.match(id, /^(deploy|deploy-environment|nightly)\//);
    assert.deepEqual(readWorkflow("deploy").on, { push: { branches: ["main"] }, workflow_dispatch: null });
    const { steps } = (parse(fs.readFileSync(actionFile, "utf8")) as { runs: { steps: Step[] } }).runs;
    assert.match(steps.at(-1)?.uses ?? "", /^aws-actions\/configure-aws-credentials@/);
    const cli = steps.find(({ uses = "" }) => uses.startsWith("pulumi/actions@"));
    assert.equal(cli?.with?.["pulumi-version"], engine.version);
  });

  it("deploy every environment that there is, in order, production last", () => {
    const { jobs: deploys } = readWorkflow("deploy");
    const { environments, ...own } = deploys;
    const order = deploymentOrder(listEnvironments(readProject(root)));
    const fix =
      "Fix: add a job to .github/workflows/deploy.yml, as that of staging, that needs the environment before it.";
    assert.deepEqual(Object.keys(own), order, fix);
    order.forEach((name, at) => {
      const { needs, with: inputs } = own[name]!;
      assert.deepEqual([needs].flat(), ["environments", ...(at === 0 ? [] : [order[at - 1]!])], name);
      assert.equal(inputs?.["environment"], name);
      assert.equal(inputs?.["settings"], `\${{ toJSON(fromJSON(needs.environments.outputs.settings).${name}) }}`);
    });
    assert.equal(environments?.if, "${{ vars.PULUMI_BACKEND_URL != '' }}");
  });
});

withTools("the linters of the workflows", ["actionlint", "shellcheck", "zizmor"], () => {
  describe("the linters of the workflows", linters);
});

function linters(this: Mocha.Suite): void {
  this.timeout(300_000);
  let bad: string;

  before(() => {
    bad = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-workflows-"));
    fs.mkdirSync(path.join(bad, ".github", "workflows"), { recursive: true });
    const wrong = {
      name: "Bad",
      on: { pull_request_target: {} },
      jobs: {
        bad: {
          "runs-on": "ubuntu-24.04",
          steps: [{ uses: "actions/checkout@v7" }, { run: "echo ${{ github.head_ref }}; cd $HOME/$1" }],
        },
      },
    };
    fs.writeFileSync(path.join(bad, ".github", "workflows", "bad.yml"), JSON.stringify(wrong));
  });
  after(() => fs.rmSync(bad, { recursive: true }));

  const run = (program: string, args: string[], cwd: string) =>
    spawnSync(program, args, { cwd, encoding: "utf8", env: { ...process.env, GH_TOKEN: undefined, NO_COLOR: "1" } });
  const zizmor = (cwd: string) => run(tool("zizmor"), ["--offline", "--no-progress", "--pedantic", ".github"], cwd);
  const actionlint = (cwd: string) => {
    const files = fs.readdirSync(path.join(cwd, ".github", "workflows")).map((file) => `.github/workflows/${file}`);
    return run(tool("actionlint"), ["-shellcheck", tool("shellcheck"), "-pyflakes", "", ...files], cwd);
  };

  it("zizmor finds nothing, and would", () => {
    const { status, stdout, stderr } = zizmor(root);
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /^No findings to report\./);
    const found = zizmor(bad).stdout;
    for (const audit of ["dangerous-triggers", "unpinned-uses", "template-injection", "artipacked"]) {
      assert.ok(found.includes(`[${audit}]`), `${audit} is not in:\n${found}`);
    }
  });

  it("actionlint and shellcheck find nothing, and would", () => {
    const { status, stdout, stderr } = actionlint(root);
    assert.equal(stdout + stderr, "");
    assert.equal(status, 0);
    const found = actionlint(bad);
    assert.equal(found.status, 1);
    assert.match(found.stdout, /"github\.head_ref" is potentially untrusted/);
    assert.match(found.stdout, /SC2086/);
  });
}
