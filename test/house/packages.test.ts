import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

const root = path.join(__dirname, "..", "..");

interface Manifest {
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

function manifest(...file: string[]): Manifest {
  return JSON.parse(fs.readFileSync(path.join(root, ...file, "package.json"), "utf8")) as Manifest;
}

describe("the packages", () => {
  const project = manifest();
  const pack = manifest("policies");

  it("pin every dependency to one version", () => {
    for (const { dependencies, devDependencies } of [project, pack]) {
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
        assert.match(version, /^\d+\.\d+\.\d+(-beta\.\d+)?$/, `${name} is "${version}"`);
      }
    }
  });

  it("agree on the versions that the guard and the program share", () => {
    for (const [name, version] of Object.entries(pack.dependencies ?? {})) {
      assert.equal(project.dependencies?.[name], version, name);
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
