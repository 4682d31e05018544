import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { root } from "./run-cli";

describe("loading TypeScript", () => {
  let folder: string;
  const file = (name: string): string => path.join(folder, name);
  const cache = (): string => file("node_modules/.cache/strongroom");

  /** Runs a small project in a process of its own, and says what it printed and whether the compiler was loaded. */
  function run(): { output: string; compiled: boolean } {
    const script =
      `require(${JSON.stringify(path.join(root, "policies/load-typescript.js"))}).loadTypeScript(${JSON.stringify(folder)});` +
      `require(${JSON.stringify(file("main.ts"))});` +
      'process.stdout.write(Object.keys(require.cache).some((name) => name.includes("typescript/lib")) ? " compiled" : "");';
    const { stdout, stderr } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
    return { output: (stdout + stderr).replace(" compiled", ""), compiled: stdout.endsWith(" compiled") };
  }

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-"));
    fs.mkdirSync(file("node_modules"));
    for (const name of ["typescript", "ts-node"]) {
      fs.symlinkSync(path.join(root, "node_modules", name), file(`node_modules/${name}`));
    }
    fs.copyFileSync(path.join(root, "tsconfig.json"), file("tsconfig.json"));
    fs.writeFileSync(file("package.json"), "{}");
    fs.writeFileSync(file("main.ts"), "const text: string = 'first'; process.stdout.write(text);\n");
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it("compiles a file once", () => {
    assert.deepEqual(run(), { output: "first", compiled: true });
    assert.deepEqual(run(), { output: "first", compiled: false });
    assert.equal(fs.readdirSync(cache()).filter((name) => name.endsWith(".js")).length, 1);
  });

  it("compiles it anew when it or the compiler's settings change", () => {
    run();
    fs.writeFileSync(file("main.ts"), "const text: string = 'second'; process.stdout.write(text);\n");
    assert.deepEqual(run(), { output: "second", compiled: true });
    fs.appendFileSync(file("tsconfig.json"), "\n");
    assert.deepEqual(run(), { output: "second", compiled: true });
  });

  it("keeps what an environment of a thousand services and the versions before it take", () => {
    run();
    for (let index = 0; index < 2500; index++) fs.writeFileSync(path.join(cache(), `${index}.js`), "");
    fs.writeFileSync(file("main.ts"), "const text: string = 'second'; process.stdout.write(text);\n");
    assert.deepEqual(run(), { output: "second", compiled: true });
    assert.equal(fs.readdirSync(cache()).filter((name) => name.endsWith(".js")).length, 2502);
  });

  it("works where nothing can be kept", () => {
    fs.writeFileSync(file("node_modules/.cache"), "a file where the folder would be");
    assert.deepEqual(run(), { output: "first", compiled: true });
    assert.deepEqual(run(), { output: "first", compiled: true });
  });

  it("names lines of the TypeScript in stacks", () => {
    fs.writeFileSync(file("main.ts"), "interface Gone {\n  a: string;\n}\nthrow new Error('here');\n");
    for (const _ of ["compiled", "kept"]) assert.match(run().output, /main\.ts:4:7/);
  });

  it("names them of a file that was kept, although another one is compiled", () => {
    fs.writeFileSync(file("thrown.ts"), "interface Gone {\n  a: string;\n}\nthrow new Error('here');\n");
    fs.writeFileSync(file("main.ts"), "require('./other.ts'); require('./thrown.ts');\n");
    for (const other of ["1", "2"]) {
      fs.writeFileSync(file("other.ts"), `export const other: number = ${other};\n`);
      assert.match(run().output, /thrown\.ts:4:7/);
    }
  });
});
