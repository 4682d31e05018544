import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

const root = path.join(__dirname, "..", "..");

interface Manifest {
  version?: string;
  license?: string;
  private?: boolean;
  publishConfig?: object;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

function manifest(...file: string[]): Manifest {
  return JSON.parse(fs.readFileSync(path.join(root, ...file, "package.json"), "utf8")) as Manifest;
}

describe("the packages", () => {
  const project = manifest();
  const pack = manifest("policies");
  const runtime = manifest("runtime");
  const installed = (name: string): string => manifest("node_modules", name).version!;

  it("pin every dependency to one version", () => {
    for (const { dependencies, devDependencies } of [project, pack, runtime]) {
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        assert.match(version, /^\d+\.\d+\.\d+(-beta\.\d+)?$/, `${name} is "${version}"`);
      }
    }
  });

  it("take from a program that uses them what must be there once: every version from the one that is tested here", () => {
    const { typescript, ...pulumi } = project.peerDependencies!;
    for (const [name, range] of Object.entries(pulumi)) assert.equal(range, `^${installed(name)}`, name);
    assert.equal(typescript, ">=5.6 <7");
  });

  it("agree on the versions that the guard and the program share", () => {
    for (const [name, version] of Object.entries(pack.dependencies ?? {})) {
      assert.equal(project.dependencies?.[name] ?? installed(name), version, name);
    }
  });

  it("agree on their version and licence, and carry its text", () => {
    const text = fs.readFileSync(path.join(root, "LICENSE"), "utf8");
    assert.match(text, /^ +Apache License\n +Version 2\.0, January 2004$/m);
    for (const folder of [".", "policies", "runtime"]) {
      const { version, license } = manifest(folder);
      assert.deepEqual([version, license], [project.version, "Apache-2.0"], folder);
      assert.equal(fs.readFileSync(path.join(root, folder, "LICENSE"), "utf8") === text, true, folder);
    }
  });

  it("are published with proof of where they were built, and so by CI alone", () => {
    for (const { private: closed, publishConfig } of [project, pack, runtime]) {
      assert.equal(closed, undefined);
      assert.deepEqual(publishConfig, { access: "public", provenance: true });
    }
  });

  it("install nothing from outside the package registry, and name no registry", () => {
    const lock = fs.readFileSync(path.join(root, "package-lock.json"), "utf8");
    assert.doesNotMatch(lock, /"resolved": "(https?|git)/);
  });

  it("give the pack the version that the policy engine asks for", () => {
    assert.match(pack.version ?? "", /^\d+\.\d+\.\d+$/);
  });
});
