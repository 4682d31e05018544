import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { makeSharedSecret, root } from "../cli/run-cli";
import { tool, withTools } from "../tools";
import { type JobResult, readWorkflow, runJob } from "./run-job";

const workflow = readWorkflow("nightly");
const github = { repository: "acme/platform", server_url: "https://github.com", run_id: 5, token: "token" };
const matrix = { environment: "dev", region: "eu-west-1", preview: { role: "arn", environment: "" } };

describe("the nightly checks", function () {
  this.timeout(180_000);

  let folder: string;
  const file = (name: string): string => path.join(folder, name);
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-nightly-"));
    fs.mkdirSync(file("bin"));
    fs.mkdirSync(file("reports"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  function command(name: string, script: string): void {
    fs.writeFileSync(file(`bin/${name}`), `#!/usr/bin/env bash\n${script}\n`, { mode: 0o755 });
  }

  /** Runs the checks of dev, with a cluster that holds these ConfigMaps, an engine that ends so, and an inventory that does. */
  async function check(given: {
    drift: number;
    data: object;
    inventory: number;
  }): Promise<JobResult & { report: string }> {
    const list = { apiVersion: "v1", kind: "List", items: [configMap(given.data)] };
    fs.writeFileSync(file("configmaps"), JSON.stringify(list));
    // The real command line, but for the inventory, which would ask AWS.
    command(
      "node",
      `[ "$2" != inventory ] || { echo "inventory $3"; exit ${given.inventory}; }\nexec ${process.execPath} "$@"`,
    );
    command("pulumi", `echo "pulumi $*"; exit ${given.drift}`);
    command("kubectl", `grep -q '"server":' "$KUBECONFIG" || exit 1\ncat ${file("configmaps")}`);
    const workspace = file("workspace");
    fs.mkdirSync(workspace);
    for (const name of fs.readdirSync(root).filter((name) => name !== ".git")) {
      fs.symlinkSync(path.join(root, name), path.join(workspace, name));
    }
    const result = await runJob(workflow, "check", {
      workspace,
      contexts: { github, matrix, vars: { PULUMI_BACKEND_URL: "s3://state" } },
      actions: {
        "actions/checkout": () => undefined,
        "./.github/actions/environment": (inputs) => assert.deepEqual(inputs, { role: "arn", region: "eu-west-1" }),
        "actions/upload-artifact": () => undefined,
      },
      path: [file("bin")],
    });
    const report = path.join(workspace, "nightly-dev.md");
    return { ...result, report: fs.existsSync(report) ? fs.readFileSync(report, "utf8") : "" };
  }

  const configMap = (data: object) => {
    return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings", namespace: "api" }, data };
  };

  it("report nothing where nothing is found", async () => {
    const { status, report, log } = await check({ drift: 0, data: { LEVEL: "info" }, inventory: 0 });
    assert.equal(status, "success", log);
    assert.equal(report, "");
    assert.match(
      log,
      /pulumi preview --stack dev --refresh --expect-no-changes .* --exclude urn:pulumi:dev::\*::\*\*aws:secretsmanager\/secretVersion:SecretVersion::\*\*/,
    );
    assert.match(log, /^Scan: clean\./m);
  });

  it("report drift, what is overdue, and a credential in a ConfigMap of the cluster, without its value", async () => {
    const secret = makeSharedSecret();
    const { status, report, log } = await check({ drift: 7, data: { APPLE_SHARED_SECRET: secret }, inventory: 1 });
    assert.equal(status, "success", log);
    assert.deepEqual(
      report.split("\n").filter((line) => line.startsWith("### ")),
      [
        "### dev: What runs differs from what is declared",
        "### dev: A rotation is overdue",
        "### dev: A ConfigMap holds a credential",
      ],
      log,
    );
    assert.match(report, /^ {4}\[certain\].+ConfigMap api\/settings$/m);
    assert.ok(!(report + log).includes(secret));
  });

  it("fail where a check cannot be done, and say which", async () => {
    const { status, report } = await check({ drift: 255, data: { LEVEL: "info" }, inventory: 2 });
    assert.equal(status, "failure");
    assert.deepEqual(
      report.split("\n").filter((line) => line.startsWith("### ")),
      [
        "### dev: Not checked, exit status 255: What runs differs from what is declared",
        "### dev: Not checked, exit status 2: A rotation is overdue",
      ],
    );
  });

  withTools("the issue of the nightly checks", ["gojq"], () => {
    it("open one issue, bring it up to date, and close it when nothing is found any more", async () => {
      fs.copyFileSync(path.join(__dirname, "fake-gh.js"), file("bin/gh"));
      fs.chmodSync(file("bin/gh"), 0o755);
      const others = { number: 3, title: "Nightly checks found something", state: "closed" };
      fs.writeFileSync(file("github.json"), JSON.stringify({ comments: [], issues: [others] }));
      const night = async (report: string | undefined, result: string) => {
        if (report === undefined) fs.rmSync(file("reports/nightly-dev.md"), { force: true });
        else fs.writeFileSync(file("reports/nightly-dev.md"), report);
        const { status, log } = await runJob(workflow, "issue", {
          workspace: folder,
          contexts: { github, needs: { check: { result } } },
          actions: { "actions/download-artifact": () => undefined },
          path: [file("bin")],
          env: { GH_STATE: file("github.json"), GH_JQ: tool("gojq") },
        });
        assert.equal(status, "success", log);
        const state = JSON.parse(fs.readFileSync(file("github.json"), "utf8")) as {
          comments: { body: string }[];
          issues: { title: string; body: string; state: string }[];
        };
        return { comments: state.comments.map(({ body }) => body), issues: state.issues.slice(1) };
      };
      const heading =
        "Found by [this run](https://github.com/acme/platform/actions/runs/5). The next run brings this page up to date.\n\n";
      const first = await night("### one\n", "success");
      assert.deepEqual(
        first.issues.map(({ title, state, body }) => [title, state, body]),
        [["Nightly checks found something", "open", `${heading}### one\n`]],
      );
      const second = await night("### two\n", "failure");
      assert.deepEqual(
        second.issues.map(({ state, body }) => [state, body]),
        [["open", `${heading}### two\n`]],
      );
      // Checks that could not be done find nothing, and prove nothing.
      assert.equal((await night(undefined, "failure")).issues[0]?.state, "open");
      const last = await night(undefined, "success");
      assert.deepEqual(
        last.issues.map(({ state }) => state),
        ["closed"],
      );
      assert.deepEqual(last.comments, ["[This run](https://github.com/acme/platform/actions/runs/5) found nothing."]);
      assert.equal((await night(undefined, "success")).issues.length, 1);
    });
  });
});
