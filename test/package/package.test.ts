import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { builtinModules, createRequire } from "node:module";
import * as path from "node:path";
import ts from "typescript";
import * as components from "../../components";
import * as model from "../../components/model";
import { Consumer, type Packed } from "./consumer";

const resolve = createRequire(__filename).resolve;
const platform = ["--stack-reference", "acme/strongroom/dev=platform.dev.json"];

interface Manifest {
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
}

describe("the packages, installed from their tarballs in a project of their own", function () {
  this.timeout(600_000);

  const consumer = new Consumer();
  let strongroom: Packed;
  let guard: Packed;

  before(() => {
    strongroom = consumer.pack("strongroom");
    guard = consumer.pack("strongroom-guard");
    consumer.install(strongroom, guard);
  });
  after(() => consumer.remove());

  describe("strongroom", () => {
    it("holds what was built, types of what it exports, and nothing else", () => {
      const unlike = (...patterns: RegExp[]): string[] =>
        strongroom.files.filter((file) => !patterns.some((pattern) => pattern.test(file)));
      assert.deepEqual(
        unlike(
          /^dist\/(cli|components|policies|report)\/([a-z0-9-]+\/)*[a-z0-9-]+\.js$/,
          /^dist\/(components|policies\/(detect|rotation))\/([a-z0-9-]+\/)*[a-z0-9-]+\.d\.ts$/,
          /^dist\/playbooks\/(common\/)?[a-z-]+\.yaml$/,
          // What the report's page is made of beside code, and what describes its JSON.
          /^dist\/report\/(html\/style\/[a-z-]+\.css|schemas\/[a-z]+\.schema\.json)$/,
        ),
        [
          "LICENSE",
          "README.md",
          "bin/strongroom.js",
          "dist/policies/PulumiPolicy.yaml",
          "dist/policies/package.json",
          "dist/tsconfig.json",
          "package.json",
        ],
      );
    });

    it("has a file built for every source file, and every playbook", () => {
      const root = path.join(__dirname, "..", "..");
      const wanted = ["cli", "components", "policies", "report", "playbooks"].flatMap((folder) =>
        (fs.readdirSync(path.join(root, folder), { recursive: true }) as string[])
          .filter((file) => /\.(ts|yaml|css)$|\.schema\.json$/.test(file) && !/(^|\/)(dist|node_modules)\//.test(file))
          .map((file) => `dist/${folder}/${file.replace(/\.ts$/, ".js")}`),
      );
      assert.deepEqual(
        wanted.filter((file) => !strongroom.files.includes(file)),
        [],
      );
    });

    it("imports nothing but its own dependencies and those that its user has", () => {
      const { dependencies, peerDependencies } = read<Manifest>("node_modules/strongroom/package.json");
      const known = new Set(["strongroom", ...Object.keys({ ...dependencies, ...peerDependencies })]);
      const stray = strongroom.files
        .filter((file) => /\.(js|d\.ts)$/.test(file))
        .flatMap((file) => {
          const text = fs.readFileSync(consumer.path("node_modules/strongroom", file), "utf8");
          const names = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => packageOf(fileName));
          return names.filter((name) => name !== "" && !known.has(name)).map((name) => `${file} imports ${name}`);
        });
      assert.deepEqual(stray, []);
    });

    it("exports to both kinds of modules what components/index.ts and components/model say, and opens nothing else", () => {
      const names = (module: object): string[] => Object.keys(module).sort();
      const print = "process.stdout.write(JSON.stringify([all, model].map((names) => Object.keys(names).sort())))";
      consumer.write(
        "all.cjs",
        'const all = require("strongroom");',
        'const model = require("strongroom/model");',
        print,
      );
      const common = consumer.node("all.cjs");
      assert.deepEqual(JSON.parse(common.stdout), [names(components), names(model)], common.stderr);

      consumer.write(
        "all.mjs",
        `import { ${names(components).join(", ")} } from "strongroom";`,
        'import { defineService as same } from "strongroom/model";',
        'await import("strongroom/dist/components/model/iam.js").catch(({ code }) => console.log(same === defineService, code));',
      );
      const { status, stdout, stderr } = consumer.node("all.mjs");
      assert.deepEqual([status, stdout, stderr], [0, "true ERR_PACKAGE_PATH_NOT_EXPORTED\n", ""]);
    });

    it("has types that the strictest compiler takes, in both kinds of modules, with those of every package checked", () => {
      consumer.write(
        "module.mts",
        'import { defineService, type Platform, perEnvironment, ServiceSecrets, type ServiceSecretsArgs } from "strongroom";',
        'import { defineService as same, type SecretKey } from "strongroom/model";',
        "export const key: SecretKey = { value: 'provided' };",
        "export const service: ServiceSecretsArgs['service'] = same({",
        "  name: 'a', namespace: perEnvironment({ default: 'b' }), owner: { team: 'c', address: 'd@example.com' },",
        "  runbook: 'https://example.com', workloads: [], groups: {},",
        "});",
        "export const make = (platform: Platform) => new ServiceSecrets('a', { service: defineService(service), ...platform });",
        "// @ts-expect-error",
        "export const wrong = defineService({ name: 1 });",
      );
      const { status, stdout } = consumer.compile("index.ts", "services/checkout.ts", "module.mts");
      assert.deepEqual([status, stdout], [0, ""]);
    });

    it("is packaged as the registry's tools expect", () => {
      const publint = path.join(path.dirname(resolve("publint")), "cli.js");
      for (const name of ["strongroom", "strongroom-guard"]) {
        const { status, stdout } = consumer.node(
          publint,
          consumer.path("node_modules", name),
          "--strict",
          "--pack",
          "false",
        );
        assert.deepEqual([status, stdout.includes("All good!")], [0, true], stdout);
      }
    });

    it("runs its command line", () => {
      const help = consumer.strongroom("--help");
      assert.deepEqual([help.status, help.stderr], [0, ""]);
      const { version } = read<{ version: string }>("node_modules/strongroom/package.json");
      assert.equal(consumer.strongroom("--version").stdout, `${version}\n`);
      const commands = fs.readdirSync(path.join(__dirname, "..", "..", "cli", "commands"));
      for (const command of commands) assert.match(help.stdout, new RegExp(`^ {2}${path.parse(command).name} `, "m"));
    });

    it("scans there", () => {
      const value = randomBytes(16).toString("hex");
      const head = ["apiVersion: v1", "kind: ConfigMap", "metadata: { name: api }", "data:"];
      consumer.write("api.yaml", ...head, `  APPLE_SHARED_SECRET: "${value}"`);
      const { status, stdout } = consumer.strongroom("scan", "api.yaml");
      assert.equal(status, 1);
      assert.match(
        stdout,
        /^\[certain\] {2}api\.yaml:5 {2}ConfigMap api\n {4}data\["APPLE_SHARED_SECRET"\] holds a shared secret/,
      );
      assert.equal(stdout.includes(value), false);
    });

    it("says where there is no program", () => {
      assert.deepEqual(consumer.strongroom("preview", "--program", "node_modules"), {
        status: 2,
        stdout: "",
        stderr:
          "There is no Pulumi program in node_modules: Pulumi.yaml was not found.\nFix: name its folder with --program DIR.\n",
      });
    });
  });

  describe("the program of a service team", () => {
    const stackFile = "Pulumi.dev.yaml";
    const given = fs.readFileSync(path.join(__dirname, "..", "..", "examples", "service-program", stackFile), "utf8");
    const seeded = `${given}  strongroom:seeded:\n    - dev/checkout/payment\n  strongroom:rotations:\n    dev/checkout/payment: "2026-11-20"\n`;
    afterEach(() => fs.writeFileSync(consumer.path(stackFile), given));

    it("is written in less than 60 lines", () => {
      const lines = ["index.ts", "services/checkout.ts"].map(
        (file) => fs.readFileSync(consumer.path(file), "utf8").trimEnd().split("\n").length,
      );
      assert.ok(lines[0]! < 60 && lines[0]! + lines[1]! < 80, lines.join());
    });

    it("is previewed with the guard that comes along: its entry first", () => {
      const { status, stdout, stderr } = consumer.strongroom("preview", "dev", ...platform);
      assert.deepEqual([status, stderr], [0, ""]);
      assert.equal(stdout, expected);
    });

    it("has its pods once the values are put", () => {
      fs.writeFileSync(consumer.path(stackFile), seeded);
      const { status, stdout, stderr } = consumer.strongroom("preview", "dev", ...platform);
      assert.deepEqual([status, stderr], [0, ""]);
      assert.match(stdout, /^\+ kubernetes:apps\/v1:Deployment checkout$/m);
      assert.match(stdout, /^Guard: clean\./m);
      assert.doesNotMatch(stdout, /Awaiting seed/);
    });

    it("is known to the other commands by its services and its stack file", () => {
      fs.writeFileSync(consumer.path(stackFile), seeded);
      const { status, stdout, stderr } = consumer.strongroom("inventory", "dev", "--json", "--today", "2026-11-29");
      assert.deepEqual([status, stderr], [0, ""]);
      const { entries } = JSON.parse(stdout) as { entries: Record<string, unknown>[] };
      assert.deepEqual(
        entries.map(({ entry, lastRotated, due }) => [entry, lastRotated, due]),
        [["dev/checkout/payment", "2026-11-20", "2027-02-18"]],
      );
    });

    it("has a report of its own", () => {
      fs.writeFileSync(consumer.path(stackFile), seeded);
      const { status, stdout, stderr } = consumer.strongroom("report", "dev", "--json", ...platform);
      assert.deepEqual([status, stderr], [0, ""]);
      const { program, guard: verdict } = JSON.parse(stdout) as { program: string; guard: Record<string, unknown> };
      assert.deepEqual([program, verdict["findings"]], ["checkout", []]);
    });

    it("onboards a service of its own, and says how its program makes it", () => {
      const program = fs.readFileSync(consumer.path("index.ts"), "utf8");
      try {
        const typed = { namespace: "checkout", team: "checkout", address: "checkout@example.com" };
        const more = { runbook: "https://runbooks.example.com/refunds", workload: "Deployment/refunds" };
        const keys = { secret: "app/REFUND_TOKEN", rotation: "app=90" };
        const flags = Object.entries({ ...typed, ...more, ...keys }).flatMap(([flag, value]) => [`--${flag}`, value]);
        const { status, stdout, stderr } = consumer.strongroom("onboard", "refunds", ...flags, ...platform);
        assert.deepEqual([status, stderr], [0, ""]);
        assert.equal(stdout.slice(0, stdout.indexOf("  2. ")), onboarded);

        const [added, made] = onboarded.split("\n").filter((line) => line.startsWith("  ")) as [string, string];
        const [last, others] = ["import service from", "const checkout = new"];
        const changed = program.replace(last, `${added}\n${last}`).replace(others, `${made}\n${others}`);
        fs.writeFileSync(consumer.path("index.ts"), changed);
        const preview = consumer.strongroom("preview", "dev", ...platform);
        assert.deepEqual([preview.status, preview.stderr], [0, ""]);
        assert.match(preview.stdout, /^\+ strongroom:index:ServiceSecrets refunds$/m);
        assert.match(preview.stdout, /^Guard: clean\./m);
      } finally {
        fs.writeFileSync(consumer.path("index.ts"), program);
        fs.rmSync(consumer.path("services/refunds.ts"), { force: true });
      }
    });

    it("is told what to type where nobody says what the other stack's outputs are", () => {
      assert.deepEqual(consumer.strongroom("preview", "dev"), {
        status: 2,
        stdout: "",
        stderr:
          'The program checkout failed: The stack acme/strongroom/dev has no output "platform".\n' +
          "Fix: name the stack of an environment that was brought up by Strongroom 0.1 or newer. A preview without the engine takes " +
          "outputs from a file: pulumi stack output --json --stack acme/strongroom/dev > platform.json, then strongroom preview " +
          "--stack-reference acme/strongroom/dev=platform.json\n",
      });
    });

    it("is blocked when it keeps a credential where none belongs", () => {
      const program = fs.readFileSync(consumer.path("index.ts"), "utf8");
      try {
        const value = randomBytes(16).toString("hex");
        const careless = program.replace(
          "env: checkout.env",
          `env: [{ name: "APPLE_SHARED_SECRET", value: "${value}" }]`,
        );
        assert.notEqual(careless, program);
        fs.writeFileSync(consumer.path("index.ts"), careless);
        fs.writeFileSync(consumer.path(stackFile), seeded);
        const { status, stdout } = consumer.strongroom("preview", "dev", ...platform);
        assert.equal(status, 1);
        assert.match(stdout, /^\[mandatory\] .+ {2}workload-secrets {2}\(kubernetes:apps\/v1:Deployment: checkout\)$/m);
        assert.equal(stdout.includes(value), false);
      } finally {
        fs.writeFileSync(consumer.path("index.ts"), program);
      }
    });
  });

  describe("strongroom-guard", () => {
    it("holds what was built and nothing else", () => {
      assert.deepEqual(
        guard.files.filter((file) => !/^dist\/([a-z-]+\/)*[a-z0-9-]+\.js$/.test(file)),
        ["LICENSE", "PulumiPolicy.yaml", "README.md", "package.json", "start.js"],
      );
    });

    it("is a pack by itself, with every rule", () => {
      const { status, stdout, stderr } = consumer.strongroom(
        ...["preview", "dev", ...platform, "--policy-pack", "node_modules/strongroom-guard"],
      );
      assert.deepEqual([status, stderr], [0, ""]);
      assert.equal(stdout, expected);
    });
  });

  function read<T>(name: string): T {
    return JSON.parse(fs.readFileSync(consumer.path(name), "utf8")) as T;
  }
});

/** The package that an import means, or nothing for files of ours and modules of Node. */
function packageOf(specifier: string): string {
  if (/^(\.|node:)/.test(specifier) || builtinModules.includes(specifier)) return "";
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

const expected = `Preview of checkout, environment dev, account 111122223333, eu-west-1

> pulumi:pulumi:StackReference acme/strongroom/dev
+ strongroom:index:ServiceSecrets checkout
    + aws:secretsmanager/secret:Secret checkout-payment
        + aws:secretsmanager/secretPolicy:SecretPolicy checkout-payment
    + aws:ssm/parameter:Parameter checkout-LOG_LEVEL
    + kubernetes:external-secrets.io/v1:ExternalSecret checkout-secrets
    + kubernetes:external-secrets.io/v1:ExternalSecret checkout-parameters

5 resources to create, grouped by 1 component, 1 resource to read.

Outputs (--verbose shows long ones whole):
  inventory: [{ awaitingSeed: true, consumers: [Deployment/checkout], entry: dev/checkout/payment, environment:…
  secretArns: { payment: output<string> }

Awaiting seed (no value yet, so no rotation until one is put):
  dev/checkout/payment

Guard: clean. 26 rules, 7 resources.

Took N s.
`;

const onboarded = `
Wrote services/refunds.ts.

What refunds adds to dev

Nothing yet: the program makes no ServiceSecrets "refunds", so the guard did not see it.
Add it where the program makes the others, such as:
  import refundsService from "./services/refunds";
  new ServiceSecrets("refunds", { service: refundsService, seeded, rotations, ...platform });
Then: npx strongroom preview dev.

Next:
  1. pulumi up --stack dev
`;
