import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { declarationLine } from "../../cli/locate/declaration-line";
import { stackFileLine } from "../../cli/locate/stack-file-line";
import { copyProgram } from "./program-copy";
import { makeSharedSecret, root, runCli } from "./run-cli";

describe("the place that caused a finding", function () {
  this.timeout(120_000);

  let folder: string;
  const file = (name: string): string => path.join(folder, name);
  beforeEach(() => {
    folder = copyProgram();
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** The number of the line that holds a text, counted as an editor does. */
  function lineWith(name: string, text: string): number {
    return (
      fs
        .readFileSync(file(name), "utf8")
        .split("\n")
        .findIndex((line) => line.includes(text)) + 1
    );
  }

  describe("in a declaration", () => {
    const line = (...keys: PropertyKey[]) => declarationLine(file("services/api.ts"), keys, "prod");

    it("is the line of a group, of a key, of a parameter and of a rotation", () => {
      assert.equal(line("groups", "app"), lineWith("services/api.ts", "    app: {"));
      assert.equal(
        line("groups", "app", "keys", "STRIPE_SECRET_KEY"),
        lineWith("services/api.ts", "STRIPE_SECRET_KEY"),
      );
      assert.equal(
        line("groups", "apple", "rotation", "intervalDays"),
        lineWith("services/api.ts", "intervalDays: 92"),
      );
      assert.equal(line("parameters", "APPLE_BUNDLE_ID"), lineWith("services/api.ts", "APPLE_BUNDLE_ID"));
      assert.equal(line("workloads", 0, "kind"), lineWith("services/api.ts", "workloads"));
    });

    it("is that of the last key that stands in the file, or of the declaration", () => {
      assert.equal(line("groups", "app", "keys", "GONE"), lineWith("services/api.ts", "      keys: {"));
      assert.equal(line("gone"), lineWith("services/api.ts", "export default"));
      assert.equal(line(), lineWith("services/api.ts", "export default"));
    });

    it("looks into variables, spreads, types, quotes, comments and values of an environment", () => {
      fs.writeFileSync(
        file("services/odd.ts"),
        `// groups: { app: {} } stands in a comment
const shared = { "B-KEY": { value: "provided" } } as const;
const LOG = "info";
const service = (defineService)({
  /* app: */ groups: perEnvironment({
    prod: {
      ["app"]: { keys: { ...shared } },
    },
    default: { web: {} },
  }),
  parameters: {
    LOG,
    "a.b": 'parameters: { C: 1 }',
  } satisfies object,
});
export default service;
`,
      );
      const odd = (environment: string, ...keys: PropertyKey[]) =>
        declarationLine(file("services/odd.ts"), keys, environment);
      assert.equal(odd("prod", "groups", "app"), 7);
      assert.equal(odd("prod", "groups", "app", "keys", "B-KEY"), 2);
      assert.equal(odd("dev", "groups", "web"), 9);
      assert.equal(odd("dev", "groups", "app"), 5);
      assert.equal(odd("dev", "parameters", "LOG"), 12);
      assert.equal(odd("dev", "parameters", "a.b"), 13);
      assert.equal(odd("dev", "parameters", "C"), 11);
    });

    it("is nowhere in a file that declares nothing", () => {
      fs.writeFileSync(file("services/none.ts"), "export const service = {};\n");
      assert.equal(declarationLine(file("services/none.ts"), ["groups"], "dev"), undefined);
    });
  });

  it("is the line of a key in a stack file, whose names may hold dots and slashes", () => {
    const stack = file("stacks/Pulumi.prod.yaml");
    fs.appendFileSync(stack, '  strongroom:rotations:\n    prod/api/apple: "2026-11-20"\n  odd.key:\n    a: 1\n');
    const line = (key: string) => stackFileLine(stack, key);
    const wanted = (text: string) => lineWith("stacks/Pulumi.prod.yaml", text);
    assert.equal(line("strongroom:cluster.endpoint"), wanted("endpoint:"));
    assert.equal(line("strongroom:github.repositories[0].deploy.environment"), wanted("environment: prod"));
    assert.equal(line("strongroom:seeded[1]"), wanted("- prod/api/apple"));
    assert.equal(line("strongroom:rotations.prod/api/apple"), wanted("prod/api/apple:"));
    assert.equal(line("odd.key.a"), wanted("    a: 1"));
    assert.equal(line("strongroom:cluster.gone"), wanted("strongroom:cluster:"));
    assert.equal(line("strongroom:gone"), undefined);
    fs.writeFileSync(stack, "config: [\n");
    assert.equal(line("strongroom:cluster"), undefined);
  });

  it("is named in annotations when a declaration or the stack file is refused", () => {
    const shown = path.relative(root, folder).split(path.sep).join("/");
    const annotate = () => runCli(["preview", "dev", "--program", folder, "--format", "github"]);
    const worker = file("services/worker.ts");
    const declaration = fs.readFileSync(worker, "utf8");
    fs.writeFileSync(worker, declaration.replace("intervalDays: 90", "intervalDays: 900"));
    const rotation = lineWith("services/worker.ts", "intervalDays: 900");
    const refused = annotate();
    assert.equal(refused.status, 2);
    assert.match(
      refused.stdout,
      new RegExp(
        `^::error file=${shown}/services/worker\\.ts,line=${rotation},title=preview of dev::groups\\.tracking\\.rotation\\.intervalDays: .+\\ndev: Preview: failed\\.\\n$`,
      ),
    );
    fs.writeFileSync(worker, declaration);
    const stack = file("stacks/Pulumi.dev.yaml");
    fs.writeFileSync(stack, fs.readFileSync(stack, "utf8").replace("endpoint: https", "endpoint: http"));
    const endpoint = lineWith("stacks/Pulumi.dev.yaml", "endpoint:");
    const start = `::error file=${shown}/stacks/Pulumi.dev.yaml,line=${endpoint},title=preview of dev::`;
    assert.ok(annotate().stdout.startsWith(`${start}strongroom:cluster.endpoint is text of`));
  });

  it("is the line of the declaration, of the program or of the stack file", () => {
    const token = makeSharedSecret();
    fs.writeFileSync(
      file("services/worker.ts"),
      fs
        .readFileSync(file("services/worker.ts"), "utf8")
        .replace("  parameters: {", `  parameters: {\n    GREETING: "hello",\n    PEER_SHARED_SECRET: "${token}",`),
    );
    fs.appendFileSync(
      file("index.ts"),
      `import { ConfigMap } from "@pulumi/kubernetes/core/v1";\ninterface Gone {\n  a: string;\n}\nnew ConfigMap("leak", { metadata: { namespace: "api" }, data: { PEER_SHARED_SECRET: "${token}" } }, { provider: providers[1] });\n`,
    );
    fs.appendFileSync(
      file("stacks/Pulumi.dev.yaml"),
      "    exemptions:\n      - { rule: user-data, resource: none, reason: It is long gone., owner: a@example.com, expires: '2099-01-31' }\n",
    );
    const { status, stdout } = runCli(["preview", "dev", "--program", folder, "--json"]);
    assert.equal(status, 1, stdout);
    assert.ok(!stdout.includes(token));
    const shown = path.relative(root, folder).split(path.sep).join("/");
    const { findings } = JSON.parse(stdout) as {
      findings: { policy: string; name: string; file: string; line: number }[];
    };
    const places = findings.map(({ policy, name, file, line }) => `${policy} ${name}: ${file}:${line}`);
    for (const wanted of [
      `parameter-holds-secret worker-PEER_SHARED_SECRET: ${shown}/services/worker.ts:${lineWith("services/worker.ts", "PEER_SHARED_SECRET")}`,
      `configmap-secrets leak: ${shown}/index.ts:${lineWith("index.ts", "new ConfigMap")}`,
      `secret-rotation-advisory api-database: ${shown}/services/api.ts:${lineWith("services/api.ts", "database: {")}`,
      `exemptions strongroom-dev: ${shown}/stacks/Pulumi.dev.yaml:${lineWith("stacks/Pulumi.dev.yaml", "exemptions:")}`,
    ]) {
      assert.ok(places.includes(wanted), `${wanted} is not among:\n${places.join("\n")}`);
    }
  });
});
