import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { afterListening } from "../../cli/preview/pack-process";

describe("waiting for a policy pack to start", () => {
  it("gives up after the time in which it listened", async () => {
    let givenUp = 0;
    afterListening(2, () => givenUp++, 10);
    await sleep(100);
    assert.equal(givenUp, 1);
  });

  it("does not count the time in which a large program kept the process busy", async () => {
    let givenUp = 0;
    const stop = afterListening(3, () => givenUp++, 20);
    const until = Date.now() + 300;
    while (Date.now() < until);
    // What came meanwhile is heard here, before a second look.
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(givenUp, 0);
    stop();
    await sleep(100);
    assert.equal(givenUp, 0);
  });
});
