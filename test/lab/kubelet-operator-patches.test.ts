import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { operatorPatches, patchOperator } from "../../lab/parts/operator-patches";

describe("the patches of the operator", () => {
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-"));
    for (const { file, find } of operatorPatches) {
      fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), `before\n${find}\nafter\n`);
    }
  });

  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it("put each addition after its place", () => {
    patchOperator(folder);
    for (const { file, find, add } of operatorPatches) {
      assert.equal(fs.readFileSync(path.join(folder, file), "utf8"), `before\n${find}\n${add}\n\nafter\n`);
    }
  });

  it("are refused where the source has moved", () => {
    const { file, find } = operatorPatches[0]!;
    fs.writeFileSync(path.join(folder, file), "something else\n");
    assert.throws(() => patchOperator(folder), {
      message:
        `${file} of the operator holds ${JSON.stringify(find)} 0 times, and once was wanted.\n` +
        "Fix: read how that version elects its leader and listens, and bring lab/parts/operator-patches.ts up to date.",
    });
  });
});
