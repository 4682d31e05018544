import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as os from "node:os";
import * as path from "node:path";
import { makeValue, root } from "./helpers";

const compiler = createRequire(__filename).resolve("typescript/bin/tsc");
const strict = ["--strict", "--target", "ES2022", "--module", "nodenext", "--moduleResolution", "nodenext", "--noEmit"];

interface Result {
  status: number | null;
  stdout: string;
  stderr: string;
}

describe("the package strongroom-runtime", function () {
  this.timeout(120_000);

  let project: string;
  let packed: string[];
  const run = (command: string, args: string[], variables: Record<string, string> = {}): Result =>
    spawnSync(command, args, { cwd: project, encoding: "utf8", env: { ...process.env, ...variables } });
  const write = (name: string, ...lines: string[]): void =>
    fs.writeFileSync(path.join(project, name), `${lines.join("\n")}\n`);

  before(() => {
    project = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-application-"));
    write("package.json", '{ "name": "application", "version": "1.0.0", "private": true }');
    const pack = run("npm", ["pack", "--json", "--pack-destination", project, path.join(root, "runtime")]);
    assert.equal(pack.status, 0, pack.stderr);
    const [{ filename, files }] = JSON.parse(pack.stdout) as [{ filename: string; files: { path: string }[] }];
    packed = files.map((file) => file.path).sort();
    const install = run("npm", ["install", "--offline", "--ignore-scripts", "--no-audit", `./${filename}`]);
    assert.equal(install.status, 0, install.stderr);
  });
  after(() => fs.rmSync(project, { recursive: true }));

  it("holds what it needs and nothing else", () => {
    const code = ["index.d.ts", "index.js", "messages.js", "package.json", "signing-keys.js", "sources.js"];
    assert.deepEqual(packed, ["LICENSE", "README.md", ...code]);
  });

  it("installs itself alone in an empty project", () => {
    const installed = fs.readdirSync(path.join(project, "node_modules")).filter((name) => !name.startsWith("."));
    assert.deepEqual(installed, ["strongroom-runtime"]);
  });

  it("runs there as CommonJS and as an ES module", () => {
    const use =
      'const { API_TOKEN } = requireSecrets(["API_TOKEN"]);\nconsole.log(API_TOKEN === process.env.API_TOKEN);';
    write("main.cjs", 'const { requireSecrets } = require("strongroom-runtime");', use);
    write("main.mjs", 'import { requireSecrets } from "strongroom-runtime";', use);
    for (const file of ["main.cjs", "main.mjs"]) {
      const { status, stdout, stderr } = run(process.execPath, [file], { API_TOKEN: makeValue() });
      assert.deepEqual([status, stdout, stderr], [0, "true\n", ""], file);
    }
  });

  it("gives exactly the declared keys as strings, to the compiler too", () => {
    const required = 'const secrets = requireSecrets(["DATABASE_URL", "API_TOKEN"]);';
    const imported = 'import { requireSecrets } from "strongroom-runtime";';
    write(
      "good.ts",
      imported,
      required,
      "export const url: string = secrets.DATABASE_URL;",
      'export const changed: ("DATABASE_URL" | "API_TOKEN")[] = secrets.reload();',
      "secrets.onChange((keys) => secrets[keys[0]!].length);",
      'secrets.reloadOnSignal("SIGHUP")();',
    );
    // The project has no types of Node: it compiles without them.
    const good = run(process.execPath, [compiler, ...strict, "good.ts"]);
    assert.deepEqual([good.status, good.stdout], [0, ""]);

    write("bad.ts", imported, required, "export const other = secrets.OTHER_TOKEN;", 'secrets.API_TOKEN = "x";');
    const bad = run(process.execPath, [compiler, ...strict, "bad.ts"]);
    assert.notEqual(bad.status, 0);
    assert.deepEqual(
      bad.stdout.match(/^bad\.ts\(\d+,\d+\): error TS\d+: (Property '\w+' does not exist|Cannot assign to '\w+')/gm),
      [
        "bad.ts(3,30): error TS2339: Property 'OTHER_TOKEN' does not exist",
        "bad.ts(4,9): error TS2540: Cannot assign to 'API_TOKEN'",
      ],
    );
  });

  it("has no type errors in its JavaScript", () => {
    const sources = ["index.js", "messages.js", "sources.js"].map((file) => path.join(root, "runtime", file));
    const types = ["--types", "node", "--typeRoots", path.join(root, "node_modules", "@types"), "--skipLibCheck"];
    const { status, stdout } = run(process.execPath, [
      compiler,
      ...strict,
      "--allowJs",
      "--checkJs",
      ...types,
      ...sources,
    ]);
    assert.deepEqual([status, stdout], [0, ""]);
  });
});
