import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "./run-cli";

interface Lock {
  packages: Record<string, { version?: string; integrity?: string; dev?: boolean; optional?: boolean; link?: boolean }>;
}
interface Install {
  missingPackages: (wanted: Lock, installed: Lock | undefined, withDevelopment: boolean) => string[];
  nodeProblem: (version: string, wanted: string) => string | undefined;
}

const { missingPackages, nodeProblem } = createRequire(__filename)("../../scripts/install.js") as Install;

describe("what is installed", () => {
  const wanted: Lock = {
    packages: {
      "": {},
      policies: { version: "0.1.0" },
      "node_modules/guard": { link: true },
      "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
      "node_modules/tool": { version: "2.0.0", integrity: "sha512-t", dev: true },
      "node_modules/for-another-system": { version: "3.0.0", optional: true },
    },
  };

  it("is everything on a clean clone: development packages only for the tests", () => {
    assert.deepEqual(missingPackages(wanted, undefined, false), ["a"]);
    assert.deepEqual(missingPackages(wanted, undefined, true), ["a", "tool"]);
  });

  it("is nothing when npm's record agrees, and what changed when it does not", () => {
    assert.deepEqual(missingPackages(wanted, wanted, true), []);
    const older: Lock = {
      packages: { ...wanted.packages, "node_modules/a": { version: "0.9.0", integrity: "sha512-o" } },
    };
    assert.deepEqual(missingPackages(wanted, older, true), ["a"]);
  });

  it("is complete here", () => {
    const read = (...path: string[]): Lock => JSON.parse(readFileSync(join(root, ...path), "utf8")) as Lock;
    assert.deepEqual(missingPackages(read("package-lock.json"), read("node_modules", ".package-lock.json"), true), []);
  });

  it("needs a Node that is new enough, and says what to type", () => {
    assert.equal(nodeProblem("20.19.0", ">=20.19"), undefined);
    assert.equal(nodeProblem("22.1.0", ">=20.19"), undefined);
    assert.equal(
      nodeProblem("20.18.3", ">=20.19"),
      "Strongroom needs Node 20.19 or newer; this is Node 20.18.3.\n" +
        "Fix: install the current release from https://nodejs.org, or type: nvm install --lts",
    );
  });
});
