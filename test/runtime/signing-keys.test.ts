import assert from "node:assert/strict";
import { signingKeys } from "../../runtime";
import { makeValue } from "./helpers";

describe("signingKeys", () => {
  const [current, key] = [makeValue(), makeValue()];
  const until = "2028-02-29T04:00:00.000Z";
  const ring = JSON.stringify({ current, previous: { key, until } });

  it("takes a key that was never rotated as it is", () => {
    assert.deepEqual(signingKeys(current), { current, accepted: [current] });
    assert.deepEqual(signingKeys(JSON.stringify({ current })), { current, accepted: [current] });
  });

  it("accepts the key before until the overlap ends, and not at that moment", () => {
    assert.deepEqual(signingKeys(ring, new Date("2028-02-29T03:59:59.999Z")), { current, accepted: [current, key] });
    assert.deepEqual(signingKeys(ring, new Date(until)), { current, accepted: [current] });
  });

  it("refuses anything else, and shows nothing of it", () => {
    const message =
      "signingKeys got a value that is neither a key nor a ring of keys.\n" +
      'Fix: wanted a key alone, or what the rotation function writes, {"current": ..., "previous": {"key": ..., "until": ...}}.';
    for (const value of [
      `{${current}`,
      JSON.stringify({ previous: { key, until } }),
      JSON.stringify({ current, previous: { key, until: "soon" } }),
      JSON.stringify({ current, previous: { key: "", until } }),
    ]) {
      assert.throws(() => signingKeys(value), { name: "TypeError", message });
    }
    assert.throws(() => signingKeys(""), { message: "signingKeys got no value; wanted a secret's" });
  });
});
