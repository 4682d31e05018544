import assert from "node:assert/strict";
import { tryValue, allowedMilliseconds } from "../../bench/fuzz/try-value";
import { fuzzValue } from "../../bench/fuzz/values";

describe("the fuzzer", () => {
  it("makes the same value of the same seed, and as many different ones as it has seeds", () => {
    const values = Array.from({ length: 200 }, (_, seed) => fuzzValue(seed).leaf.value);
    assert.deepEqual(
      values,
      Array.from({ length: 200 }, (_, seed) => fuzzValue(seed).leaf.value),
    );
    assert.ok(new Set(values).size > 150);
  });

  it("makes values of every size", () => {
    assert.ok(fuzzValue(1, "small").leaf.value.length <= 4_000);
    assert.ok(fuzzValue(1, "large").leaf.value.length >= 50_000);
    assert.ok(fuzzValue(1, "huge").leaf.value.length >= 900_000);
  });

  it("plants credentials, and tells when one is repeated", () => {
    const planted = Array.from({ length: 300 }, (_, seed) => fuzzValue(seed, "small")).find(
      (value) => value.planted !== undefined,
    )!;
    assert.ok(planted.leaf.value.includes(planted.planted!));
    assert.deepEqual(
      tryValue(planted, ({ value }) => ({ findings: [], unread: [{ keyPath: [value], reason: "so" }] })),
      { kind: "repeats the credential", detail: "what it says holds the credential" },
    );
  });

  it("tells what was thrown", () => {
    const problem = tryValue(fuzzValue(1), () => {
      throw new RangeError("Maximum call stack size exceeded");
    });
    assert.deepEqual(problem, { kind: "throws", detail: "RangeError: Maximum call stack size exceeded" });
  });

  it("allows a second for a million characters, and 50 ms for a few", () => {
    assert.deepEqual([10, 60_000, 1_000_000].map(allowedMilliseconds), [50, 250, 1_000]);
  });

  it("finds nothing wrong with the detection of 4,000 values", () => {
    const problems: string[] = [];
    for (let seed = 1; seed <= 4_000; seed++) {
      const problem = tryValue(fuzzValue(seed, "small"));
      if (problem !== undefined) problems.push(`seed ${seed} ${problem.kind}: ${problem.detail}`);
    }
    assert.deepEqual(problems, []);
  });
});
