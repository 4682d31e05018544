import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { discoverDetectors } from "../../policies/detect/discover-detectors";
import { detect } from "../../policies/detect/index";

const folder = path.join(__dirname, "..", "..", "policies", "detect", "detectors");
const detectors = discoverDetectors();

describe("the detectors", () => {
  it("are as many as there are files, each under its file's name", () => {
    const files = fs.readdirSync(folder).sort();
    assert.deepEqual(
      detectors.map(({ id }) => `${id}.ts`),
      files,
    );
  });

  for (const { id, references, leaks, innocent } of detectors) {
    describe(id, () => {
      it("says where it is from, and has at least three leaks and two innocents", () => {
        assert.ok(references.length > 0 && references.every((reference) => reference.startsWith("https://")));
        assert.ok(leaks().length >= 3);
        assert.ok(innocent().length >= 2);
      });

      leaks().forEach((leak, index) =>
        it(`finds leak ${index + 1}, under ${leak.keyPath.join(".")}`, () => {
          const found = detect(leak).findings.filter(({ level }) => level !== "placeholder");
          assert.deepEqual([...new Set(found.map(({ detector }) => detector))], [id]);
          const text = JSON.stringify(found);
          assert.ok(leak.value.length < 8 || !text.includes(leak.value), "the finding holds the value");
        }),
      );

      innocent().forEach((sample, index) =>
        it(`leaves innocent ${index + 1} alone, under ${sample.keyPath.join(".")}`, () => {
          assert.deepEqual(
            detect(sample).findings.filter(({ level }) => level !== "placeholder"),
            [],
          );
        }),
      );
    });
  }
});
