import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { discoverServices } from "../../components/model/discover-services";

const root = path.join(__dirname, "..", "..");

describe("discovery", () => {
  it("loads as many services as there are files, each under its file's name", () => {
    const files = fs.readdirSync(path.join(root, "services")).sort();
    const names = discoverServices(path.join(root, "services")).map(
      ({ declaration }) => (declaration as { name: string }).name,
    );
    assert.deepEqual(
      names.map((name) => `${name}.ts`),
      files,
    );
    assert.ok(names.length >= 3);
  });

  it("refuses a file that declares nothing", () => {
    const folder = fs.mkdtempSync(path.join(root, "test", "house", ".services-"));
    try {
      fs.writeFileSync(path.join(folder, "empty.ts"), "export const nothing = 1;\n");
      assert.throws(() => discoverServices(folder), {
        message: `${path.basename(folder)}/empty.ts exports no declaration: write export default defineService({ ... })`,
      });
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
