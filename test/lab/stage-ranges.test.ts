import assert from "node:assert/strict";
import { LabError } from "../../lab/lab-error";
import { chooseRanges } from "../../lab/stage/ranges";
import type { Stage } from "../../lab/stage/stage";

describe("a stage's addresses", () => {
  it("are the same at every start while nobody has them", () => {
    assert.deepEqual(chooseRanges("default", []), chooseRanges("default", []));
    assert.match(chooseRanges("default", []).pods, /^127\.\d+\.0\.0\/16$/);
  });

  it("are others than those of any stage that runs, until there are none left", () => {
    const running: Pick<Stage, "ranges">[] = [];
    for (let stage = 0; stage < 60; stage++) running.push({ ranges: chooseRanges("default", running) });
    const all = running.flatMap(({ ranges }) => [ranges.services, ranges.pods]);
    assert.equal(new Set(all).size, 120);
    assert.throws(
      () => chooseRanges("default", running),
      new LabError(
        "60 stages run, and there are no addresses for another.\nFix: npm run lab -- down, for one of them.",
      ),
    );
  });
});
