import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import * as path from "node:path";
import { afterListening, startPack } from "../../cli/preview/pack-process";
import { root } from "./run-cli";

describe("waiting for a policy pack to start", () => {
  it("gives up after the time in which it listened", async () => {
    let looks = 0;
    const counting = setInterval(() => looks++, 10);
    await new Promise<void>((resolve) => afterListening(3, resolve, 20));
    clearInterval(counting);
    assert.ok(looks > 0);
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

describe("starting a policy pack", () => {
  it("says what to do where the stack file is too large for the system to hand on", () => {
    const place = { project: "strongroom", stack: "prod", organization: "organization" };
    const config = { "strongroom:seeded": "x".repeat(140_000) };
    assert.throws(() => startPack(path.join(root, "policies"), { ...place, config }), {
      name: "UserError",
      message:
        "The configuration of prod has 140024 characters, and the system takes no variable of that size: neither this preview nor the engine can hand it to a policy pack.\n" +
        "Fix: split the environment by team, as docs/scale.md says.",
    });
  });
});
