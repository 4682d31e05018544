import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { compareResources, digestResources } from "../../cli/preview/changes";
import type { WireProperties } from "../../cli/preview/properties";
import { bareResource, makeUrn, noOptions } from "../../cli/preview/resources";
import { root, runCli, witnessPack } from "./run-cli";

const place = { stack: "dev", project: "shop" };
const resource = (name: string, inputs: WireProperties) => {
  return {
    ...bareResource(place, "a:b:C", name, inputs),
    parent: "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev",
  };
};

describe("what a program registers differently than it did", () => {
  const key = "made for this comparison";
  const digests = (...resources: ReturnType<typeof resource>[]) => digestResources(resources, key);

  it("is what came, what went, and the inputs that differ", () => {
    const before = digests(
      resource("kept", { a: { x: 1, y: [1, 2] }, b: "same" }),
      resource("other", { a: "old", b: "gone", c: [1, 2] }),
      resource("gone", {}),
    );
    const after = digests(
      resource("new", { a: 1 }),
      resource("kept", { b: "same", a: { y: [1, 2], x: 1 } }),
      resource("other", { a: "new", c: [2, 1], d: "came" }),
    );
    assert.deepEqual(compareResources(before, after), {
      created: [{ type: "a:b:C", name: "new", inputs: [] }],
      changed: [{ type: "a:b:C", name: "other", inputs: ["a", "b", "c", "d"] }],
      removed: [{ type: "a:b:C", name: "gone", inputs: [] }],
    });
    assert.deepEqual(compareResources(after, after), { created: [], changed: [], removed: [] });
  });

  it("knows what got another name by an alias, and what is below it", () => {
    const child = (parent: ReturnType<typeof resource>) => ({
      ...bareResource(place, "a:b:D", "child", { x: 1 }),
      urn: makeUrn(place, parent.urn, "a:b:D", "child"),
      parent: parent.urn,
    });
    const old = resource("old", { a: 1 });
    const renamed = { ...resource("new", { a: 2 }), options: { ...noOptions, aliases: [old.urn] } };
    assert.deepEqual(compareResources(digests(old, child(old)), digests(renamed, child(renamed))), {
      created: [],
      changed: [{ type: "a:b:C", name: "new", inputs: ["a"] }],
      removed: [],
    });
  });

  it("is told by digests, which say nothing without their key", () => {
    const [value] = Object.values(digests(resource("one", { password: "guessable" })));
    const [other] = Object.values(digestResources([resource("one", { password: "guessable" })], "another key"));
    assert.notEqual(value?.inputs["password"], other?.inputs["password"]);
    assert.ok(!JSON.stringify(value).includes("guessable"));
  });
});

describe("a preview against a base", function () {
  this.timeout(120_000);

  let folder: string;
  const file = (...names: string[]): string => path.join(folder, ...names);
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(root, "test", "cli", ".program-"));
    for (const version of ["before", "after"]) {
      fs.mkdirSync(file(version, "stacks"), { recursive: true });
      const project = "name: shop\nruntime: nodejs\nmain: index.ts\nstackConfigDir: stacks\n";
      fs.writeFileSync(file(version, "Pulumi.yaml"), project);
      fs.writeFileSync(file(version, "stacks", "Pulumi.dev.yaml"), "config: {}\n");
      const data = `{ LEVEL: ${JSON.stringify(version)}, OTHER: "1" }`;
      fs.writeFileSync(
        file(version, "index.ts"),
        `import { ConfigMap } from "@pulumi/kubernetes/core/v1";\nconsole.log("::error::printed by the program");\n` +
          `new ConfigMap("settings", { data: ${data} });\nnew ConfigMap("${version}", {});\n`,
      );
    }
    fs.writeFileSync(file("after", "stacks", "Pulumi.prod.yaml"), "config: {}\n");
    fs.writeFileSync(file("after", "stacks", "Pulumi.qa.yaml"), "config: {}\n");
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const preview = (...more: string[]) =>
    runCli(["preview", "--program", file("after"), "--policy-pack", witnessPack, ...more], {});
  const quiet = ["--policy-pack-config", "test/cli/fixtures/quiet-witness.json"];

  it("says what changes in every environment, production last, and prints nothing of the program's", () => {
    const { status, stdout } = preview("--all", "--base", file("before"), "--json", ...quiet);
    assert.equal(status, 0, stdout);
    const { previews } = JSON.parse(stdout) as { previews: { environment: string; changes?: object }[] };
    const type = "kubernetes:core/v1:ConfigMap";
    assert.deepEqual(
      previews.map(({ environment, changes }) => [environment, changes]),
      [
        [
          "dev",
          {
            created: [{ type, name: "after", inputs: [] }],
            changed: [{ type, name: "settings", inputs: ["data"] }],
            removed: [{ type, name: "before", inputs: [] }],
          },
        ],
        ["qa", undefined],
        ["prod", undefined],
      ],
    );
  });

  it("adds Markdown to a file and writes SARIF to another, wherever the command is typed", () => {
    const out = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-"));
    try {
      const [summary, sarif] = [path.join(out, "summary.md"), path.join(out, "preview.sarif")];
      fs.writeFileSync(summary, "before\n");
      const { status, stdout } = preview(
        ...["dev", "--base", file("before"), "--format", "github", "--summary", summary, "--sarif", sarif, ...quiet],
      );
      assert.equal(status, 0, stdout);
      assert.equal(stdout, "dev: Guard: clean. 1 rule, 2 resources.\n");
      assert.match(fs.readFileSync(summary, "utf8"), /^before\n## Preview: clean\n/);
      assert.match(fs.readFileSync(summary, "utf8"), /<summary>dev: 1 created, 1 changed, 1 removed<\/summary>/);
      assert.equal((JSON.parse(fs.readFileSync(sarif, "utf8")) as { version: string }).version, "2.1.0");
    } finally {
      fs.rmSync(out, { recursive: true });
    }
  });

  it("goes on with the other environments where one fails, and with the program where the base does", () => {
    fs.writeFileSync(file("after", "stacks", "Pulumi.qa.yaml"), "config: [\n");
    fs.writeFileSync(file("before", "index.ts"), "throw new Error('broken');\n");
    const { status, stdout, stderr } = preview("--all", "--base", file("before"), "--no-color", ...quiet);
    assert.equal(status, 2);
    assert.match(stdout, /^Preview of shop, environment dev\n[^]+\n\nPreview of shop, environment prod\n/);
    assert.doesNotMatch(stdout, /Against the base/);
    assert.match(stderr, /^qa: .+Pulumi\.qa\.yaml.* is no valid YAML/m);
  });

  it("refuses an environment beside --all, and a file that cannot be written", () => {
    assert.deepEqual(preview("dev", "--all"), {
      status: 2,
      stdout: "",
      stderr: "--all previews every environment, and dev is one.\nFix: name one, or type --all alone.\n",
    });
    const { status, stderr } = preview("dev", "--summary", file("gone", "summary.md"), ...quiet);
    assert.equal(status, 2);
    assert.match(stderr, /summary\.md cannot be written \(ENOENT\)\.\nFix: name a file in a folder that exists\.\n$/);
  });
});
